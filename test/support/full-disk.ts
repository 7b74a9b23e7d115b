// Loaded before a program: its SQLite files find the disk full at FULL_AT_KILOBYTES, by SQLite's own limit.
import { createRequire, syncBuiltinESMExports } from "node:module";

const sqlite: typeof import("node:sqlite") = createRequire(import.meta.url)("node:sqlite");
const kilobytes = Number(process.env.FULL_AT_KILOBYTES);

sqlite.DatabaseSync = class extends sqlite.DatabaseSync {
  constructor(file: string) {
    super(file);
    // Counted in pages of 4 KB. Source: https://sqlite.org/pragma.html#pragma_max_page_count (read 2026-11)
    this.exec(`PRAGMA max_page_count = ${kilobytes / 4}`);
  }
};
syncBuiltinESMExports();

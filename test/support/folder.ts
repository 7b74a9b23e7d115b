// A folder of declarations that a test changes.
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export class Folder {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  read = (file: string): string => readFileSync(join(this.root, file), "utf8");
  write = (file: string, text: string): void => writeFileSync(join(this.root, file), text);
  delete = (file: string): void => rmSync(join(this.root, file));
  rename = (from: string, to: string): void => renameSync(join(this.root, from), join(this.root, to));

  /** Fails when the edit changes nothing: the test would pass for the wrong reason. */
  edit(file: string, change: (text: string) => string): void {
    const before = this.read(file);
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing`);
    this.write(file, after);
  }
}

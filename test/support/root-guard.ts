// Fails whatever reads the declarations at the root of the repository: those are the company's, and only the lane of
// the declarations is about them. A set-up file of the other lanes; processes that they start get it by NODE_OPTIONS.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { relative, resolve, sep } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { isDeclaration } from "./company.ts";

const ROOT = resolve(import.meta.dirname, "../..");

function refuse(path: unknown): void {
  if (typeof path !== "string" && !(path instanceof URL) && !Buffer.isBuffer(path)) return;
  const file = relative(ROOT, path instanceof URL ? fileURLToPath(path) : resolve(String(path)));
  if (isDeclaration(file.split(sep).join("/")))
    throw new Error(`${file} at the root is the company's: tests read test/support/company/ instead`);
}

const READS = [
  ...["readFileSync", "readdirSync", "opendirSync", "openSync", "cpSync", "copyFileSync", "createReadStream"],
  ...[
    "openAsBlob",
    "existsSync",
    "statSync",
    "lstatSync",
    "readFile",
    "readdir",
    "opendir",
    "open",
    "cp",
    "copyFile",
  ],
];
const WAITED_FOR = ["readFile", "readdir", "opendir", "open", "cp", "copyFile", "stat", "lstat"];

type Functions = Record<string, (path: unknown, ...rest: unknown[]) => unknown>;

function guard(module: Functions, names: readonly string[]): void {
  for (const name of names) {
    const read = module[name];
    if (read === undefined) throw new Error(`node:fs has no ${name}`);
    module[name] = function (this: unknown, path, ...rest) {
      refuse(path);
      return read.call(this, path, ...rest);
    };
  }
}

/** Set once a process is guarded: files that share one run this again. */
const GUARDED = Symbol.for("partner-access root guard");
if (!(GUARDED in globalThis)) {
  Object.assign(globalThis, { [GUARDED]: true });
  guard(fs as unknown as Functions, READS);
  guard(fs.promises as unknown as Functions, WAITED_FOR);
  syncBuiltinESMExports();
}

const option = `--import=${pathToFileURL(import.meta.filename)}`;
if (!process.env.NODE_OPTIONS?.includes(option))
  process.env.NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ""} ${option}`.trim();

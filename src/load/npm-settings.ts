// A .npmrc beside the declarations → its keys, and findings about those that make npm run other code.
import { quote } from "../text.ts";
import type { FileDocument } from "./document.ts";
import { whyOf } from "./load-rules.ts";

/** npm's settings beside the declarations. */
export const NPM_FILE = ".npmrc";

/**
 * Programs that npm starts, options of Node.js, where further settings are, and what installs without being allowed.
 * Source: npm's docs/content/using-npm/config.md (read 2026-11)
 */
const RUNS_CODE: ReadonlySet<string> = new Set([
  ...[
    "node-options",
    "script-shell",
    "shell",
    "git",
    "node-gyp",
    "editor",
    "viewer",
    "browser",
    "init-module",
  ],
  ...["globalconfig", "userconfig", "dangerously-allow-all-scripts", "ignore-scripts"],
]);

interface Setting {
  readonly key: string;
  readonly value: string;
  readonly line: number;
  readonly column: number;
  readonly endColumn: number;
}

/** As npm's own reader takes quotes and backslashes away. */
const plain = (text: string): string =>
  text
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2")
    .replace(/\[\]$/, "")
    .replaceAll("\\", "");

/** A key without a value is true. Source: https://github.com/npm/ini, lib/ini.js (read 2026-11) */
const settingsIn = (text: string): readonly Setting[] =>
  text.split(/\r?\n|\r/).flatMap((line, index) => {
    if (!/^\s*[^\s;#[]/.test(line)) return [];
    const [key = "", ...value] = line.split("=");
    const column = key.length - key.trimStart().length + 1;
    const place = { line: index + 1, column, endColumn: column + key.trim().length };
    return [{ key: plain(key), value: value.length === 0 ? "true" : plain(value.join("=")), ...place }];
  });

/** npm puts variables of the environment in, also into keys. */
const isRefused = ({ key, value }: Setting): boolean =>
  key.includes("${") || (RUNS_CODE.has(key) && !(key === "ignore-scripts" && value === "true"));

/** The file as a mapping. npm takes the last of two values. */
export function npmDocument(text: string): FileDocument {
  const settings = settingsIn(text);
  const why = whyOf("npm-setting");
  return {
    file: NPM_FILE,
    text,
    value: Object.fromEntries(settings.map(({ key, value }) => [key, value])),
    findings: settings.filter(isRefused).map(({ key, value: _, ...place }) => ({
      ...{ file: NPM_FILE, ...place, rule: "npm-setting", why },
      what: `${quote(key)} makes npm run something else`,
      fix: key === "ignore-scripts" ? "write ignore-scripts=true, or remove it" : "remove it",
    })),
    locate: () => ({ file: NPM_FILE, line: 1, column: 1, endColumn: 2 }),
  };
}

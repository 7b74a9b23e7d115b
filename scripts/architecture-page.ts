// The import table → its place in ARCHITECTURE.md, whose other text is written by hand.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PARTS } from "./import-table.mjs";

const PAGE = fileURLToPath(new URL("../ARCHITECTURE.md", import.meta.url));
const TABLE = /(<!-- made by npm run generate from scripts\/import-table\.mjs -->\n)[\s\S]*?(\n<!-- end -->)/;

/** Beside src/: what these import is their own business, but for the first three, which import nothing of ours. */
const OTHERS = [
  ["`emulator/`", "Auth0's API calls", "a local tenant's answers", "nothing: it is an oracle"],
  ["`engine/`", "a machine", "one with a Pulumi CLI and the Auth0 plugin", "nothing"],
  [
    "`demo/`",
    "client IDs and addresses",
    "our app, our APIs and every partner, as plain OAuth clients",
    "nothing",
  ],
  ["`local/`", "all of the above", "`npm start`", "everything"],
] as const;

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;

const table = (): string =>
  [
    row(["part", "turns", "into", "may import"]),
    "|---|---|---|---|",
    ...PARTS.map((part) =>
      row([`\`${part.path}\``, part.turns, part.into, part.may.join(", ") || "nothing"]),
    ),
    ...OTHERS.map(row),
  ].join("\n");

/** @throws Error when the page has no place for the table */
export function architecturePage(): string {
  const page = readFileSync(PAGE, "utf8");
  if (!TABLE.test(page)) throw new Error("ARCHITECTURE.md has no place for the import table");
  return page.replace(TABLE, (_, before: string, after: string) => `${before}\n${table()}\n${after}`);
}

// Writes every generated file; with --check it only names those that are stale, and exits with 1.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { GENERATED } from "./generated.ts";

const { values } = parseArgs({ options: { check: { type: "boolean", default: false } } });

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

for (const { path, content } of GENERATED) {
  const target = fileURLToPath(new URL(`../${path}`, import.meta.url));
  const text = content();
  if (read(target) === text) continue;
  if (values.check) process.exitCode = 1;
  else {
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  process.stdout.write(`${path} ${values.check ? "is stale: run npm run generate" : "written"}\n`);
}

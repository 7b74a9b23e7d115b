// The reference for check and review: every YAML file below a folder, read and parsed, nothing more.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseDocument } from "yaml";

const folder = process.argv[2] ?? ".";
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }))
  if (name.endsWith(".yaml")) parseDocument(readFileSync(join(folder, name), "utf8")).toJS();

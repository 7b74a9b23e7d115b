import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PAGES } from "../scripts/generate.ts";
import { SCHEMA_FILES } from "../scripts/generated.ts";

// What is made of the company's declarations is in their own lane.
test.for([...SCHEMA_FILES, ...PAGES])("$path is what `npm run generate` writes", ({ path, content }) => {
  expect(readFileSync(path, "utf8")).toBe(content());
});

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GENERATED } from "../scripts/generated.ts";

test.for(GENERATED)("$path is what `npm run generate` writes", ({ path, content }) => {
  expect(readFileSync(path, "utf8")).toBe(content());
});

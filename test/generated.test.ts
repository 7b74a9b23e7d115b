import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CODED } from "../scripts/generated.ts";

// What is made of the company's declarations is in their own lane.
test.for(CODED)("$path is what `npm run generate` writes", ({ path, content }) => {
  expect(readFileSync(path, "utf8")).toBe(content());
});

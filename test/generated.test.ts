import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { GENERATED } from "../scripts/generated.ts";

// .github/CODEOWNERS is made of the company's declarations: their own lane has its test.
test.for(GENERATED.filter(({ path }) => path !== ".github/CODEOWNERS"))(
  "$path is what `npm run generate` writes",
  ({ path, content }) => {
    expect(readFileSync(path, "utf8")).toBe(content());
  },
);

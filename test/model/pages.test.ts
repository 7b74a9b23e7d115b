// What messages call a page of docs/: in this repository, and in one that has the package installed.
import { expect, test } from "vitest";
import { page, pagesFor } from "../../src/model/pages.ts";

test.for([
  ["file:///home/ana/partner-access/src/model/pages.ts", ""],
  ["file:///home/ana/partner-access/dist/src/model/pages.js", ""],
  [
    "file:///home/ana/globex/node_modules/partner-access/dist/src/model/pages.js",
    "node_modules/partner-access/",
  ],
  [
    "file:///home/ana/globex/node_modules/@globex/access/dist/src/model/pages.js",
    "node_modules/@globex/access/",
  ],
] as const)("beside %s pages are in '%sdocs/'", ([code, folder]) => {
  expect(pagesFor(code)).toBe(folder);
});

test("here a page is where it is, and another's address stays", () => {
  expect(page("docs/ci.md#once-auth0")).toBe("docs/ci.md#once-auth0");
  expect(page("https://auth0.com/docs/ci.md")).toBe("https://auth0.com/docs/ci.md");
});

import { appendFileSync, cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findOnPath, installedFirst, isExecutable } from "../../engine/on-path.ts";
import { placeFor, pulumiHome } from "../../engine/place.ts";
import { isOlder, versionIn } from "../../engine/versions.ts";
import { Machine } from "./support/machine.ts";

test("the cache is where XDG_CACHE_HOME says, otherwise in ~/.cache", () => {
  expect(placeFor({ HOME: "/h", XDG_CACHE_HOME: "/x" }).cache).toBe("/x/partner-access/engine");
  expect(placeFor({ HOME: "/h" }).cache).toBe("/h/.cache/partner-access/engine");
});

test("plugins are where PULUMI_HOME says, otherwise in ~/.pulumi", () => {
  expect(pulumiHome({ HOME: "/h", PULUMI_HOME: "/p" })).toBe("/p");
  expect(pulumiHome({ HOME: "/h" })).toBe("/h/.pulumi");
});

test("the folder of a built engine names its versions and changes with its sources", () => {
  const { root } = new Machine();
  const { sources, built } = placeFor({ HOME: "/h" });
  expect(built).toMatch(/\/pulumi-3\.253\.0-auth0-3\.49\.0-[a-z0-9]+-[a-z0-9]+-[0-9a-f]{8}$/);
  cpSync(sources, root, { recursive: true });
  expect(placeFor({ HOME: "/h" }, root).built).toBe(built);
  appendFileSync(join(root, "auth0-provider", "shim", "shim.go"), "\n");
  expect(placeFor({ HOME: "/h" }, root).built).not.toBe(built);
});

test("finds the first file on PATH that can be executed", () => {
  const { root, ...machine } = new Machine();
  writeFileSync(join(root, "tool"), "not executable");
  const tool = new Machine().script(join(root, "second", "tool"), "");
  const PATH = ["", root, join(root, "missing"), join(root, "second"), machine.bin].join(":");
  expect(findOnPath("tool", { PATH })).toBe(tool);
  expect(findOnPath("tool", { PATH: root })).toBeUndefined();
  expect(findOnPath("tool", {})).toBeUndefined();
});

test.for([
  {
    PATH: "/repo/node_modules/.bin:/node_modules/.bin:/usr/bin:/bin",
    first: "/usr/bin:/bin:/repo/node_modules/.bin:/node_modules/.bin",
  },
  { PATH: "/usr/bin:node_modules/.bin/", first: "/usr/bin:node_modules/.bin/" },
  { PATH: "/opt/my_node_modules/.bin:/usr/bin", first: "/opt/my_node_modules/.bin:/usr/bin" },
  { PATH: undefined, first: undefined },
])("what is installed comes before what npm brings in $PATH", ({ PATH, first }) => {
  expect(installedFirst({ PATH, HOME: "/h" })).toEqual({ PATH: first, HOME: "/h" });
});

test("a folder and an empty file cannot be executed", () => {
  const machine = new Machine();
  const file = machine.script(join(machine.root, "file"), "");
  expect(isExecutable(file)).toBe(true);
  writeFileSync(file, "");
  expect(isExecutable(file)).toBe(false);
  expect(isExecutable(machine.root)).toBe(false);
});

test.for([
  { a: "3.199.9", b: "3.200.0", older: true },
  { a: "3.200.0", b: "3.200.0", older: false },
  { a: "3.1000.0", b: "3.200.0", older: false },
  { a: "2.999.0", b: "3.200.0", older: true },
  { a: "1.25", b: "1.25.11", older: true },
  { a: "1.26", b: "1.25.11", older: false },
])("$a is older than $b: $older", ({ a, b, older }) => {
  expect(isOlder(a, b)).toBe(older);
});

test("finds the version in what a program says", () => {
  expect(versionIn("v3.253.0\n")).toBe("3.253.0");
  expect(versionIn("3.260.1-alpha.x")).toBe("3.260.1");
  expect(versionIn("unknown command")).toBeUndefined();
});

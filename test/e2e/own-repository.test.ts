// From the tarball, in an empty folder: a repository of one's own is begun, and each command that its README names is green.
// What the reporter says of each test is how long that command takes.
import { afterAll, beforeAll, expect, test } from "vitest";
import { green, Packed } from "../support/packed.ts";

let packed: Packed;
const sh = (command: string) => green(packed.run("sh", ["-c", command]));

beforeAll(async () => {
  // The types are what `npm run check` checks, and how the proof packs.
  packed = await Packed.begin({ isChecked: false });
});
afterAll(() => packed.remove());

test("npm ci && npm start -- --exit", async () => {
  expect(await sh("npm ci && npm start -- --exit")).toContain(
    "1 partner and 2 APIs in stack local are as declared",
  );
});

test("npm test deploys to a tenant of its own", async () => {
  const text = await sh("npm test");
  expect(text).toContain("ok     a new local tenant has just what the files say");
  expect(text).toContain("ok     tokens of first-partner open exactly what its file says");
  expect(text).not.toContain("failed");
});

test("npm run check", async () => {
  expect(await sh("npm run -s check")).toContain("1 partner, 2 APIs, 4 stacks: no findings");
});

test("npm run generate has nothing to write", async () => {
  expect(await sh("npm run -s generate")).toBe("");
});

test("review shows three shared stacks and two APIs", async () => {
  const text = await sh("npm run -s partner-access -- review");
  for (const stack of ["dev", "staging", "prod"])
    expect(text).toMatch(new RegExp(`^ {2}\\S{64,} {2}${stack}$`, "m"));
  for (const api of ["contacts", "orders"]) expect(text).toContain(`read:${api}`);
});

test("npm start a second time has nothing to change", async () => {
  expect(await sh("npm start -- --exit")).toContain("nothing to change");
});

test("plain pulumi preview of the local stack: all is as it is", async () => {
  const text = await packed.preview();
  expect(text).toMatch(/Resources:\s+\d+ unchanged/);
  expect(text).not.toMatch(/to (create|update|replace|delete)/);
});

test("a pull request's check compares with main's version", async () => {
  const text = await sh("npm run -s upgrade -- --base HEAD --out upgrade.txt");
  expect(text).toMatch(
    /^partner-access \S+ sha512-\S+ is what HEAD has: nothing is deployed otherwise by it\.\n$/,
  );
  expect(packed.folder.read("globex/upgrade.txt")).toBe(text);
});

test("another version than is installed is told by each command, once, beside its results", async () => {
  const asked = packed.folder.read("globex/package.json");
  packed.folder.edit("globex/package.json", (text) => text.replace(/-[\d.]+\.tgz/, "-9.9.9.tgz"));
  const told =
    /^warning: partner-access \S+ is installed, and package\.json names\s+\S+9\.9\.9\.tgz:\s+run `npm install` first\n$/;
  try {
    const found = await sh("npm run -s partner-access -- check --format json 2> .local/told");
    expect(JSON.parse(found)).toMatchObject({ findings: [] });
    expect(packed.folder.read("globex/.local/told")).toMatch(told);
    expect(await sh("npm run -s generate")).toMatch(told);
  } finally {
    packed.folder.write("globex/package.json", asked);
  }
});

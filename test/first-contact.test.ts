// Each entry says in one sentence what the machine lacks.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { laidOut, missing } from "../src/first-contact.mjs";
import { tooWide } from "./support/narrow.ts";

const packageJson = JSON.parse(readFileSync("package.json", "utf8")) as {
  scripts: Record<string, string>;
  engines: { node: string };
  devDependencies: Record<string, string>;
};
const MACHINE = { version: "24.21.0", least: "22.18", installed: true, folder: "/repo" };

describe("what is missing", () => {
  test.for(["22.18.0", "22.19.1", "24.0.0", "100.2.3"])("is nothing with Node.js %s", (version) => {
    expect(missing({ ...MACHINE, version })).toBeUndefined();
  });

  test.for(["20.20.2", "22.17.9", "9.99.0"])("is a newer Node.js than %s", (version) => {
    expect(missing({ ...MACHINE, version })).toMatch(
      `Node.js ${version} cannot run this: it needs 22.18 or newer`,
    );
  });

  test.for([true, false])(
    "is said in lines of 80 columns, with or without a Node.js of npm's scripts: %s",
    (hasOwn) => {
      const said = laidOut(missing({ ...MACHINE, version: "20.20.2", hasOwn }) ?? "");
      expect(tooWide(said)).toEqual([]);
      expect(said.replaceAll("\n ", "")).toBe(
        `error: ${missing({ ...MACHINE, version: "20.20.2", hasOwn })}`,
      );
    },
  );

  test("is the installation first: it brings a Node.js", () => {
    expect(missing({ ...MACHINE, version: "20.20.2", installed: false })).toBe(
      "nothing is installed yet: run `npm ci` in /repo",
    );
  });
});

describe("without installation", () => {
  const root = mkdtempSync(join(tmpdir(), "bare-"));
  afterAll(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "src/infra"), { recursive: true });
  cpSync("src/first-contact.mjs", join(root, "src/first-contact.mjs"));
  cpSync("src/infra/main.mjs", join(root, "src/infra/main.mjs"));
  cpSync("package.json", join(root, "package.json"));
  const told = `error: nothing is installed yet: run \`npm ci\` in ${root}/\n`;
  const run = (...argv: string[]) => {
    const { status, stderr } = spawnSync(process.execPath, argv, { cwd: root, encoding: "utf8", env: {} });
    return { status, stderr };
  };

  const entries = Object.entries(packageJson.scripts)
    .map(([name, script]) => ({ name, script }))
    .filter(({ script }) => !script.startsWith("npm run "));

  test.for(entries)("npm run $name says so", ({ script }) => {
    const [first = ""] = script.split(" && ");
    const [command, ...argv] = first.split(" ");
    expect(command).toBe("node");
    expect(run(...argv)).toEqual({ status: 3, stderr: told });
  });

  test("Pulumi's program says so", () => {
    const main = /^main: (.*)$/m.exec(readFileSync("test/support/company/Pulumi.yaml", "utf8"))?.[1] ?? "";
    expect(run(main)).toEqual({ status: 3, stderr: told });
  });

  test("every script is asked, but for those that run another", () => {
    expect(Object.keys(packageJson.scripts).length - entries.length).toBe(1);
  });
});

test("with Node.js 20 `npm ci` warns of no package that needs a newer one", () => {
  expect(readFileSync(".npmrc", "utf8")).toMatch(/^loglevel=error$/m);
});

test("package.json, .nvmrc and README agree about Node.js", () => {
  const least = packageJson.engines.node.replace(">=", "");
  const ours = readFileSync(".nvmrc", "utf8").trim();
  expect(packageJson.devDependencies.node).toMatch(new RegExp(`^${ours}\\.`));
  expect(missing({ ...MACHINE, version: `${ours}.0.0`, least })).toBeUndefined();
  expect(readFileSync("README.md", "utf8")).toContain(`Node.js ${least} or newer`);
});

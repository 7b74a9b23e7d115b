// What a command loads: the SDK of Pulumi alone takes longer than a whole review.
import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";

/** Runs the program with a hook that fails at the first module that is resolved from a package of that scope. */
function runWithout(scope: string, argv: readonly string[]) {
  const hook = `
    import { registerHooks } from "node:module";
    registerHooks({
      resolve(specifier, context, next) {
        const found = next(specifier, context);
        if (found.url.includes("/node_modules/${scope}/")) throw new Error("loads " + specifier);
        return found;
      },
    });`;
  const { status, stderr } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(hook)}`, "src/cli/bin.ts", ...argv],
    { encoding: "utf8" },
  );
  return { status, stderr };
}

const ROOT = ["--root", "test/support/workspace"];

describe("no module of Pulumi is loaded by", () => {
  test.for([
    { verb: "check", argv: [] },
    { verb: "review", argv: ["--format", "text"] },
    { verb: "review", argv: ["--format", "markdown", "--base", "HEAD"] },
    { verb: "review", argv: ["--format", "json"] },
    { verb: "review", argv: ["--format", "html"] },
    { verb: "explain", argv: ["acme-cms", "GET", "/contacts/42"] },
  ])("$verb $argv", ({ verb, argv }) => {
    expect(runWithout("@pulumi", [verb, ...argv, ...ROOT])).toEqual({ status: 0, stderr: "" });
  });

  test("though the hook would see one", () => {
    const { status, stderr } = runWithout("yaml", ["check", ...ROOT]);
    expect(status).toBe(3);
    expect(stderr).toContain("loads yaml");
  });
});

test("help and usage errors load neither schemas nor rules", () => {
  expect(runWithout("zod", ["--help"])).toEqual({ status: 0, stderr: "" });
  expect(runWithout("zod", ["review", "--help"])).toEqual({ status: 0, stderr: "" });
  expect(runWithout("zod", ["review", "--today", "x"]).stderr).toContain("It is not a date");
});

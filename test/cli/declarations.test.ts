// How every verb begins: the same findings of the same broken files, and the same exit codes, whatever it does after that.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newProgram } from "../../src/cli/main.ts";
import { runCommand, terminal } from "../support/command.ts";

let root: string;
let findings: string;

const run = (line: string, folder: string) =>
  runCommand([...line.split(" "), "--root", folder], { cwd: folder });

/** The partner's own file is the broken one, so that the verbs that look at no other refuse too. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), "declarations-"));
  cpSync("test/support/workspace", root, { recursive: true });
  writeFileSync(join(root, "partners/acme-cms.yaml"), "name: [\n");
  const api = join(root, "apis/contacts.yaml");
  writeFileSync(api, readFileSync(api, "utf8").replace("token_lifetime:", "token_life:"));
  findings = (await runCommand(["check", "--root", root], { cwd: root })).out;
});
afterAll(() => rmSync(root, { recursive: true }));

const TOLD =
  "--from-tenant --contract CRM-1 --contract-ends 2028-12-31 --contact-name Hanna --contact-email api@harbor.example";

/** A line for each verb that works on what is declared, and what it says that it has not done. */
const VERBS: Readonly<Record<string, { readonly line: string; readonly says?: string }>> = {
  check: { line: "check" },
  review: { line: "review" },
  explain: { line: "explain acme-cms", says: "nothing was explained" },
  report: { line: "report", says: "nothing was reported" },
  rotate: { line: "rotate acme-cms --stack dev", says: "nothing was rotated" },
  handover: {
    line: "handover acme-cms --stack dev --client-id tpc_YGaN39zaDeAUw5znXlU2vM",
    says: "nothing was handed over",
  },
  who: { line: "who --stack dev", says: "nothing was read" },
  drift: { line: "drift --stack dev", says: "nothing was compared" },
  doctor: { line: "doctor --stack dev", says: "nothing was looked at" },
  import: { line: `import --stack dev ${TOLD}`, says: "nothing was imported" },
  recover: { line: "recover --stack dev", says: "nothing was looked at" },
  suspend: { line: "suspend acme-cms --reason x", says: "partners/acme-cms.yaml was not changed" },
  resume: { line: "resume acme-cms", says: "partners/acme-cms.yaml was not changed" },
  retire: { line: "retire acme-cms --reason x", says: "partners/acme-cms.yaml was not changed" },
  target: { line: "target acme-cms --stack dev", says: "nothing was run" },
};
/** It judges what it adds: what was wrong before does not stop a new partner, and is not shown. */
const NEW = "new harbor-sync";
/** It writes the first declarations: there are none to read. */
const FIRST = "init";

const named = Object.entries(VERBS).map(([verb, how]) => ({ verb, ...how }));

test("no verb is forgotten", async () => {
  const verbs = (await newProgram(terminal({}), () => undefined)).commands.map((command) => command.name());
  expect([...Object.keys(VERBS), NEW.split(" ")[0], FIRST].sort()).toEqual(verbs.sort());
});

describe("declarations with findings end with 1", () => {
  test.for(named.filter(({ says }) => says !== undefined))(
    "$verb shows them where results do not go, and what was not done",
    async ({ line, says }) => {
      expect(findings).toMatch(/^\d+ findings in 2 files$/m);
      expect(await run(line, root)).toEqual({
        exit: 1,
        out: "",
        err: `${findings}${says}: what is declared must be right first\n`,
      });
    },
  );

  test("check and review show them as their result", async () => {
    expect(await run("check", root)).toEqual({ exit: 1, out: findings, err: "" });
    const { exit, out, err } = await run("review", root);
    expect({ exit, err }).toEqual({ exit: 1, err: "" });
    expect(out).toContain("partners/acme-cms.yaml");
    expect(out).toContain("apis/contacts.yaml");
  });
});

test.for([...named, { verb: "new", line: NEW }])(
  "$verb ends with 3 where there is no folder",
  async ({ line }) => {
    const { exit, out, err } = await run(line, join(root, "nowhere"));
    expect({ exit, out }).toEqual({ exit: 3, out: "" });
    expect(err).toMatch(/^error: .*nowhere/);
  },
);

test.for([...named, { verb: "new", line: NEW }])(
  "$verb ends with 2 for an unknown flag",
  async ({ line }) => {
    const { exit, out, err } = await run(`${line} --no-such-flag`, root);
    expect({ exit, out }).toEqual({ exit: 2, out: "" });
    expect(err).toContain("--no-such-flag");
  },
);

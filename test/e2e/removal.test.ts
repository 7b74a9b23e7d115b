// A protecting stack under plain `pulumi`: nothing deletes a partner before it was retired; one partner deployed alone.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCommand } from "../support/command.ts";
import { COMPANY } from "../support/company.ts";
import { view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

let plain: PlainStack;
let fieldbook: string;

const KEPT = ["acme-cms", "beacon-crm", "cargo-index"];

beforeAll(async () => {
  plain = await PlainStack.deployed(KEPT);
  fieldbook = readFileSync(join(COMPANY, "partners/fieldbook.yaml"), "utf8");
  // Pulumi has written the file anew when it made the stack, with quotes.
  plain.edit("Pulumi.dev.yaml", (text) => text.replace(/protect: "?false"?/, "protect: true"));
});

afterAll(() => plain?.close());

const up = (...args: string[]) => plain.pulumi("up", "--yes", "--skip-preview", "--stack", "dev", ...args);
const verb = (...argv: string[]) => runCommand([...argv, "--root", plain.root]);
/** The settings under which the verb would run Pulumi for this partner. */
const alone = async (partner: string, ...argv: string[]): Promise<Record<string, string>> => {
  const { out } = await verb("target", partner, "--stack", "dev", ...argv);
  return Object.fromEntries(
    out
      .trim()
      .split("\n")
      .map((line) => line.split("=", 2)),
  );
};
const upAlone = (limited: Record<string, string>, ...args: string[]) =>
  plain.start(["up", "--yes", "--skip-preview", ...args], limited).ended;
const preview = () => plain.pulumi("preview", "--expect-no-changes", "--stack", "dev");
const writes = () => plain.tenant.requests.filter(({ method }) => method !== "GET").length;

/** The Management API calls that a run makes, as paths. */
async function callsOf(run: () => Promise<unknown>): Promise<string[]> {
  const from = plain.tenant.requests.length;
  await run();
  return plain.tenant.requests.slice(from).map(({ method, path }) => `${method} ${path}`);
}

const clientIds = async () =>
  Object.fromEntries(
    Object.entries((await view(plain.tenant)).applications).map(([id, [client]]) => [id, client?.client_id]),
  );

// Each test goes on from the stack that the one before it left.
describe("a protecting stack", () => {
  let first: Record<string, string | undefined>;

  test("is deployed like any other", async () => {
    expect(await up()).toMatchObject({ code: 0 });
    first = await clientIds();
    expect(Object.keys(first).sort()).toEqual(KEPT);
  });

  test("refuses to be destroyed, with nothing changed", async () => {
    const before = writes();
    const { code, output } = await plain.pulumi("destroy", "--yes", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(output).toMatch(/protect/);
    expect(writes()).toBe(before);
  });

  test("refuses a partner's file that is just deleted, with nothing changed", async () => {
    const file = plain.read("partners/acme-cms.yaml");
    const before = writes();
    plain.delete("partners/acme-cms.yaml");
    // With its preview, as people and CI run it: --skip-preview would take what is not protected, the grants, first.
    const { code, output } = await plain.pulumi("up", "--yes", "--stack", "dev");
    plain.write("partners/acme-cms.yaml", file);
    expect(code).not.toBe(0);
    expect(output).toMatch(/acme-cms.*protect|protect.*acme-cms/s);
    expect(writes()).toBe(before);
  });

  test("deploys one partner alone, and neither reads nor changes the others", async () => {
    for (const id of ["acme-cms", "beacon-crm"])
      plain.edit(`partners/${id}.yaml`, (text) =>
        text.replace(/^description: .*/m, "description: Another one"),
      );
    const limited = await alone("acme-cms");
    const outputs = await plain.outputs();
    const own = `/api/v2/clients/${first["acme-cms"]}`;
    const preview = await callsOf(async () => {
      const { code, output } = await plain.start(["preview", "--refresh"], limited).ended;
      expect(output).toMatch(/acme-cms +update/);
      expect(code).toBe(0);
    });
    const calls = await callsOf(async () => expect(await upAlone(limited)).toMatchObject({ code: 0 }));
    expect(calls).toContain(`PATCH ${own}`);
    const others = [first["beacon-crm"], first["cargo-index"]].map((id) => `/api/v2/clients/${id}`);
    for (const call of [...preview, ...calls])
      expect(others.filter((path) => call.includes(path))).toEqual([]);
    expect([...preview, ...calls].filter((call) => /resource-servers|actions\/actions\//.test(call))).toEqual(
      [],
    );
    expect(await plain.outputs()).toEqual({
      ...outputs,
      partners: {
        ...outputs.partners,
        "acme-cms": { ...outputs.partners["acme-cms"], description: "Another one" },
      },
    });
    const figures = { preview: preview.length, update: calls.length };
    process.stdout.write(`one partner of ${KEPT.length}, API calls: ${JSON.stringify(figures)}\n`);
    expect(await up()).toMatchObject({ code: 0 });
  });

  test("makes a partner that is new, alone, and tells its client ID", async () => {
    plain.write("partners/fieldbook.yaml", fieldbook);
    expect(await upAlone(await alone("fieldbook"))).toMatchObject({ code: 0 });
    const { fieldbook: made, ...others } = await clientIds();
    expect(others).toEqual(first);
    expect((await plain.outputs()).partners.fieldbook).toMatchObject({ client_id: made });
    expect(await preview()).toMatchObject({ code: 0 });
    expect(await verb("retire", "fieldbook", "--reason", "made for a test")).toMatchObject({ exit: 0 });
    expect(await upAlone(await alone("fieldbook"))).toMatchObject({ code: 0 });
    plain.delete("partners/fieldbook.yaml");
    expect(await upAlone(await alone("fieldbook", "--deleted"))).toMatchObject({ code: 0 });
    expect(await clientIds()).toEqual(first);
  });

  test("changes nothing when Pulumi heeds no target, although others are not declared", async () => {
    const before = writes();
    // As an older CLI: the program is told, and the engine is not.
    const limited = await alone("acme-cms");
    plain.edit("Pulumi.yaml", (text) => text.replace("src/infra/index.ts", "deaf.ts"));
    plain.write(
      "deaf.ts",
      `process.env.PULUMI_OPTION_TARGET = ${JSON.stringify(limited.PULUMI_OPTION_TARGET)};\n` +
        'export default (await import("./src/infra/index.ts")).default;\n',
    );
    for (const args of [["preview"], ["up", "--yes"], ["up", "--yes", "--skip-preview"]]) {
      const { code, output } = await plain.pulumi(...args, "--stack", "dev");
      expect(code).not.toBe(0);
      expect(output).toContain("Pulumi is not limited to the one partner that is declared");
    }
    plain.edit("Pulumi.yaml", (text) => text.replace("deaf.ts", "src/infra/index.ts"));
    expect(writes()).toBe(before);
    expect(await clientIds()).toEqual(first);
    expect(await preview()).toMatchObject({ code: 0 });
  });

  test("keeps its applications even without a preview, and the next update gives the grants back", async () => {
    const { grants } = await view(plain.tenant);
    const { code } = await plain.pulumi("destroy", "--yes", "--skip-preview", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(await clientIds()).toEqual(first);
    expect((await view(plain.tenant)).grants).toEqual([]);
    expect(await up()).toMatchObject({ code: 0 });
    expect(await view(plain.tenant)).toMatchObject({ grants });
    expect(await clientIds()).toEqual(first);
  });

  test("takes a retired partner's grants and lifts its protection, and no other's", async () => {
    expect(await verb("retire", "acme-cms", "--reason", "contract ended")).toMatchObject({ exit: 0 });
    expect(await up()).toMatchObject({ code: 0 });
    const { grants } = await view(plain.tenant);
    expect(grants.filter((grant) => grant.startsWith("acme-cms"))).toEqual([]);
    expect(await clientIds()).toEqual(first);
    const { code } = await plain.pulumi("destroy", "--yes", "--stack", "dev");
    expect(code).not.toBe(0);
    expect(await clientIds()).toEqual(first);
  });

  test("deletes the retired partner's application once its file is gone, also when it is the only target", async () => {
    plain.delete("partners/acme-cms.yaml");
    expect(await upAlone(await alone("acme-cms", "--deleted"))).toMatchObject({ code: 0 });
    const { "acme-cms": _, ...others } = first;
    expect(await clientIds()).toEqual(others);
    expect(Object.keys((await plain.outputs()).partners)).toEqual(Object.keys(others).sort());
    expect(await preview()).toMatchObject({ code: 0 });
  });
});

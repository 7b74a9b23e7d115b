// One partner deployed alone under plain `pulumi`: the others are neither read nor changed.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { COMPANY } from "../support/company.ts";
import {
  alone,
  clientIds,
  KEPT,
  plain,
  preview,
  up,
  upAlone,
  useProtectingStack,
  verb,
  writes,
} from "./support/protecting.ts";

useProtectingStack();

/** The Management API calls that a run makes, as paths. */
async function callsOf(run: () => Promise<unknown>): Promise<string[]> {
  const from = plain.tenant.requests.length;
  await run();
  return plain.tenant.requests.slice(from).map(({ method, path }) => `${method} ${path}`);
}

// Each test goes on from the stack that the one before it left.
describe("a protecting stack", () => {
  let first: Record<string, string | undefined>;

  beforeAll(async () => {
    expect(await up()).toMatchObject({ code: 0 });
    first = await clientIds();
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

  test("makes a partner that is new, alone, and says its client ID", async () => {
    plain.write("partners/fieldbook.yaml", readFileSync(join(COMPANY, "partners/fieldbook.yaml"), "utf8"));
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
    let ours = "";
    plain.edit("src/infra/main.mjs", (text) => {
      ours = text;
      return (
        `process.env.PULUMI_OPTION_TARGET = ${JSON.stringify(limited.PULUMI_OPTION_TARGET)};\n` +
        'export default (await import("./index.ts")).default;\n'
      );
    });
    for (const args of [["preview"], ["up", "--yes"], ["up", "--yes", "--skip-preview"]]) {
      const { code, output } = await plain.pulumi(...args, "--stack", "dev");
      expect(code).not.toBe(0);
      expect(output).toContain("Pulumi is not limited to the one partner that is declared");
    }
    plain.edit("src/infra/main.mjs", () => ours);
    expect(writes()).toBe(before);
    expect(await clientIds()).toEqual(first);
    expect(await preview()).toMatchObject({ code: 0 });
  });
});

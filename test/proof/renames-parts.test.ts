// Parts: a partner keeps its application wherever its state is, or the run stops before it begins.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moveCommand } from "../../src/pulumi/urns.ts";
import {
  type Ids,
  idsIn,
  kept,
  madeOrDeletedIn,
  nameFormer,
  PARTNERS,
  refusedUpdate,
  renamePartner,
} from "../e2e/support/renaming.ts";
import { PlainStack } from "../support/plain-stack.ts";

let stack: PlainStack;
let before: Ids;

beforeAll(async () => {
  stack = await PlainStack.deployed(PARTNERS);
  before = await idsIn(stack.tenant);
});
afterAll(() => stack?.close());

/** The update keeps everything, and says what else it writes. */
async function keeps(name = "dev"): Promise<string[]> {
  const writes = await kept(stack, before, name);
  expect(madeOrDeletedIn(stack.tenant)).toEqual([]);
  return writes;
}
const refused = (name = "dev") => refusedUpdate(stack, before, name);

// Each test goes on from what the one before it left.
describe("parts", () => {
  /** Writes into the partner's file which part deploys it in dev; none removes what is there. */
  const place = (id: string, part: string | undefined) =>
    stack.edit(`partners/${id}.yaml`, (text) =>
      text
        .replace(/\n {4}part: .*/, "")
        .replace("\n  dev:\n", `\n  dev:\n${part ? `    part: ${part}\n` : ""}`),
    );
  const addPart = async (part: string) => {
    const domain = `localhost:${stack.tenant.port}`;
    stack.write(`Pulumi.${part}.yaml`, `config:\n  auth0:domain: ${domain}\n  partner-access:part_of: dev\n`);
    expect((await stack.pulumi("stack", "init", part)).code).toBe(0);
  };
  const move = async (id: string, from: string, to: string) => {
    const [, ...args] = moveCommand(id, from, to, false).replaceAll("'", "").split(" ");
    expect((await stack.pulumi(...args, "--yes")).code).toBe(0);
  };

  test("one that is deployed before the state was moved there makes nothing a second time", async () => {
    await addPart("dev-1");
    place("acme-cms", "dev-1");
    expect(await refused("dev-1")).toContain(moveCommand("acme-cms", "dev", "dev-1", false));
    await move("acme-cms", "dev", "dev-1");
    expect(await keeps("dev-1")).toEqual([]);
  });

  test("in one, a partner is renamed as elsewhere", async () => {
    renamePartner(stack, "acme-cms", "beacon");
    expect(await refused("dev-1")).toContain("write former_ids: [acme-cms] into partners/beacon.yaml");
    nameFormer(stack, "partners/beacon.yaml", "acme-cms");
    const [written, ...others] = await keeps("dev-1");
    expect(written).toMatch(/^PATCH \/api\/v2\/clients\/tpc_/);
    expect(others).toEqual([]);
  });

  test("one is renamed by another part that takes its partners with their state", async () => {
    await addPart("dev-2");
    place("beacon", "dev-2");
    expect(await refused("dev-2")).toContain(moveCommand("beacon", "dev-1", "dev-2", false));
    await move("beacon", "dev-1", "dev-2");
    expect(await keeps("dev-2")).toEqual([]);
    stack.delete("Pulumi.dev-1.yaml");
    expect(await keeps("dev-2")).toEqual([]);
  });

  test("a partner that is moved back to the stack's own file is not made a second time there", async () => {
    place("beacon", undefined);
    expect(await refused("dev")).toContain(moveCommand("beacon", "dev-2", "dev", false));
    expect(await refused("dev-2")).toContain(moveCommand("beacon", "dev-2", "dev", false));
    await move("beacon", "dev-2", "dev");
    expect(await keeps("dev")).toEqual([]);
  });
});

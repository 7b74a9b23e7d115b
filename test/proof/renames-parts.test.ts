// Parts: a partner keeps its application wherever its state is, or the run stops before it begins.
import { describe, expect, test } from "vitest";
import { moveCommand } from "../../src/pulumi/urns.ts";
import { livingStack, nameFormer, renameApi, renamePartner } from "../e2e/support/renaming.ts";
import { unwrapped } from "../support/command.ts";

const living = livingStack();

const { keeps, refused } = living;

// Each test goes on from what the one before it left.
describe("parts", () => {
  /** Writes into the partner's file which part deploys it in dev; none removes what is there. */
  const place = (id: string, part: string | undefined) =>
    living.stack.edit(`partners/${id}.yaml`, (text) =>
      text
        .replace(/\n {4}part: .*/, "")
        .replace("\n  dev:\n", `\n  dev:\n${part ? `    part: ${part}\n` : ""}`),
    );
  const addPart = async (part: string) => {
    const domain = `localhost:${living.stack.tenant.port}`;
    living.stack.write(
      `Pulumi.${part}.yaml`,
      `config:\n  auth0:domain: ${domain}\n  partner-access:part_of: dev\n`,
    );
    expect((await living.stack.pulumi("stack", "init", part)).code).toBe(0);
  };
  const move = async (id: string, from: string, to: string) => {
    const [, ...args] = moveCommand(id, from, to, false).replaceAll("'", "").split(" ");
    expect((await living.stack.pulumi(...args, "--yes")).code).toBe(0);
  };

  /** What `recover` says where it refuses, and all that drift says of what was deployed. */
  const recovered = async (stack: string) =>
    (await living.stack.verb("recover", "--stack", stack, "--write")).err;
  const drifted = async () =>
    unwrapped((await living.stack.verb("drift", "--stack", "dev", "--deployed")).out);

  test("one that is deployed before the state was moved there makes nothing a second time", async () => {
    await addPart("dev-1");
    place("acme-cms", "dev-1");
    const command = moveCommand("acme-cms", "dev", "dev-1", false);
    expect(await refused("dev-1")).toContain(command);
    for (const stack of ["dev", "dev-1"]) expect(await recovered(stack)).toContain(command);
    expect(await drifted()).toContain(command);
    await move("acme-cms", "dev", "dev-1");
    expect(await keeps("dev-1")).toEqual([]);
  });

  test("in one, a partner is renamed as elsewhere", async () => {
    renamePartner(living.stack, "acme-cms", "beacon");
    expect(await refused("dev-1")).toContain("write former_ids: [acme-cms] into partners/beacon.yaml");
    nameFormer(living.stack, "partners/beacon.yaml", "acme-cms");
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
    living.stack.delete("Pulumi.dev-1.yaml");
    expect(await keeps("dev-2")).toEqual([]);
  });

  test("one whose file is gone has its partners all the same: no second application is made", async () => {
    living.commit("src", "engine");
    const file = living.stack.read("Pulumi.dev-2.yaml");
    living.stack.delete("Pulumi.dev-2.yaml");
    place("beacon", undefined);
    const { exit, out } = await living.stack.verb("check", "--base", "HEAD");
    expect({ exit, out: unwrapped(out) }).toEqual({
      exit: 1,
      out: expect.stringContaining('part "dev-2" is gone, and its state has partners: "beacon"'),
    });
    expect(await refused("dev")).toContain("the tenant has an application of partners/beacon.yaml already");
    const { out: taken } = await living.stack.verb("recover", "--stack", "dev");
    expect(unwrapped(taken)).toContain("in the state of a part whose file is gone, bring that file back");
    living.stack.write("Pulumi.dev-2.yaml", file);
    place("beacon", "dev-2");
  });

  test("one that was not deployed since an API was renamed keeps its grants, or the run stops", async () => {
    renameApi(living.stack, "contacts", "crm");
    nameFormer(living.stack, "apis/crm.yaml", "contacts");
    expect(await keeps("dev")).toEqual([]);
    nameFormer(living.stack, "apis/crm.yaml");
    const todo = "write former_ids: [contacts] into apis/crm.yaml";
    expect(await refused("dev-2")).toContain(todo);
    expect(await recovered("dev-2")).toContain(todo);
    expect(await drifted()).toContain(todo);
    nameFormer(living.stack, "apis/crm.yaml", "contacts");
    expect(await keeps("dev-2")).toEqual([]);
  });

  test("an API that only a part's partners have grants for does not just go", async () => {
    place("beacon-crm", "dev-2");
    await move("beacon-crm", "dev", "dev-2");
    const crm = living.stack.read("apis/crm.yaml");
    renameApi(living.stack, "crm", "people");
    living.stack.edit("apis/people.yaml", (text) =>
      text
        .replace(/\nformer_ids: .*/, "")
        .replace(/^name: .*/m, "name: People")
        .replace(/identifier: .*/, "$&/v2"),
    );
    expect(await refused("dev")).toContain('was deployed as "crm", has grants, and is declared nowhere');
    renameApi(living.stack, "people", "crm");
    living.stack.write("apis/crm.yaml", crm);
    place("beacon-crm", undefined);
    await move("beacon-crm", "dev-2", "dev");
  });

  test("one that leaves its part and does not say that it is renamed is told of, with the line", async () => {
    renamePartner(living.stack, "beacon", "acme");
    place("acme", undefined);
    const todo = "write former_ids: [acme-cms, beacon] into partners/acme.yaml";
    for (const stack of ["dev", "dev-2"]) {
      expect(await refused(stack)).toContain(todo);
      expect(await recovered(stack)).toContain(todo);
    }
    renamePartner(living.stack, "acme", "beacon");
    place("beacon", "dev-2");
  });

  test("a partner that is moved back to the stack's own file is not made a second time there", async () => {
    place("beacon", undefined);
    expect(await refused("dev")).toContain(moveCommand("beacon", "dev-2", "dev", false));
    expect(await refused("dev-2")).toContain(moveCommand("beacon", "dev-2", "dev", false));
    await move("beacon", "dev-2", "dev");
    expect(await keeps("dev")).toEqual([]);
  });
});

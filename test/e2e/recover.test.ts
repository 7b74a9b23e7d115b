// What no fault of an update left: a lost state, two applications in use.
import { describe, expect, test } from "vitest";
import { allDeployed, clientIds, expectConverged, recover, stack, writes } from "./support/recovering.ts";

describe("recover", () => {
  test("builds a lost state again: same client IDs, no key replaced, nothing created twice", async () => {
    await allDeployed();
    const before = await clientIds();
    await stack.pulumi("stack", "rm", "--force", "--yes", "--preserve-config", "--stack", "dev");
    expect(await recover("--write")).toMatchObject({
      exit: 3,
      err: expect.stringMatching(/^error: there is no stack dev in this backend: .*`pulumi stack init dev`/),
    });
    await stack.pulumi("stack", "init", "dev");
    const from = stack.tenant.requests.length;
    expect(await recover("--write")).toMatchObject({ exit: 0 });
    await expectConverged();
    expect(await clientIds()).toEqual(before);
    const made = stack.tenant.requests.slice(from).filter(({ method }) => method === "POST");
    expect(made).toEqual([]);
  });

  test("asks a person when two applications were in use and no state shows which is the partner's", async () => {
    await allDeployed();
    const id = (await clientIds())["acme-cms"]?.[0] ?? expect.fail("not deployed");
    const { client_id: other } = await stack.management<{ client_id: string }>("POST", "clients", {
      ...{ name: "Acme CMS", is_first_party: false, third_party_security_mode: "strict" },
      client_metadata: {
        partner_access_project: "partner-access",
        partner_access_stack: "dev",
        partner_access_partner: "acme-cms",
      },
    });
    await stack.management("POST", "client-grants", {
      client_id: other,
      audience: "https://api.our-app.example/contacts",
      subject_type: "user",
      scope: ["read:contacts"],
    });
    await stack.pulumi("stack", "rm", "--force", "--yes", "--preserve-config", "--stack", "dev");
    await stack.pulumi("stack", "init", "dev");
    const before = writes();
    const { exit, out } = await recover();
    expect(exit).toBe(1);
    expect(out).toContain("acme-cms has 2 applications, and more than one of them was in use");
    expect(out).toMatch(new RegExp(`${id}: 1 grant, 0 keys, 0 consents of users`));
    expect(writes()).toBe(before);
    expect(await recover("--write", "--keep", id)).toMatchObject({ exit: 0 });
    await expectConverged();
    expect((await clientIds())["acme-cms"]).toEqual([id]);
  });
});

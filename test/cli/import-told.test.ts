import { describe, expect, test } from "vitest";
import { ask } from "../../local/verify/ask.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import { unwrapped } from "../support/command.ts";
import { HARBOR } from "../support/harbor.ts";
import { add, added, local, run, withTenant } from "./support/importing.ts";

withTenant();

describe("what no tenant says", () => {
  const byKey = () => {
    const { workspace, findings } = checkDeclarations(diskSource(local.root), "2026-11-24");
    expect(findings).toEqual([]);
    return planStack(workspace, "dev").partners;
  };

  test("applications of one partner become one file, which takes each over as it is", async () => {
    const web = await add({});
    const machine = await add(
      {
        name: "Harbor Nightly",
        app_type: "non_interactive",
        grant_types: ["client_credentials"],
        callbacks: [],
      },
      ["read:contacts"],
      "client",
    );
    const page = await add({ name: "Harbor Page", callbacks: ["https://page.harbor.example/callback"] });
    const { exit, out, err } = await run("--one-partner", web, machine, page);
    expect({ exit, err, added: added() }).toEqual({ exit: 0, err: "", added: ["harbor-sync.yaml"] });
    expect(out).toContain('of machine: its name "Harbor Nightly", since a partner has one');
    const partners = byKey();
    expect(partners["harbor-sync.web"]).toMatchObject({ adopts: web });
    expect(partners["harbor-sync.machine"]).toMatchObject({ adopts: machine });
    expect(partners["harbor-sync.web-2"]).toMatchObject({ adopts: page });
  });

  test("one that only signs users in becomes a file without a grant", async () => {
    const login = { ...HARBOR, name: "Harbor Login", third_party_security_mode: "permissive" };
    const { client_id } = await ask(local.tenant, "POST", "clients", login);
    const told = await run();
    expect(told.out).toContain(`where it signs users in, --login-only ${client_id} writes one`);
    const { exit, err } = await run("--login-only", String(client_id));
    expect({ exit, err, added: added() }).toEqual({ exit: 0, err: "", added: ["harbor-login.yaml"] });
    expect(byKey()["harbor-login"]).toMatchObject({
      adopts: client_id,
      grants: {},
      oidcScopes: ["email", "openid", "profile"],
      application: { grantTypes: ["authorization_code"], callbacks: ["https://harbor.example/callback"] },
    });
  });

  test.for([
    { flag: "--one-partner", says: "one of those that a file is written of" },
    { flag: "--login-only", says: "a third party's application without access to our APIs" },
  ])("$flag of something else is refused, and nothing is written", async ({ flag, says }) => {
    const id = await add({});
    const asked = flag === "--login-only" ? id : "nobody";
    const { exit, err } = await run(flag, asked);
    expect({ exit, added: added() }).toEqual({ exit: 2, added: [] });
    expect(unwrapped(err)).toContain(`${flag} "${asked}" is not ${says}`);
  });

  test("one that its own document configures is told with why no file is written", async () => {
    const id = await add({});
    const { store } = local.tenant.tenant;
    store.put("client", id, {
      ...store.get("client", id),
      external_client_id: "https://agent.example/client.json",
    });
    const { exit, out } = await run();
    expect({ exit, added: added() }).toEqual({ exit: 0, added: [] });
    expect(out).toContain(
      `"Harbor Sync" (${id}) has access to our APIs and is configured by "https://agent.example`,
    );
  });
});

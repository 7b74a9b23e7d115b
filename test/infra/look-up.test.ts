// What a tenant has before the first update: taken over as the files say, or refused with all that has to be written.
import { describe, expect, test } from "vitest";
import type { Found } from "../support/pulumi.ts";
import { stateOf } from "../support/state-of.ts";
import type { World } from "../support/workspace.ts";
import { AUDIENCE, client, ID, live, look, OPEN, planOf, refused, taking, tenantOf } from "./support/look.ts";

describe("an API", () => {
  test("that the tenant does not have is made", async () => {
    expect((await look(planOf(), tenantOf(undefined))).outputs.apis).toEqual({});
  });

  test("that its file names is taken over", async () => {
    const found = tenantOf(live({ name: "Old", tokenLifetime: 86_400 }));
    expect((await look(planOf(taking), found)).outputs.apis).toEqual({ contacts: ID });
  });

  test("that is as its file says, as after a run that was stopped, is taken up", async () => {
    expect((await look(planOf(), tenantOf(live({ scopes: [] })))).outputs.apis).toEqual({ contacts: ID });
  });

  test("that the stack was deployed with is not taken over again, whatever is in the tenant", async () => {
    const found = tenantOf(live({ name: "Old", scopes: [{ name: "x", description: "" }] }));
    const state = stateOf(planOf(), { contacts: ID });
    expect((await look(planOf(taking), found, state)).outputs.apis).toEqual({});
  });

  // Neither the state nor a preview says: Pulumi reads the tenant only after the program has asked.
  test("that the stack was deployed with, and that somebody opened by hand, locks nobody out unseen", async () => {
    const found = tenantOf(live(OPEN), { getClients: () => ({ clients: [client("Forgotten")] }) });
    const state = stateOf(planOf(), { contacts: ID });
    expect(await refused(planOf(taking), found, state)).toContain('"Forgotten" (Forgotten)');
  });

  test.for([
    {
      name: "is not named",
      plan: planOf(),
      api: live({ name: "Old" }),
      said: `the tenant has the API "${AUDIENCE}" already: write into apis/contacts.yaml, so that it is taken over\n      stacks:\n        prod: { resource_server_id: ${ID} }`,
    },
    {
      name: "has another id",
      plan: planOf(taking),
      api: live({ id: "60f1c2d3e4a5b6c7d8e9f0a2" }),
      said: 'the id of "https://api.our-app.example/contacts" in the tenant is 60f1c2d3e4a5b6c7d8e9f0a2',
    },
    {
      name: "is not there",
      plan: planOf(taking),
      api: undefined,
      said: `apis/contacts.yaml takes over ${ID} in prod, and the tenant has no API "${AUDIENCE}"`,
    },
    {
      name: "asks for no proof of possession",
      plan: planOf((w) => {
        taking(w);
        Object.assign(w.apis.contacts ?? {}, { dpop: "required" });
      }),
      api: live(),
      said: 'has dpop "none", and apis/contacts.yaml says required: write dpop: none; once the API is taken over',
    },
    {
      name: "signs otherwise",
      plan: planOf(taking),
      api: live({ signingAlg: "HS256" }),
      said: 'signs tokens with "HS256", apis/contacts.yaml says RS256, and Auth0 does not change it: it cannot be taken over',
    },
    {
      name: "has more scopes",
      plan: planOf(taking),
      api: live({ scopes: [...live().scopes, { name: "admin:contacts", description: "" }] }),
      said: 'has scopes that apis/contacts.yaml lacks, and the update would remove them: "admin:contacts"',
    },
  ])("that $name stops the run before anything is made", async ({ plan, api, said }) => {
    expect(await refused(plan, tenantOf(api))).toContain(said);
  });

  test("with another id than the one deployed is looked up, since it would be replaced", async () => {
    const state = stateOf(planOf(), { contacts: "other" });
    expect(await refused(planOf(taking), tenantOf(live({ id: "other" })), state)).toContain("is other");
  });

  test("of which several things are wrong has all of them told at once", async () => {
    const found = tenantOf(live({ signingAlg: "PS256", scopes: [{ name: "x", description: "" }], ...OPEN }), {
      getClients: () => ({ clients: [client("Forgotten")] }),
    });
    const message = await refused(planOf(), found);
    for (const said of ["resource_server_id", "write signing_alg: PS256", '"x"', '"Forgotten" (Forgotten)'])
      expect(message).toContain(said);
  });
});

describe("an Action of the same name", () => {
  const account = (w: World) => {
    if (w.tenant)
      w.tenant.account = { claim: "https://our-app.example/account", app_metadata_key: "account" };
    if (w.apis.contacts) w.apis.contacts.account_claim = true;
  };
  const plan = planOf(account);
  const action = (code: string): Found => tenantOf(undefined, { getAction: () => ({ id: "act_1", code }) });

  test("with the same code is taken up", async () => {
    const code = plan.actions["account-claim"]?.code ?? "";
    expect((await look(plan, action(code))).outputs.actions).toEqual({ "account-claim": "act_1" });
  });

  test("with other code stops the run, and is not asked for once it is the stack's", async () => {
    expect(await refused(plan, action("//"))).toContain("recover --stack prod --keep act_1 --write");
    expect((await look(plan, action("//"), stateOf(plan))).outputs.actions).toEqual({});
  });
});

test("a partner's application that is not there stops the run", async () => {
  const plan = planOf((w) => {
    const acme = w.partners["acme-cms"];
    if (acme?.stacks.prod) acme.stacks.prod.client_id = "tpc_gone";
  });
  const message = await refused(plan, tenantOf(undefined, { getClient: () => undefined }));
  expect(message).toContain("partners/acme-cms.yaml says client ID tpc_gone for prod");
});

test("a partner's application that its own document configures stops the run", async () => {
  const plan = planOf((w) => {
    const acme = w.partners["acme-cms"];
    if (acme?.stacks.prod) acme.stacks.prod.client_id = "tpc_agent";
  });
  const byDocument = { getClient: () => ({ externalClientId: "https://agent.example/client.json" }) };
  const message = await refused(plan, tenantOf(undefined, byDocument));
  expect(message).toContain(
    'partners/acme-cms.yaml takes over tpc_agent, which is registered by the metadata document "https://agent.example/client.json"',
  );
  expect(message).toContain("Remove client_id");
});

test.for([
  { name: "third-party, strict", live: { thirdPartySecurityMode: "strict" }, says: undefined },
  { name: "third-party, as nobody says", live: {}, says: undefined },
  {
    name: "third-party, permissive",
    live: { thirdPartySecurityMode: "permissive" },
    says: "third-party, permissive",
  },
  { name: "first-party", live: { isFirstParty: true }, says: "first-party" },
])("a partner's application of the tenant is $name, and its file says strict", async ({ live, says }) => {
  const plan = planOf((w) => {
    const acme = w.partners["acme-cms"];
    if (acme?.stacks.prod) acme.stacks.prod.client_id = "tpc_acme";
  });
  const tenant = tenantOf(undefined, { getClient: () => ({ isFirstParty: false, ...live }) });
  if (says === undefined) expect(await look(plan, tenant)).toBeDefined();
  else
    expect(await refused(plan, tenant)).toContain(
      `partners/acme-cms.yaml says that tpc_acme is third-party, strict, and it was made ${says}, which Auth0 never changes: write that into the file`,
    );
});

test("what cannot be looked up is told as it is, and nothing goes on", async () => {
  const found = tenantOf(undefined, {
    getResourceServer: () => {
      throw Object.assign(new Error(), { details: "403 Forbidden: Insufficient scope" });
    },
  });
  expect(await refused(planOf(), found)).toMatch(
    /cannot be looked up in the tenant our-app\.auth0\.example: .*Insufficient scope/,
  );
});

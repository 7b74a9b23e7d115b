// Our own applications before the first update: they keep what they have, and nobody is locked out in silence.
import { describe, expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import { NOTHING } from "../../src/infra/look-up.ts";
import type { Plan } from "../../src/plan/types.ts";
import { type Found, runWithMocks } from "../support/pulumi.ts";
import { stateOf } from "../support/state-of.ts";
import {
  AUDIENCE,
  both,
  client,
  ID,
  live,
  look,
  OPEN,
  own,
  planOf,
  refused,
  taking,
  tenantOf,
} from "./support/look.ts";

const OPEN_TO_GRANTS = [{ policy: "require_client_grant" }];

/** Which of the provider's look-ups it is: every run asks how open an API is. */
const tokenOf = ({ token }: { token: string }) => token.split("/").at(-1)?.split(":").at(-1);

const marker = {
  partner_access_project: "partner-access",
  partner_access_stack: "prod",
  partner_access_partner: "acme-cms",
};

describe("an application that carries a partner's marker", () => {
  test("is none of ours: two would write its grants", async () => {
    const found = tenantOf(live(), { getClient: () => ({ clientMetadata: marker }) });
    expect(await refused(planOf(both(taking, own(["read:contacts"]))), found)).toContain(
      "own_applications.our-app of tenant.yaml names the client ID OurApp, which is that of partners/acme-cms.yaml: take it out of one of them",
    );
  });

  test("and that no state has, is not made a second time", async () => {
    const found = tenantOf(live(), {
      getClients: () => ({ clients: [client("Lost", { clientMetadata: marker })] }),
    });
    const plan = planOf(taking);
    const said =
      "the tenant has an application of partners/acme-cms.yaml already, Lost, and no state of prod has it: a second one would be made; " +
      "is it in the state of a part whose file is gone, bring that file back; else `recover --stack prod --write` takes it up";
    expect(await refused(plan, found)).toContain(said);
    const state = stateOf({ partners: plan.partners });
    expect((await look(plan, found, state)).outputs.apis).toEqual({ contacts: ID });
  });
});

describe("a policy that is closed", () => {
  const grantOf = (clientId: string, subjectType: string) => ({
    id: "cgr_1",
    clientId,
    subjectType,
    audience: AUDIENCE,
    scopes: ["read:contacts"],
    allowAllScopes: false,
  });

  test.for([
    { name: "first-party", one: client("A"), isLockedOut: true },
    {
      name: "permissive",
      one: client("A", { isFirstParty: false, thirdPartySecurityMode: "permissive" }),
      isLockedOut: true,
    },
    {
      name: "strict",
      one: client("A", { isFirstParty: false, thirdPartySecurityMode: "strict" }),
      isLockedOut: false,
    },
    { name: "machine", one: client("A", { grantTypes: ["client_credentials"] }), isLockedOut: false },
    {
      name: "partner's",
      one: client("client-of-acme-cms", { clientMetadata: marker }),
      isLockedOut: false,
      state: stateOf({ partners: planOf().partners }),
    },
    { name: "declared", one: client("OurApp"), isLockedOut: false },
    {
      name: "Auth0's own record of all",
      one: client("A", { name: "All Applications", callbacks: [] }),
      isLockedOut: false,
    },
    { name: "granted", one: client("Granted"), isLockedOut: false },
  ])(
    "locks out an application without a grant only where nobody declared it: $name",
    async ({ one, isLockedOut, state }) => {
      const found = tenantOf(live(OPEN), {
        getClients: () => ({ clients: [one] }),
        getClientGrants: ({ clientId }) => ({
          clientGrants: clientId === undefined ? [grantOf("Granted", "user"), grantOf("A", "client")] : [],
        }),
      });
      const plan = planOf(both(taking, own(["read:contacts"])));
      if (!isLockedOut) expect((await look(plan, found, state)).outputs.apis).toEqual({ contacts: ID });
      else
        expect(await refused(plan, found)).toContain("require_client_grant of contacts for users locks out");
    },
  );

  test("to nobody, later, locks out who has a grant", async () => {
    const planWith = (policy: "require_client_grant" | "deny_all") =>
      planOf((w) => {
        w.partners = {};
        if (w.apis.contacts) w.apis.contacts.subject_type_authorization.client.policy = policy;
      });
    const plan = planWith("deny_all");
    const found = tenantOf(live(), {
      getClients: () => ({ clients: [client("Worker", { grantTypes: ["client_credentials"] })] }),
      getClientGrants: () => ({ clientGrants: [grantOf("Worker", "client")] }),
    });
    expect(await refused(plan, found, stateOf(planWith("require_client_grant")))).toContain(
      'deny_all of contacts without a user locks out applications that no file declares: "Worker" (Worker)',
    );
    // The same tenant, closed by the last update and opened since.
    expect(await refused(plan, found, stateOf(plan))).toContain(
      "deny_all of contacts without a user, which somebody set to require_client_grant by hand since the last update, locks out",
    );
    const denied = {
      subjectTypeAuthorizations: [{ users: OPEN_TO_GRANTS, clients: [{ policy: "deny_all" }] }],
    };
    const { lookUps } = await look(plan, { ...found, ...tenantOf(live(denied)) }, stateOf(plan));
    expect(lookUps.map(tokenOf)).toEqual(["getResourceServer"]);
  });
});

describe("an application of ours", () => {
  const grants = (scopes: string[], allowAllScopes = false): Found => ({
    getClientGrants: () => ({
      clientGrants: [
        { id: "cgr_1", clientId: "OurApp", audience: AUDIENCE, subjectType: "user", scopes, allowAllScopes },
      ],
    }),
  });

  test("keeps the grant that it has", async () => {
    const { outputs } = await look(
      planOf(own(["read:contacts"])),
      tenantOf(undefined, grants(["read:contacts"])),
    );
    expect(outputs.ownGrants).toEqual({ "our-app": { "contacts/user": "cgr_1" } });
  });

  test.for([
    {
      name: "scopes",
      found: grants(["read:contacts", "delete:contacts"]),
      said: 'would take them away: "delete:contacts"',
    },
    { name: "all scopes", found: grants([], true), said: "allows all scopes in the tenant" },
    {
      name: "no such application",
      found: { getClient: () => undefined },
      said: "own_applications.our-app of tenant.yaml says client ID OurApp for prod, and the tenant our-app.auth0.example has no such application",
    },
  ])("loses nothing by being declared: $name", async ({ found, said }) => {
    expect(await refused(planOf(own(["read:contacts"])), tenantOf(undefined, found))).toContain(said);
  });

  test("is narrowed by a later change, and then not looked up", async () => {
    const { lookUps } = await look(
      planOf(own(["read:contacts"])),
      tenantOf(undefined, grants(["read:contacts", "delete:contacts"])),
      stateOf(planOf(own(["read:contacts", "delete:contacts"]))),
    );
    expect(lookUps.map(tokenOf)).toEqual(["getResourceServer"]);
  });

  test("is narrowed by a change that also renames the API: it is the same grant", async () => {
    const renamed = planOf((w) => {
      own(["read:contacts"])(w);
      w.apis = { people: { ...(w.apis.contacts ?? expect.fail("no API")), former_ids: ["contacts"] } };
      for (const grant of [
        ...Object.values(w.partners).flatMap((partner) => partner.grants),
        ...(w.tenant?.own_applications?.["our-app"]?.grants ?? []),
      ])
        grant.api = "people";
    });
    const state = stateOf(planOf(own(["read:contacts", "delete:contacts"])));
    const found = tenantOf(undefined, grants(["read:contacts", "delete:contacts"]));
    expect((await look(renamed, found, state)).lookUps.map(tokenOf)).toEqual(["getResourceServer"]);
  });

  test("has its grants before the API that is taken over is closed, and after the scopes of one that is made", async () => {
    const run = (plan: Plan, apis: Record<string, string>) =>
      runWithMocks(() => deploy(plan, { ...NOTHING, apis }), {
        stack: "prod",
        tenant: { connections: plan.connections },
      });
    const orderIn = async (plan: Plan, apis: Record<string, string>) => {
      const { resources } = await run(plan, apis);
      const api = resources.find(({ type }) => type === "partner-access:index:Api");
      const grant = resources.find(({ name }) => name === "OurApp/contacts/user");
      return { api: api?.options.dependsOn, grant: grant?.options.dependsOn, urn: grant?.urn };
    };
    const taken = await orderIn(planOf(both(taking, own(["read:contacts"]))), { contacts: ID });
    expect(taken).toMatchObject({ api: [taken.urn], grant: [] });
    const made = await orderIn(planOf(own(["read:contacts"])), {});
    expect(made).toMatchObject({ api: [], grant: [expect.stringContaining("ResourceServerScopes")] });
  });
});

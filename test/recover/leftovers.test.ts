import { describe, expect, test } from "vitest";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import type { StackState } from "../../src/pulumi/state.ts";
import { findLeftovers } from "../../src/recover/leftovers.ts";
import { refuseBeforeFirst } from "../../src/recover/refusals.ts";
import { describeLeftovers } from "../../src/recover/sentences.ts";
import { resourceServerSchema } from "../../src/tenant/live.ts";
import { applicationOf, grantOf, planOf, tenantOf } from "./support/made.ts";

const plan = planOf("dev");
const AUDIENCE = "https://api.our-app.example/contacts";
const PREFIX = "urn:pulumi:dev::partner-access::";
const empty: StackState = { resources: [], pending: [] };

const inState = (type: string, name: string, id: string) => ({
  ...{ urn: `${PREFIX}${type}::${name}`, type, custom: true, id },
  outputs: { id },
});
const knowing = (...resources: ReturnType<typeof inState>[]): StackState => ({ ...empty, resources });
const creating = (type: string, name: string): StackState => ({
  ...empty,
  pending: [{ kind: "creating", type, urn: `${PREFIX}${type}::${name}` }],
});

/** An update has made something. */
const begun = knowing(inState(TYPES.action, "account-claim", "act"));

const find = (made: Parameters<typeof tenantOf>[0], state = empty, options = {}, of = plan) => {
  const found = findLeftovers(of, state, tenantOf(made), options);
  return {
    adopted: found.adopted.map(({ name, id }) => `${name} ${id}`),
    surplus: found.surplus.map(({ partner, clientId }) => `${partner} ${clientId}`),
    undecided: found.undecided.map(({ subject }) => subject),
    strangers: found.strangers.map(({ partner, clientId }) => `${partner} ${clientId}`),
    strayKeys: found.strayKeys.map(({ id }) => id),
  };
};
const nothing = { adopted: [], surplus: [], undecided: [], strangers: [], strayKeys: [] };

describe("of a partner", () => {
  test("its application is taken up with keys and the grants that are planned, and with no other", () => {
    const applications = [applicationOf("a", "ember-mail", { keys: ["k"] })];
    const grants = [
      grantOf("planned", "a", AUDIENCE),
      grantOf("by hand", "a", AUDIENCE, "client"),
      grantOf("of another API", "a", "https://other.example"),
      grantOf("of another application", "b", AUDIENCE),
    ];
    expect(find({ applications, grants })).toEqual({
      ...nothing,
      adopted: ["ember-mail a", "ember-mail/credentials a", "ember-mail/contacts/user planned"],
    });
  });

  test("what the state has is not taken up again", () => {
    const state = knowing(
      inState(TYPES.client, "acme-cms", "a"),
      inState(TYPES.grant, "acme-cms/contacts/user", "g"),
    );
    expect(
      find({ applications: [applicationOf("a", "acme-cms")], grants: [grantOf("g", "a", AUDIENCE)] }, state),
    ).toEqual(nothing);
  });

  test("a grant is taken up beside an application that the state has under an earlier name", () => {
    const state = knowing(inState(TYPES.client, "old-name", "a"));
    const found = find(
      { applications: [applicationOf("a", "acme-cms")], grants: [grantOf("g", "a", AUDIENCE)] },
      state,
    );
    expect(found.adopted).toEqual(["old-name/contacts/user g"]);
  });

  test.for([
    { name: "of another stack", application: applicationOf("a", "acme-cms", { stack: "prod" }) },
    {
      name: "without a marker",
      application: { ...applicationOf("a", "acme-cms"), client_metadata: undefined },
    },
  ])("an application $name is none of its own", ({ application }) => {
    expect(find({ applications: [application] })).toEqual(nothing);
  });

  test("one that was a partner's and is ours now is neither taken up nor deleted, whatever its marker says", () => {
    const state = knowing(inState(TYPES.client, "acme-cms", "b"));
    const applications = [applicationOf("a", "acme-cms"), applicationOf("b", "acme-cms")];
    const own = { cms: { name: "CMS", clientId: "a", grants: {} } };
    expect(find({ applications }, state)).toEqual({ ...nothing, surplus: ["acme-cms a"] });
    expect(find({ applications }, state, {}, { ...plan, ownApplications: own })).toEqual(nothing);
    expect(
      find({ applications: applications.slice(0, 1) }, begun, {}, { ...plan, ownApplications: own }),
    ).toEqual(nothing);
  });

  test("nor where no partner is called so any more, on a tenant of the stack's own too", () => {
    const applications = [applicationOf("a", "gone")];
    const of = { ...plan, ownApplications: { cms: { name: "CMS", clientId: "a", grants: {} } } };
    expect(find({ applications }, empty, {}, of)).toEqual(nothing);
    expect(find({ applications }, empty, { ownsTenant: true }, of)).toEqual(nothing);
  });

  test("nor in a part, whose plan has nothing of ours, though a new partner has that id", () => {
    const state = knowing(inState(TYPES.client, "acme-cms", "b"));
    const applications = [applicationOf("a", "acme-cms"), applicationOf("b", "acme-cms")];
    const whole = { ...plan, ownApplications: { cms: { name: "CMS", clientId: "a", grants: {} } } };
    expect(find({ applications }, state, { whole })).toEqual(nothing);
  });

  test("one whose file is not here is told and left alone, and on a tenant of the stack's own deleted", () => {
    const applications = [applicationOf("a", "gone")];
    expect(find({ applications })).toEqual({ ...nothing, strangers: ["gone a"] });
    const { "acme-cms": acme = expect.fail("no Acme") } = plan.partners;
    const whole = { ...plan, partners: { ...plan.partners, gone: acme } };
    expect(find({ applications }, empty, { whole })).toEqual(nothing);
    expect(find({ applications }, empty, { ownsTenant: true })).toEqual({ ...nothing, surplus: ["gone a"] });
  });

  test("a key that was uploaded and never attached goes, and those that are attached stay", () => {
    const applications = [applicationOf("a", "ember-mail", { keys: ["used"] })];
    const keys = new Map([["a", ["used", "stray"]]]);
    expect(find({ applications, keys }).strayKeys).toEqual(["stray"]);
  });

  test.for([TYPES.resourceServer, TYPES.action, TYPES.grant])(
    "what else the state has and the tenant has lost is told: %s",
    (type) => {
      const state = knowing(inState(type, "it", "lost"));
      const { gone } = findLeftovers(plan, state, tenantOf({}));
      expect(gone).toEqual([{ type, name: "it", id: "lost", isDeclared: false }]);
      const pending = [{ kind: "deleting", type, urn: state.resources[0]?.urn ?? "" }];
      expect(findLeftovers(plan, { ...state, pending }, tenantOf({})).gone).toEqual([]);
    },
  );

  test("a grant that went with its application or its API is told with them", () => {
    const grant = (clientId: string) => ({
      ...inState(TYPES.grant, clientId, `of-${clientId}`),
      inputs: { clientId, audience: AUDIENCE },
    });
    const state = knowing(inState(TYPES.client, "acme-cms", "lost"), grant("lost"), grant("there"));
    const made = { applications: [applicationOf("there", "ember-mail")] };
    const lostIn = (tenant: typeof made & { apis?: ReturnType<typeof tenantOf>["apis"] }) =>
      findLeftovers(plan, state, tenantOf(tenant)).gone.map(({ id }) => id);
    expect(lostIn(made)).toEqual(["lost"]);
    const apis = [{ ...resourceServerSchema.parse({ identifier: AUDIENCE, name: "Contacts" }), id: "api" }];
    expect(lostIn({ ...made, apis })).toEqual(["lost", "of-there"]);
  });

  test("one that the state has and the tenant has lost was deleted by hand, and is told", () => {
    const state = knowing(inState(TYPES.client, "acme-cms", "lost"));
    const found = findLeftovers(plan, state, tenantOf({}), {});
    expect(found.gone).toEqual([{ type: TYPES.client, name: "acme-cms", id: "lost", isDeclared: true }]);
    expect(JSON.stringify(describeLeftovers(found, false))).toContain("deleted it by hand");
    expect(findLeftovers(plan, state, tenantOf({}), { ownsTenant: true }).gone).toEqual([]);
  });

  test("one that another part's state has is left to a person", () => {
    const elsewhere = new Map([["a", "dev-2"]]);
    expect(find({ applications: [applicationOf("a", "acme-cms")] }, empty, { elsewhere })).toEqual({
      ...nothing,
      undecided: ["acme-cms"],
    });
  });

  test("one beside an application that the state has and the tenant has lost is left to a person", () => {
    const state = knowing(inState(TYPES.client, "acme-cms", "lost"));
    expect(find({ applications: [applicationOf("a", "acme-cms")] }, state).undecided).toEqual(["acme-cms"]);
  });
});

test("an API that the state has under another name is never taken up", () => {
  const live = { ...resourceServerSchema.parse({ identifier: AUDIENCE }), id: "rs_1" };
  const held = inState(TYPES.resourceServer, "people", "rs_1");
  expect(find({ apis: [live] }, knowing(held), { ownsTenant: true })).toEqual(nothing);
});

describe("of the API, which carries no marker", () => {
  const api = plan.apis.contacts ?? expect.fail("no API");
  const planned = api.resourceServer;
  const live = (more: object = {}) => ({
    ...resourceServerSchema.parse({
      ...{
        identifier: AUDIENCE,
        name: planned.name,
        signing_alg: "RS256",
        token_dialect: planned.tokenDialect,
      },
      ...{ token_lifetime: planned.tokenLifetime, token_lifetime_for_web: planned.tokenLifetimeForWeb },
      ...{ allow_offline_access: planned.allowOfflineAccess, enforce_policies: planned.enforcePolicies },
      skip_consent_for_verifiable_first_party_clients: planned.skipConsentForVerifiableFirstPartyClients,
      subject_type_authorization: planned.subjectTypeAuthorization,
      ...more,
    }),
    id: "rs",
  });
  const other = live({ name: "Somebody else's" });
  const taken = { ...nothing, adopted: ["contacts rs"] };
  const asked = { ...nothing, undecided: [AUDIENCE] };

  test.for([
    { name: "as declared: taken up, since nothing changes", api: live(), found: taken },
    { name: "another of the same identifier: a person decides", api: other, found: asked },
    { name: "with other scopes", api: live({ scopes: [{ value: "read:all" }] }), found: asked },
    {
      name: "under way when the run ended",
      api: other,
      state: creating(TYPES.resourceServer, "contacts"),
      found: taken,
    },
    {
      name: "named by a person, who has to write its id into the file",
      api: other,
      options: { keep: [AUDIENCE] },
      found: asked,
    },
    {
      name: "in the state",
      api: other,
      state: knowing(inState(TYPES.resourceServer, "contacts", "rs")),
      found: nothing,
    },
  ])("$name", ({ api, state = begun, options, found }) => {
    expect(find({ apis: [api] }, state, options)).toEqual(found);
  });

  test("nothing is taken up before an update has made anything: the first one asks for a review", () => {
    expect(find({ apis: [live()] })).toEqual(nothing);
    expect(find({ apis: [other] })).toEqual(nothing);
    expect(() => refuseBeforeFirst(plan, empty, tenantOf({ apis: [other] }), [AUDIENCE])).toThrow(
      /^no update of stack dev has made anything yet, .*`pulumi preview --stack dev`/,
    );
    expect(() => refuseBeforeFirst(plan, empty, tenantOf({}), [])).not.toThrow();
    expect(() => refuseBeforeFirst(plan, begun, tenantOf({}), [AUDIENCE])).not.toThrow();
  });

  test("one that its file names is left to the program, which imports it", () => {
    const named = { ...plan, apis: { ...plan.apis, contacts: { ...api, adopts: "rs" } } };
    expect(findLeftovers(named, knowing(), tenantOf({ apis: [other] }))).toMatchObject({
      adopted: [],
      undecided: [],
    });
  });

  test("one that applications of this stack have grants for was made by it", () => {
    const applications = [applicationOf("a", "acme-cms")];
    const found = find({ apis: [other], applications, grants: [grantOf("g", "a", AUDIENCE)] });
    expect(found.adopted).toContain("contacts rs");
  });
});

test("sentences name each thing once, and let no text of a state or tenant reach the terminal as it is", () => {
  const evil = "x\u001b[31m\n##[error]";
  const state: StackState = {
    resources: [],
    pending: [{ kind: evil, type: evil, urn: `${PREFIX}${evil}::${evil}` }],
  };
  const tenant = tenantOf({ applications: [applicationOf(evil, evil), applicationOf("a", "acme-cms")] });
  const chapters = describeLeftovers(findLeftovers(plan, state, tenant), false);
  const text = chapters.flatMap(({ title, lines }) => [title, ...lines]).join("|");
  for (const obeyed of ["\u001b", "\n", "##["]) expect(text).not.toContain(obeyed);
  expect(chapters.map(({ title }) => title)).toEqual(["--write takes into the state", "left alone"]);
});

// Grants that partners' applications have at the tenant: imported as they are, or the run stops before it begins.
import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/types.ts";
import type { Found } from "../support/pulumi.ts";
import { NOTHING_HELD, stateOf } from "../support/state-of.ts";
import type { World } from "../support/workspace.ts";
import { AUDIENCE, ID, live, look, planOf, refused, tenantOf } from "./support/look.ts";

const ACME = "client-of-acme-cms";
const found = <T>(value: T | undefined): T => value ?? expect.fail("nothing there");
const partnerOf = (w: World) => found(w.partners["acme-cms"]);
const adopting = planOf((w) => (found(partnerOf(w).stacks.prod).client_id = ACME));
const [KEY = "", GRANT] = Object.entries(found(planOf().partners["acme-cms"]).grants)[0] ?? [];
const SCOPES = found(GRANT).scopes;

/** As the provider gives it. */
const grant = (more: object = {}) => ({
  id: "cgr_1",
  clientId: ACME,
  audience: AUDIENCE,
  subjectType: found(GRANT).subjectType,
  scopes: [...SCOPES],
  allowAllScopes: false,
  defaultFor: "",
  ...more,
});
const withGrants = (...clientGrants: object[]): Found =>
  tenantOf(live(), { getClientGrants: () => ({ clientGrants }) });

const ofGrants = (lookUps: readonly { readonly token: string }[]) =>
  lookUps.filter(({ token }) => token.includes("ClientGrants"));

/** Deployed, but for acme's grants. */
const without = (plan: Plan) =>
  stateOf(
    { ...plan, partners: { "acme-cms": { ...found(plan.partners["acme-cms"]), grants: {} } } },
    { contacts: ID },
  );

test("a grant of an application that is taken over is imported, whatever it gives: the preview shows what changes", async () => {
  const { outputs } = await look(adopting, withGrants(grant({ scopes: [...SCOPES, "delete:contacts"] })));
  expect(outputs.partnerGrants).toEqual({ "acme-cms": { [KEY]: "cgr_1" } });
});

test.for([
  { name: "of another API", more: { audience: "https://api.our-app.example/people" }, audience: "people" },
  { name: "of another subject type", more: { subjectType: "client" }, audience: "contacts" },
])("one $name that the file does not name stops the run", async ({ more, audience }) => {
  const said = await refused(adopting, withGrants(grant(), grant({ id: "cgr_2", ...more })));
  expect(said).toContain("nothing is changed in stack prod");
  expect(said).toContain(
    `the application of partners/acme-cms.yaml has a grant for "https://api.our-app.example/${audience}"`,
  );
  expect(said).toContain("delete it in the tenant, or write it into the file");
  // The fix is the fix.
  expect((await look(adopting, withGrants(grant()))).outputs.partnerGrants["acme-cms"]).toBeDefined();
});

test("a suspended partner's application is not taken over with a grant: nothing would take it away", async () => {
  const suspended = planOf((w) => {
    found(partnerOf(w).stacks.prod).client_id = ACME;
    partnerOf(w).status = "suspended";
  });
  expect(await refused(suspended, withGrants(grant()))).toContain("that the file does not name");
});

test("later, a further grant is told, and keeps no update from taking access away", async () => {
  const { outputs, lookUps } = await look(
    adopting,
    withGrants(grant(), grant({ audience: "https://other.example" })),
    stateOf(adopting, { contacts: ID }),
  );
  expect(ofGrants(lookUps)).toHaveLength(1);
  expect(outputs.partnerGrants).toEqual({ "acme-cms": { [KEY]: "cgr_1" } });
});

test("what the stack has and the file gives no more is deleted by the update, and stops nothing", async () => {
  const before = stateOf(adopting, { contacts: ID });
  const after = planOf((w) => {
    found(partnerOf(w).stacks.prod).client_id = ACME;
    partnerOf(w).status = "suspended";
  });
  expect((await look(after, withGrants(grant()), before)).outputs.partnerGrants).toEqual({ "acme-cms": {} });
});

test.for([
  { name: "one scope more", more: { scopes: [...SCOPES, "delete:contacts"] }, says: '"delete:contacts"' },
  { name: "all scopes", more: { scopes: [], allowAllScopes: true }, says: "all scopes" },
])("a grant with $name, made by hand where the file gives one, stops the run", async ({ more, says }) => {
  const said = await refused(planOf(), withGrants(grant(more)), without(planOf()));
  expect(said).toContain(`made by hand and gives more than the file: ${says}.`);
});

test("one that gives no more is imported, and a file without anything new asks for nothing", async () => {
  const { outputs } = await look(planOf(), withGrants(grant()), without(planOf()));
  expect(outputs.partnerGrants).toEqual({ "acme-cms": { [KEY]: "cgr_1" } });
  const { lookUps } = await look(planOf(), withGrants(grant()), stateOf(planOf(), { contacts: ID }));
  expect(ofGrants(lookUps)).toEqual([]);
});

test("a partner that was renamed is asked for under the client ID that it has", async () => {
  const renamed = planOf((w) => {
    const { "acme-cms": acme, ...others } = w.partners;
    w.partners = { ...others, acme: { ...found(acme), former_ids: ["acme-old"] } };
  });
  const state = without(planOf());
  const resources = state.resources.map((one) => ({ ...one, urn: one.urn.replace("acme-cms", "acme-old") }));
  const asked = await look(renamed, withGrants(grant()), { ...NOTHING_HELD, resources });
  expect(asked.lookUps).toContainEqual(expect.objectContaining({ inputs: { clientId: ACME } }));
});

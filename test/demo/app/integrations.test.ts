import { expect, test } from "vitest";
import { ItemStore } from "../../../demo/api/items.ts";
import { viewIntegrations } from "../../../demo/app/integrations.ts";
import { disabledNotice, integrationsPart } from "../../../demo/app/integrations-page.ts";
import type { Integration } from "../../../demo/app/options.ts";
import { CONTACTS_API, catalogue } from "../support/demo.ts";

const options = {
  integrations: catalogue("http://localhost:3301"),
  apis: [{ ...CONTACTS_API, hasAccounts: true, store: new ItemStore() }],
  baseUrl: "http://localhost:3300",
};
const consent = (clientID: string, ...scope: string[]) => ({ id: "cgr_1", clientID, scope });
const view = (id: string, ...grants: ReturnType<typeof consent>[]) =>
  viewIntegrations(options, grants).find((integration) => integration.id === id);

test.for([
  { id: "acme-cms", state: "available" },
  { id: "cargo-index", state: "automatic" },
  { id: "daylight-forms", state: "unavailable" },
])("without a consent $id is $state", ({ id, state }) => {
  expect(view(id)?.state).toBe(state);
});

test("one whose website does not run says so and why, instead of leading nowhere", () => {
  const played = { "acme-cms": { absent: "it is elsewhere" } };
  const absent = viewIntegrations({ ...options, played }, []);
  expect(absent.find(({ id }) => id === "acme-cms")).toMatchObject({
    state: "absent",
    why: "it is elsewhere",
  });
});

test("one without an address to start at starts at its website, where that is here", () => {
  const played = { "daylight-forms": { url: "http://localhost:3304/" } };
  const views = viewIntegrations({ ...options, played }, []);
  expect(views.find(({ id }) => id === "daylight-forms")).toMatchObject({
    state: "available",
    enableUrl: expect.stringMatching(/^http:\/\/localhost:3304\/\?return_to=/),
  });
});

test("one that was granted nothing says so", () => {
  const acme = { ...options.integrations["acme-cms"], grants: [] } as never;
  const [view] = viewIntegrations({ ...options, integrations: { "acme-cms": acme } }, []);
  expect(view?.state).toBe("granted-nothing");
});

test("with a consent it is enabled, comes first, and says what was allowed", () => {
  const acme = view("acme-cms", consent("tpc_acme", "read:contacts"));
  expect(acme).toMatchObject({ state: "enabled", mayForYou: ["See your contacts"] });
  const [first] = viewIntegrations(options, [consent("tpc_beacon", "read:contacts")]);
  expect(first?.id).toBe("beacon-crm");
});

test("a consent to more than the partner is granted says only what is granted", () => {
  const acme = view("acme-cms", consent("tpc_acme", "read:contacts", "create:contacts"));
  expect(acme?.mayForYou).toEqual(["See your contacts"]);
});

test("another client's consent enables nothing", () => {
  expect(view("acme-cms", consent("tpc_other", "read:contacts"))?.state).toBe("available");
});

test("what a partner may do with and without a user is told apart", () => {
  expect(view("beacon-crm")).toMatchObject({
    mayForYou: ["See your contacts", "Add contacts"],
    mayByItself: ["Learn which contacts changed, without their details"],
  });
});

test("enabling brings the way back along, beside what the partner's address already says", () => {
  expect(view("beacon-crm")?.enableUrl).toBe(
    "https://beacon.example/enable?plan=basic&return_to=http%3A%2F%2Flocalhost%3A3300%2Fintegrations",
  );
});

const used = (clientId: string) => clientId === "tpc_beacon";
const withBeacon = (more: Partial<Integration>) => ({
  ...options,
  integrations: { "beacon-crm": { ...(options.integrations["beacon-crm"] ?? expect.fail()), ...more } },
});

test("one that acts for the user where the tenant asks nobody is trusted, and not offered again", () => {
  const [first] = viewIntegrations(withBeacon({ consent: "not-asked" }), [], used);
  expect(first).toMatchObject({ id: "beacon-crm", state: "trusted" });
});

test("one that acts for the user, whom the tenant asked, is not called trusted when the consent is gone", () => {
  const [first] = viewIntegrations(withBeacon({ consent: "asked" }), [], used);
  expect(first).toMatchObject({ id: "beacon-crm", state: "available" });
});

test("a paused one that was allowed something is not called enabled, and what was allowed can be taken back", async () => {
  const paused = withBeacon({ grants: [], standing: "suspended" });
  const views = viewIntegrations(paused, [consent("tpc_beacon", "read:contacts")]);
  expect(views[0]).toMatchObject({ state: "granted-nothing", hasConsent: true });
  const part = String(await integrationsPart({ integrations: views, notice: undefined, trouble: undefined }));
  expect(part).toMatch(/Paused: it gets no tokens.*You allowed it something before\..*Disable Beacon CRM/s);
  expect(part).not.toContain("Enabled");
});

test("of one that signs people in, what it knows is said once it is allowed", () => {
  const [signsIn] = viewIntegrations(withBeacon({ grants: [], oidc_scopes: ["openid", "email"] }), [
    consent("tpc_beacon", "openid"),
  ]);
  expect(signsIn).toMatchObject({ state: "enabled", mayForYou: ["Know who you are, by an ID"] });
  expect(disabledNotice(signsIn ?? expect.fail())).toBe(
    "Beacon CRM is disabled. It has to ask you before it signs you in again.",
  );
});

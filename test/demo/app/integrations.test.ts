import { expect, test } from "vitest";
import { ItemStore } from "../../../demo/api/items.ts";
import { viewIntegrations } from "../../../demo/app/integrations.ts";
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

test("one that acts for the user without a consent is trusted, and not offered again", () => {
  const [first] = viewIntegrations(options, [], (clientId) => clientId === "tpc_beacon");
  expect(first).toMatchObject({ id: "beacon-crm", state: "trusted" });
});

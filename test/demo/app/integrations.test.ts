import { expect, test } from "vitest";
import { viewIntegrations } from "../../../demo/app/integrations.ts";
import { catalogue, scopeDescriptions } from "../support/demo.ts";

const options = {
  integrations: catalogue("http://localhost:3301"),
  scopes: scopeDescriptions,
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

test("one whose website does not run says so, instead of leading nowhere", () => {
  const absent = viewIntegrations({ ...options, absent: ["acme-cms"] }, []);
  expect(absent.find(({ id }) => id === "acme-cms")?.state).toBe("absent");
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

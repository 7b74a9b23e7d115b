import { describe, expect, test } from "vitest";
import { UserError } from "../../src/finding.ts";
import { exportStack, parseExported } from "../../src/pulumi/cli.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import { type Adopted, outputIds, readState, withAdopted } from "../../src/pulumi/state.ts";
import { withKeys } from "../../src/recover/keys.ts";
import { refuseEmptiedTenant, refuseOtherDomain, refuseOtherTenant } from "../../src/recover/refusals.ts";
import { applicationOf, planOf, tenantOf } from "../recover/support/made.ts";

const PREFIX = "urn:pulumi:dev::partner-access::";
const NAMES = {
  project: "partner-access",
  stack: "dev",
  providerVersion: "3.49.0",
  domain: "our-app.auth0.example",
};
const empty = { version: 3, deployment: { manifest: { version: "v3" }, metadata: {} } };
const parent = { type: TYPES.partner, name: "acme-cms" };
const client: Adopted = { type: TYPES.client, name: "acme-cms", id: "a", parent };
const urn = `${PREFIX}${TYPES.partner}$${TYPES.client}::acme-cms`;
const operation = (type: string, kind = "creating", name = "acme-cms") => ({
  type: kind,
  resource: { urn: `${PREFIX}${type}::${name}`, type, custom: true },
});

describe("a state with adopted objects", () => {
  test("has stack, provider, component and resource, each after what it hangs on", () => {
    const { deployment, urns } = withAdopted(empty, [client], { ...NAMES, protect: true });
    const { resources } = readState(deployment);
    expect(resources.map(({ type }) => type)).toEqual([
      "pulumi:pulumi:Stack",
      "pulumi:providers:auth0",
      TYPES.partner,
      TYPES.client,
    ]);
    expect(resources[1]?.inputs).toEqual({ version: "3.49.0", domain: "our-app.auth0.example" });
    expect(resources[3]).toMatchObject({ urn, id: "a", parent: resources[2]?.urn, protect: true });
    expect(urns).toEqual([urn]);
  });

  test("adopted twice is as adopted once", () => {
    const once = withAdopted(empty, [client], NAMES).deployment;
    expect(withAdopted(once, [client], NAMES).deployment).toEqual(once);
  });

  test("forgets operations on our resources, and reads again what they were about", () => {
    const { deployment } = withAdopted(empty, [{ ...client, inputs: { id: "a" } }], NAMES);
    const raw = deployment.deployment as object;
    const updating = { type: "updating", resource: { urn, type: TYPES.client, custom: true } };
    const bucket = operation("aws:s3/bucket:Bucket");
    const pending = { ...deployment, deployment: { ...raw, pending_operations: [updating, bucket] } };
    const repaired = withAdopted(pending, [], NAMES);
    expect(readState(repaired.deployment).pending.map(({ type }) => type)).toEqual(["aws:s3/bucket:Bucket"]);
    expect(repaired.urns).toEqual([urn]);
  });

  test("reads what an earlier repair took in and never read", () => {
    expect(withAdopted(withAdopted(empty, [client], NAMES).deployment, [], NAMES).urns).toEqual([urn]);
  });

  test.for([
    { what: "a failed write is noted", initErrors: ["updating …: 503 Service Unavailable"], read: [urn] },
    { what: "none is noted", initErrors: [], read: [] },
  ])("where $what on a resource, reads $read.length resources again", ({ initErrors, read }) => {
    const known = { urn, type: TYPES.client, custom: true, id: "a", outputs: { id: "a" }, initErrors };
    const failed = { version: 3, deployment: { resources: [known] } };
    expect(withAdopted(failed, [], NAMES).urns).toEqual(read);
  });

  test.for([
    { what: "was not deployed is to be deployed", initErrors: ["503"], deploy: undefined },
    { what: "was made stays as it is", initErrors: [], deploy: true },
  ])("an Action that $what", ({ initErrors, deploy }) => {
    const wish = { name: "account-claim", deploy: true };
    const action = { urn: "a", type: TYPES.action, custom: true, id: "1", inputs: wish, outputs: wish };
    const stack = { version: 3, deployment: { manifest: {}, resources: [{ ...action, initErrors }] } };
    const [found] = readState(withAdopted(stack, [], NAMES).deployment).resources;
    expect([found?.inputs?.deploy, found?.outputs?.deploy]).toEqual([deploy, deploy]);
    expect(found?.inputs?.name).toBe("account-claim");
  });

  test("tells the client IDs of its outputs, also where they are none", () => {
    const outputs = { partners: { "acme-cms": { client_id: "a" } } };
    const root = { urn: "u", type: TYPES.stack, outputs };
    expect(outputIds(readState({ version: 3, deployment: { resources: [root] } }))).toEqual({
      "acme-cms": "a",
    });
    expect(outputIds(readState(empty))).toEqual({});
  });
});

test("public keys come back into a refreshed state by their thumbprints, and only those that are missing", () => {
  const plan = planOf("dev");
  const keys = plan.partners["ember-mail"]?.credentials.privateKeyJwt?.credentials ?? [];
  expect(keys).toHaveLength(2);
  const ids = ["QbLvkwSQYoKMXUzh7b8qc-ZRbiBleIgo2wK5o087Oog", "of no file"];
  const side = (more: (i: number) => object) => ({
    privateKeyJwt: { credentials: ids.map((_, i) => ({ pem: "", ...more(i) })) },
  });
  const resource = {
    ...{ urn: "u", type: TYPES.credentials, custom: true },
    inputs: side(() => ({})),
    outputs: side((i) => ({ keyId: ids[i] })),
  };
  const filled =
    withKeys({ version: 3, deployment: { resources: [resource] } }, plan) ?? expect.fail("nothing missing");
  const pem = keys.find(({ name }) => name === "dev-2027-h1")?.pem;
  for (const values of [readState(filled).resources[0]?.inputs, readState(filled).resources[0]?.outputs])
    expect(values).toMatchObject({ privateKeyJwt: { credentials: [{ pem }, { pem: "" }] } });
  const complete = { ...resource, inputs: { privateKeyJwt: { credentials: [{ pem }] } } };
  expect(withKeys({ version: 3, deployment: { resources: [complete] } }, plan)).toBeUndefined();
});

test.for([
  { name: "no JSON", text: "{" },
  { name: "something else", text: '{"resources":[]}' },
  { name: "resources without a type", text: '{"version":3,"deployment":{"resources":[{"urn":"u"}]}}' },
])("a file with $name is refused in one sentence", ({ text }) => {
  expect(() => parseExported(text, "state.json")).toThrow(
    new UserError("state.json is not an exported stack: write it with `pulumi stack export --stack <stack>`"),
  );
});

test("without pulumi on the PATH it is said how to get one", async () => {
  const settings = { stack: "dev", cwd: ".", env: { PATH: "/nowhere" } };
  await expect(exportStack(settings)).rejects.toThrow(/^pulumi cannot be started \(ENOENT\): install it/);
});

describe("what does not belong together is refused", () => {
  const plan = planOf("prod");
  const domains = new Map([
    ["dev", planOf("dev").domain],
    ["prod", plan.domain],
    ["twin", plan.domain],
  ]);
  const stateAt = (domain: string) =>
    readState(withAdopted(empty, [client], { ...NAMES, domain }).deployment);

  test("a state that was made at another tenant", () => {
    expect(() => refuseOtherDomain(plan, stateAt("other.auth0.example"))).toThrow(
      /^the state of prod was made at other\.auth0\.example, and Pulumi\.prod\.yaml says auth0:domain our-app\.auth0\.example/,
    );
    expect(() => refuseOtherDomain(plan, stateAt(plan.domain))).not.toThrow();
    expect(() => refuseOtherDomain(plan, readState(empty))).not.toThrow();
  });

  test("a tenant that has nothing of what the state has", () => {
    const state = readState(withAdopted(empty, [client], NAMES).deployment);
    const other = tenantOf({ applications: [applicationOf("b", "acme-cms")] });
    const ours = tenantOf({ applications: [applicationOf("a", "acme-cms"), applicationOf("b", "acme-cms")] });
    expect(() => refuseEmptiedTenant(plan, state, other)).toThrow(
      /has none of the 1 application in the state of prod/,
    );
    expect(() => refuseEmptiedTenant(plan, state, ours)).not.toThrow();
    expect(() => refuseEmptiedTenant(plan, readState(empty), other)).not.toThrow();
  });

  test.for([
    { stack: "dev", refused: /is the tenant of another stack: it holds 1 application marked as dev's/ },
    { stack: "prod" },
    { stack: "twin" },
    { stack: "was-prod", refused: /holds 1 application marked as was-prod's, and no stack is called that/ },
  ])("a tenant with applications of $stack: $refused", ({ stack, refused }) => {
    const tenant = tenantOf({ applications: [applicationOf("a", "acme-cms", { stack })] });
    const looking = (state = readState(empty)) => refuseOtherTenant(plan, state, tenant, domains);
    if (refused) expect(() => looking()).toThrow(refused);
    else expect(() => looking()).not.toThrow();
    // What the state holds is the stack's own, whatever it was called before.
    expect(() => looking(readState(withAdopted(empty, [client], NAMES).deployment))).not.toThrow();
  });
});

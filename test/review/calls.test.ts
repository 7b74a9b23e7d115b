// What costs how many calls is measured with the engine in test/e2e/calls.test.ts; here is what depends on size.
import { expect, test } from "vitest";
import { planStack } from "../../src/plan/plan.ts";
import { estimateCalls } from "../../src/review/calls.ts";
import { acme, edit, fieldbook, type World, workspace } from "../support/workspace.ts";

const plan = (change: (world: World) => void = () => undefined) => planStack(edit(change), "prod");

/** First-party partners, all enabled on one connection. */
const onOneConnection = (count: number) => (world: World) => {
  world.partners = Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, fieldbook()]));
};

/** An application, its credentials, its grant, and its place on a connection. */
const READS = { client: 1, credentials: 1, grant: 1, connectionClient: 1 };

test.for([
  { count: 1, pages: 1 },
  { count: 50, pages: 1 },
  { count: 51, pages: 2 },
  { count: 101, pages: 3 },
])(
  "a refresh reads the list of $count applications on a connection in $pages pages, for each of them",
  ({ count, pages }) => {
    const { client, credentials, grant, connectionClient } = READS;
    const api = 2;
    const each = client + credentials + grant + connectionClient + pages;
    const { refresh } = estimateCalls(undefined, plan(onOneConnection(count)));
    expect(refresh).toBe(api + count * each);
  },
);

test.for([
  { name: "nothing", change: () => undefined, calls: 0 },
  {
    name: "an owner, a contract and a reason, which Auth0 does not know",
    change: (w: World) => {
      const partner = acme();
      for (const grant of partner.grants) grant.reason = "Another";
      w.partners["acme-cms"] = {
        ...partner,
        owner: "others@our-app.example",
        contract: { reference: "CRM-1", ends: "2029-01-01" },
      };
    },
    calls: 0,
  },
  {
    name: "an API's routes and a scope's sensitivity, which Auth0 does not know",
    change: (w: World) => {
      const { contacts } = w.apis;
      const scope = contacts?.scopes["read:contacts"];
      if (!contacts || !scope) throw new Error("no API contacts");
      scope.sensitivity = "medium";
      contacts.routes["HEAD /contacts"] = ["read:contacts"];
    },
    calls: 0,
  },
  {
    name: "a partner suspended: its grant is deleted",
    change: (w: World) => {
      w.partners["acme-cms"] = { ...acme(), status: "suspended" };
    },
    calls: 1,
  },
  {
    name: "a partner renamed: its marker is updated",
    change: (w: World) => {
      w.partners.acme = { ...acme(), former_ids: ["acme-cms"] };
      delete w.partners["acme-cms"];
    },
    calls: 2,
  },
  {
    name: "a partner replaced under another name: one is deleted, one made",
    change: (w: World) => {
      w.partners.acme = acme();
      delete w.partners["acme-cms"];
    },
    calls: 5 + 8,
  },
])("an update writes $name", ({ change, calls }) => {
  const { preview, up } = estimateCalls(planStack(workspace(), "prod"), plan(change));
  expect(up - preview).toBe(calls);
});

test("what the stack was not deployed with is looked up, and of that only APIs again", () => {
  const head = plan((w) => {
    if (w.tenant)
      w.tenant.own_applications = {
        "our-app": {
          name: "Our app",
          stacks: { prod: { client_id: "OurApp" } },
          grants: [{ api: "contacts", subject_type: "user", scopes: ["read:contacts"] }],
        },
      };
  });
  const connections = Object.keys(head.connections).length;
  const [api, own, applications] = [1, 2, 1];
  expect(estimateCalls(undefined, head).preview).toBe(connections + api + own + applications);
  expect(estimateCalls(plan(), head).preview).toBe(connections + api + own);
  const again = connections + api;
  expect(estimateCalls(head, head)).toMatchObject({ preview: again, up: again });
});

/** Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/enterprise-public (read 2026-11) */
test.for([
  { stack: "prod", protect: true, burst: 50, perSecond: 16 },
  { stack: "prod", protect: false, burst: 10, perSecond: 2 },
  { stack: "local", protect: false, burst: Number.POSITIVE_INFINITY, perSecond: 1 },
])(
  "an update of $stack, protected: $protect, is no faster than its tenant",
  ({ stack, protect, burst, perSecond }) => {
    const head = { ...plan(onOneConnection(30)), stack, protect };
    const { up, upSeconds } = estimateCalls(undefined, head);
    expect(up).toBeGreaterThan(50);
    expect(upSeconds).toBe(Math.ceil(Math.max(0, up - burst) / perSecond));
  },
);

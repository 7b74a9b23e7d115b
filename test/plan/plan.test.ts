import { expect, test } from "vitest";
import type { Grant } from "../../src/model/partner.ts";
import { diff } from "../../src/plan/diff.ts";
import { PROJECT, planStack } from "../../src/plan/plan.ts";
import { edit, type World, workspace } from "../support/workspace.ts";

const USER: Grant = {
  api: "contacts",
  subject_type: "user",
  scopes: ["read:contacts"],
  reason: "Shows them",
};
const CLIENT: Grant = { ...USER, subject_type: "client", scopes: ["delete:contacts"] };

const acmeOf = (world: World) => world.partners["acme-cms"] ?? expect.fail("no Acme");
const plan = (stack: string, change: (world: World) => void = () => {}) => planStack(edit(change), stack);

/** What a change of the files changes in the plan of `prod`: the path and both sides. */
const changed = (change: (world: World) => void) =>
  diff(planStack(workspace(), "prod"), plan("prod", change)).map(
    ({ path, before, after }) =>
      `${path.join(" › ")}: ${JSON.stringify(before) ?? "nothing"} → ${JSON.stringify(after) ?? "nothing"}`,
  );

test("a plan says which stack of which project it is for", () => {
  expect(plan("local")).toMatchObject({
    format: 1,
    project: PROJECT,
    stack: "local",
    domain: "localhost:8443",
    issuer: "http://localhost:8442/",
    protect: false,
  });
});

test("the issuer is the tenant's domain unless the stack says otherwise", () => {
  expect(plan("prod")).toMatchObject({ issuer: "https://our-app.auth0.example/", protect: true });
});

test("a stack that is not declared has no plan", () => {
  expect(() => plan("staging")).toThrow("no stack staging: plans are made of checked workspaces only");
});

test("a grant for an API that is not declared has no plan", () => {
  const change = (w: World) => {
    acmeOf(w).grants = [{ ...USER, api: "billing" }];
  };
  expect(() => plan("prod", change)).toThrow("no API billing: plans are made of checked workspaces only");
});

test("a partner is planned in its own stacks only", () => {
  const change = (w: World) => {
    acmeOf(w).stacks = { local: { callbacks: ["http://localhost:3301/callback"] } };
  };
  expect(Object.keys(plan("local", change).partners)).toEqual(["acme-cms", "fieldbook"]);
  expect(Object.keys(plan("prod", change).partners)).toEqual(["fieldbook"]);
});

test("a stack named like a property of every object is one that no partner is in", () => {
  const change = (w: World) => {
    Object.assign(w.stacks, { constructor: w.stacks.prod });
  };
  expect(plan("constructor", change).partners).toEqual({});
});

test("a stack takes its own URLs and keys of a partner", () => {
  const prod = plan("prod").partners["acme-cms"];
  expect(prod?.application.callbacks).toEqual(["https://acme.example/callback"]);
  expect(prod?.enableUrl).toBe("https://acme.example/enable");
  expect(plan("local").partners["acme-cms"]?.application.callbacks).toEqual([
    "http://localhost:3301/callback",
  ]);
});

test("a partner without users has no enable_url", () => {
  const change = (w: World) => {
    acmeOf(w).stacks.prod = {};
  };
  expect(plan("prod", change).partners["acme-cms"]).not.toHaveProperty("enableUrl");
});

test.for([
  { name: "without stacks, in all", stacks: undefined, local: true, prod: true },
  { name: "in one", stacks: ["prod"], local: false, prod: true },
  { name: "in both", stacks: ["local", "prod"], local: true, prod: true },
  { name: "in another", stacks: ["dev"], local: false, prod: false },
])("a grant holds in the stacks it names: $name", ({ stacks, local, prod }) => {
  const change = (w: World) => {
    acmeOf(w).grants = [USER, { ...CLIENT, ...(stacks && { stacks }) }];
  };
  const has = (stack: string) =>
    "contacts/client" in (plan(stack, change).partners["acme-cms"]?.grants ?? {});
  expect([has("local"), has("prod")]).toEqual([local, prod]);
  const { grantTypes = [] } = plan("local", change).partners["acme-cms"]?.application ?? {};
  expect(grantTypes.includes("client_credentials")).toBe(local);
});

test("a grant names its API, its audience and its subject type, and its scopes sorted, each once", () => {
  const change = (w: World) => {
    acmeOf(w).grants = [{ ...USER, scopes: ["read:contacts", "delete:contacts", "read:contacts"] }, CLIENT];
  };
  const audience = "https://api.our-app.example/contacts";
  const { grants } = plan("prod", change).partners["acme-cms"] ?? expect.fail("no Acme");
  expect(Object.entries(grants)).toEqual([
    [
      "contacts/client",
      {
        api: "contacts",
        audience,
        subjectType: "client",
        scopes: ["delete:contacts"],
        reason: "Shows them",
        consent: "none",
      },
    ],
    [
      "contacts/user",
      {
        api: "contacts",
        audience,
        subjectType: "user",
        scopes: ["delete:contacts", "read:contacts"],
        reason: "Shows them",
        consent: "asked",
      },
    ],
  ]);
});

test.for([
  { status: "active", keys: ["contacts/user"] },
  { status: "suspended", keys: [] },
  { status: "retired", keys: [] },
] as const)(
  "a partner that is $status: its grants go or stay, its application stays the same",
  ({ status, keys }) => {
    const partner = plan("prod", (w) => {
      acmeOf(w).status = status;
    }).partners["acme-cms"];
    expect(partner?.status).toBe(status);
    expect(Object.keys(partner?.grants ?? {})).toEqual(keys);
    expect(partner?.application).toEqual(plan("prod").partners["acme-cms"]?.application);
  },
);

test("a paused application that signs users in without a grant has no grant type, and is promised those of its file", () => {
  const paused = plan("prod", (w) => {
    Object.assign(w.partners.fieldbook ?? {}, { status: "suspended" });
  }).partners.fieldbook;
  const active = plan("prod").partners.fieldbook;
  expect(active?.application.grantTypes).not.toEqual([]);
  expect(paused?.application).toEqual({ ...active?.application, grantTypes: [] });
  expect(paused?.grantTypesOnceActive).toEqual(active?.application.grantTypes);
  expect(active).not.toHaveProperty("grantTypesOnceActive");
});

test.for([
  { name: "a third-party application", id: "acme-cms", stack: "prod", consent: "asked" },
  { name: "a first-party application", id: "fieldbook", stack: "prod", consent: "skipped" },
  { name: "a callback on this machine", id: "fieldbook", stack: "local", consent: "asked" },
])("$name: consent is $consent", ({ id, stack, consent }) => {
  expect(plan(stack).partners[id]?.grants["contacts/user"]?.consent).toBe(consent);
});

test("an API that never skips consent asks first-party applications' users too", () => {
  const change = (w: World) => {
    Object.assign(w.apis.contacts ?? {}, { skip_consent_for_verifiable_first_party_clients: false });
  };
  expect(plan("prod", change).partners.fieldbook?.grants["contacts/user"]?.consent).toBe("asked");
});

test("an API is in the plan of every stack, whether a partner uses it or not", () => {
  const change = (w: World) => {
    w.partners = {};
  };
  expect(Object.keys(plan("prod", change).apis)).toEqual(["contacts"]);
});

test("former ids are sorted, each once, and empty where a partner was never renamed", () => {
  const change = (w: World) => {
    acmeOf(w).former_ids = ["acme-old", "acme", "acme-old"];
  };
  expect(plan("prod", change).partners["acme-cms"]?.formerIds).toEqual(["acme", "acme-old"]);
  expect(plan("prod").partners["acme-cms"]?.formerIds).toEqual([]);
});

test.for<{ name: string; change: (world: World) => void; is: string[] }>([
  {
    name: "a scope more",
    change: (w) => acmeOf(w).grants[0]?.scopes.push("delete:contacts"),
    is: [
      'partners › acme-cms › grants › contacts/user › scopes: ["read:contacts"] → ["delete:contacts","read:contacts"]',
    ],
  },
  { name: "the same scope again", change: (w) => acmeOf(w).grants[0]?.scopes.push("read:contacts"), is: [] },
  {
    name: "what reviewers judge by",
    change: (w) => {
      Object.assign(acmeOf(w), {
        owner: "other@our-app.example",
        contract: { reference: "X", ends: "2030-01-01" },
        contact: { name: "Someone else", email: "other@acme.example" },
      });
    },
    is: [
      'partners › acme-cms › contact › email: "api@acme.example" → "other@acme.example"',
      'partners › acme-cms › contact › name: "Ada Acme" → "Someone else"',
      'partners › acme-cms › contract › ends: "2028-06-30" → "2030-01-01"',
      'partners › acme-cms › contract › reference: "CRM-1041" → "X"',
      'partners › acme-cms › owner: "integrations@our-app.example" → "other@our-app.example"',
    ],
  },
  {
    name: "a stated default",
    change: (w) => {
      acmeOf(w).application.redirection_policy = "open_redirect_protection";
    },
    is: [],
  },
  {
    name: "another stack",
    change: (w) => {
      acmeOf(w).stacks.local = { callbacks: ["http://localhost:9999/"] };
    },
    is: [],
  },
  {
    name: "no offline access any more",
    change: (w) => {
      delete acmeOf(w).application.refresh_token;
    },
    is: [
      'partners › acme-cms › application › grantTypes: ["authorization_code","refresh_token"] → ["authorization_code"]',
      "partners › acme-cms › application › refreshToken › idleTokenLifetime: 2592000 → 1296000",
      "partners › acme-cms › application › refreshToken › tokenLifetime: 7776000 → 2592000",
    ],
  },
])("in the plan, $name changes what it should", ({ change, is }) => {
  expect(changed(change)).toEqual(is);
});

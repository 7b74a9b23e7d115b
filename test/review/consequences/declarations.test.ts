// Nothing in a declaration changes in silence: every key of every schema, told by the review.
import { expect, test } from "vitest";
import { z } from "zod";
import { apiSchema } from "../../../src/model/api.ts";
import { partnerSchema } from "../../../src/model/partner.ts";
import { stackSchema } from "../../../src/model/stack.ts";
import { tenantSchema } from "../../../src/model/tenant.ts";
import { consequencesOf } from "../../../src/review/consequences/index.ts";
import {
  api,
  config,
  found,
  host,
  key,
  partner,
  prod,
  seconds,
  stack,
} from "../../support/consequences/edit.ts";
import { plansOf, TODAY } from "../../support/consequences.ts";
import { NETWORKS, stackHostingOf } from "../../support/hosted.ts";
import { type World, world } from "../../support/workspace.ts";

/** How the API is hosted: between them, all that a schema can say of it. */
const KINDS = ["origin", "fargate", "fargate in a new network"] as const;
type Kind = (typeof KINDS)[number];

/** A world where every optional key of every schema says something. */
function everything(kind: Kind): World {
  const w = world();
  host(kind === "origin" ? "origin" : "fargate")(w);
  const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
  const settings = found(stack(w).config["partner-access:hosting"]);
  if (kind === "fargate in a new network")
    settings.contacts = stackHostingOf("contacts", "fargate", NETWORKS[1]);
  if (kind === "origin")
    Object.assign(found(settings.contacts), {
      allow_headers: ["traceparent"],
      expose_headers: ["x-request-id"],
      max_age: seconds(3600),
      base_path: "contacts",
      certificate_arn:
        "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
    });
  if (kind === "fargate")
    Object.assign(found(found(settings.contacts).hosted_zone), { allow_overwrite: true });
  if (settings.contacts?.service) settings.contacts.service.security_group_ids = ["sg-00000001"];
  Object.assign(found(stack(w).config["partner-access:aws"]), {
    drift_role_arn: role("drift"),
    alarm_topic_arn: "arn:aws:sns:eu-central-1:111122223333:alarms",
  });
  found(api(w).hosting).alarms = {
    server_errors: 1,
    latency_milliseconds: 500,
    unauthorized: 100,
    forbidden: 100,
  };
  Object.assign(found(partner(w).stacks.local), { status: "retired" });
  const tenant = found(w.tenant);
  Object.assign(api(w), {
    former_ids: ["crm"],
    signing_alg: "RS256",
    dpop: "none",
    token_dialect: "access_token",
    enforce_policies: false,
    account_claim: true,
    stacks: { prod: { resource_server_id: "60f1c2d3e4a5b6c7d8e9f0a1" } },
  });
  Object.assign(partner(w), {
    former_ids: ["acme"],
    review_by: "2027-06-30",
    status: "active",
    logo_uri: "https://acme.example/logo.png",
  });
  Object.assign(partner(w).application, {
    grant_types: ["authorization_code", "refresh_token"],
    refresh_token: {
      rotation_type: "rotating",
      expiration_type: "expiring",
      token_lifetime: seconds(900),
      idle_token_lifetime: seconds(300),
      leeway: seconds(5),
    },
    oidc_scopes: ["openid"],
    connections: ["our-employees"],
    skip_consent: false,
    token_quota: { client_credentials: { per_hour: 1, per_day: 5, enforce: true } },
    client_metadata: { tier: "gold" },
    authentication_method: "private_key_jwt",
  });
  // What strict applications have and all others have not, and the other way round.
  if (kind === "origin")
    Object.assign(partner(w).application, {
      redirection_policy: "open_redirect_protection",
      require_proof_of_possession: false,
    });
  else
    Object.assign(prod(w), {
      allowed_logout_urls: ["https://acme.example/bye"],
      initiate_login_uri: "https://acme.example/login",
    });
  if (kind !== "origin")
    Object.assign(partner(w).application, {
      third_party_security_mode: "permissive",
      mobile: {
        android: { app_package_name: "example.acme", sha256_cert_fingerprints: ["0A".repeat(32)] },
        ios: { team_id: "86WQXF56BC", app_bundle_identifier: "example.acme" },
      },
    });
  Object.assign(found(partner(w).grants[0]), {
    stacks: ["local", "prod"],
    optional_scopes: ["update:contacts"],
  });
  Object.assign(prod(w), {
    client_id: "AcmeInTheTenant",
    allowed_origins: ["https://acme.example"],
    web_origins: ["https://acme.example"],
    credentials: [{ ...key("one", "pem", "2027-01-31T00:00:00Z"), alg: "RS256", state: "current" }],
    aws_principal_arn: "arn:aws:iam::111122223333:role/acme",
    part: "prod-1",
  });
  Object.assign(tenant, {
    account: { claim: "https://our-app.example/account", app_metadata_key: "account" },
    own_applications: {
      "back-office": {
        name: "Back office",
        stacks: { prod: { client_id: "BackOffice" } },
        grants: [{ api: "contacts", subject_type: "client", scopes: ["read:contacts"] }],
        management_scopes: ["update:users"],
        ways: ["native-to-web"],
      },
    },
    roles: { Support: { contacts: ["read:contacts"] } },
    actions: [{ name: "enrich-profile", trigger: "post-login", sha256: "0a".repeat(32) }],
  });
  for (const one of tenant.connections) Object.assign(one, { description: `People of ${one.name}` });
  config(w, "partner-access:issuer", "https://login.our-app.example/");
  config(w, "partner-access:loopback_callbacks", false);
  config(w, "auth0:debug", false);
  config(w, "partner-access:deployment", { after: "local", approval: true });
  return w;
}

type Schema = z.core.JSONSchema.JSONSchema;
type Visit = (path: readonly string[], schema: Schema, value: unknown) => void;

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The branch of a union that the value is of: by what its constants say. */
function branches(schema: Schema, value: unknown): readonly Schema[] {
  const all = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (!all) return [schema];
  return all.filter((one) => {
    const constants = Object.entries(one.properties ?? {}).filter(
      ([, its]) => isRecord(its) && "const" in its,
    );
    return constants.every(([name, its]) => isRecord(value) && isRecord(its) && value[name] === its.const);
  });
}

/** Every value that a schema describes, with its path; `undefined` where an optional key is not there. */
function walk(schema: Schema, value: unknown, path: readonly string[], visit: Visit): void {
  for (const one of branches(schema, value)) {
    if (Array.isArray(value) && one.type === "array") {
      for (const [i, item] of value.entries()) walk(one.items as Schema, item, [...path, String(i)], visit);
      if (value.every((item) => !isRecord(item))) visit(path, one, value);
    } else if (isRecord(value) && one.type === "object") {
      for (const [name, its] of Object.entries(one.properties ?? {}))
        walk(its as Schema, value[name], [...path, name], visit);
      const others = one.additionalProperties;
      for (const [name, inner] of Object.entries(value))
        if (isRecord(others) && !Object.hasOwn(one.properties ?? {}, name))
          walk(others as Schema, inner, [...path, name], visit);
    } else if (!Array.isArray(value) && !isRecord(value) && one.type !== "array" && one.type !== "object")
      visit(path, one, value);
    else if (value === undefined) visit(path, one, value);
  }
}

const json = (schema: z.ZodType) =>
  z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }) as Schema;

/** The schemas, and where a world has what they describe. */
const SCHEMAS: readonly { name: string; schema: Schema; at: readonly string[] }[] = [
  { name: "a partner", schema: json(partnerSchema), at: ["partners", "acme-cms"] },
  { name: "an API", schema: json(apiSchema), at: ["apis", "contacts"] },
  { name: "the tenant", schema: json(tenantSchema), at: ["tenant"] },
  { name: "a stack", schema: json(stackSchema), at: ["stacks", "prod"] },
];

const valueAt = (w: unknown, path: readonly string[]) =>
  path.reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], w);

function changed(w: World, path: readonly string[], value: unknown): World {
  const copy = structuredClone(w);
  const holder = valueAt(copy, path.slice(0, -1)) as Record<string, unknown>;
  if (value === undefined) delete holder[path.at(-1) ?? ""];
  else holder[path.at(-1) ?? ""] = value;
  return copy;
}

/** Another value that the schema takes. */
function otherOf({ items, enum: values }: Schema, value: unknown): unknown {
  if (Array.isArray(value)) {
    const known = isRecord(items) && Array.isArray(items.enum) ? items.enum : ["https://other.example/x"];
    return value.length > 1 ? value.slice(1) : [...value, known.find((one) => !value.includes(one))];
  }
  if (values) return values.find((one) => one !== value);
  if (typeof value === "boolean") return !value;
  if (typeof value === "number") return value + 60;
  if (/^\d{4}-\d\d-\d\d/.test(String(value))) return String(value).replace(/^\d{4}/, "2031");
  return `${String(value)}x`;
}

/** Told with the file that has it, as what Pulumi alone reads: test/cli/review-files.test.ts. */
const TOLD_WITH_ITS_FILE = "stacks.prod.config.auth0:debug";

/** A declaration without a plan is one that `check` refuses, and says so. */
function toldOf(before: World, after: World): number {
  try {
    return consequencesOf(plansOf(before), plansOf(after), TODAY).length;
  } catch (error) {
    if (String(error).includes("plans are made of checked workspaces only")) return 1;
    throw error;
  }
}

test.for(
  SCHEMAS.flatMap(({ name, ...rest }) =>
    KINDS.map((kind) => ({
      name: `${name}, with an API of kind ${kind}`,
      kind,
      ...rest,
    })),
  ),
)("no key of $name changes in silence", ({ schema, at, kind }) => {
  const w = everything(kind);
  const silent: string[] = [];
  walk(schema, valueAt(w, at), at, (path, its, value) => {
    if (value === undefined || its.const !== undefined || path.join(".") === TOLD_WITH_ITS_FILE) return;
    if (toldOf(w, changed(w, path, otherOf(its, value))) === 0) silent.push(path.join("."));
  });
  expect(silent).toEqual([]);
});

test("every key of every schema is one of those that were changed", () => {
  const [seen, missing] = [new Set<string>(), new Set<string>()];
  /** Names that a schema does not know are any name. */
  const pattern = (path: readonly string[]) =>
    path.map((name) => (/^(\d+|local|prod|contacts)$/.test(name) ? "*" : name)).join(".");
  for (const kind of KINDS)
    for (const { name, schema, at } of SCHEMAS)
      walk(schema, valueAt(everything(kind), at), [name], (path, _, value) => {
        (value === undefined ? missing : seen).add(pattern(path));
      });
  const isSeen = (path: string) => [...seen].some((one) => one === path || one.startsWith(`${path}.`));
  expect(seen.size).toBeGreaterThan(100);
  expect([...missing].filter((path) => !isSeen(path))).toEqual([]);
});

test("who only signs users in loses that while it is suspended, and the review says so", () => {
  const [before, after] = [world(), world()];
  for (const w of [before, after]) Object.assign(found(w.partners.fieldbook), { grants: [] });
  Object.assign(found(after.partners.fieldbook), { status: "suspended" });
  const told = consequencesOf(plansOf(before), plansOf(after), TODAY).map(({ what }) => what);
  expect(told.join(" ")).toContain("is suspended. Its users can no longer sign in.");
});

test("what is silent would be found", () => {
  const w = world();
  expect(toldOf(w, structuredClone(w))).toBe(0);
});

test("a new stack whose callbacks may be on the user's machine says so", () => {
  const [before, after] = [world(), world()];
  delete before.stacks.local;
  expect(stack(after)).toBeDefined();
  const told = consequencesOf(plansOf(before), plansOf(after), TODAY).find(
    ({ rule }) => rule === "stack-added",
  );
  expect(told?.what).toContain("Callbacks may be plain http on localhost.");
});

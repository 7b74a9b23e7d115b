// Each optional property of a file, once taken out again, leaves nothing of it at Auth0.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { ask } from "../../local/verify/ask.ts";
import { apiSchema } from "../../src/model/api.ts";
import { partnerSchema } from "../../src/model/partner.ts";
import { Local } from "../support/local.ts";

type Place = "third" | "first" | "api";

/** A value of the file, and the properties at Auth0 that say it. */
interface Row {
  readonly of: Place;
  readonly yaml: string;
  readonly says: readonly string[];
}

/** Why a property needs no row. */
const NO_ROW = {
  "sent nowhere": [
    "former_ids",
    "review_by",
    "application.oidc_scopes",
    "application.skip_consent",
    "grants.optional_scopes",
    "stacks.enable_url",
    "stacks.aws_principal_arn",
    "stacks.client_id",
    "stacks.part",
    "stacks.credentials.state",
    "api.former_ids",
    "api.stacks",
    "api.sensitivity",
  ],
  "fixed when the application or API is made": ["application.third_party_security_mode", "api.signing_alg"],
  "decides which resources there are, and a resource that goes is deleted": [
    "status",
    "stacks.status",
    "application.connections",
    "grants.stacks",
    "api.account_claim",
  ],
  "goes with the authentication method, which test/e2e/rotation.test.ts changes": [
    "stacks.credentials",
    "stacks.credentials.alg",
    "stacks.credentials.expires_at",
  ],
  "stays at Auth0, as review and drift say: test/e2e/application-settings.test.ts": [
    "application.mobile",
    "application.mobile.android",
    "application.mobile.ios",
  ],
  "is on AWS": ["api.hosting"],
} as const;

const THIRD = `name: Quarry
description: Third party
owner: integrations@our-app.example
contact: { name: Ada, email: api@quarry.example }
contract: { reference: CRM-1, ends: 2038-06-30 }
#top
application:
  is_first_party: false
  third_party_security_mode: strict
  app_type: spa
  authentication_method: none
  #application
grants:
  - { api: contacts, subject_type: user, scopes: [read:contacts], reason: Syncs }
stacks:
  local:
    callbacks: [http://localhost:3311/callback]
    enable_url: http://localhost:3311/enable
    #stack
`;
const FIRST = THIRD.replace("Quarry", "Terrace")
  .replaceAll("quarry", "terrace")
  .replace("is_first_party: false", "is_first_party: true\n  connections: [google-oauth2]")
  .replace("  third_party_security_mode: strict\n", "")
  .replace("app_type: spa", "app_type: regular_web")
  .replace("method: none", "method: client_secret_post")
  .replaceAll("3311", "3312")
  .replace(
    "stacks:",
    "  - { api: contacts, subject_type: client, scopes: [read:contacts], reason: Syncs }\nstacks:",
  );

const REFRESH = ["rotation_type", "expiration_type", "leeway"].map((name) => `refresh_token.${name}`);

/** By the path in the file. */
const ROWS: Readonly<Record<string, Row>> = {
  logo_uri: { of: "third", yaml: "https://quarry.example/logo.png", says: ["logo_uri"] },
  "application.redirection_policy": { of: "third", yaml: "allow_always", says: ["redirection_policy"] },
  "application.client_metadata": { of: "third", yaml: "{ team: north }", says: ["client_metadata"] },
  "application.refresh_token": {
    of: "third",
    yaml: "{ token_lifetime: 2d, idle_token_lifetime: 1d, leeway: 5s, rotation_type: rotating, expiration_type: expiring }",
    says: ["refresh_token", "grant_types"],
  },
  "application.grant_types": {
    of: "third",
    yaml: "[authorization_code, refresh_token]",
    says: ["grant_types"],
  },
  "stacks.callbacks": { of: "third", yaml: "", says: [] },
  "stacks.allowed_origins": { of: "third", yaml: "[http://localhost:3311]", says: ["allowed_origins"] },
  "stacks.web_origins": { of: "third", yaml: "[http://localhost:3311]", says: ["web_origins"] },
  "application.token_quota": {
    of: "first",
    yaml: "{ client_credentials: { per_hour: 5, per_day: 50, enforce: true } }",
    says: ["token_quota"],
  },
  "stacks.allowed_logout_urls": {
    of: "first",
    yaml: "[https://terrace.example/bye]",
    says: ["allowed_logout_urls"],
  },
  "stacks.initiate_login_uri": {
    of: "first",
    yaml: "https://terrace.example/login",
    says: ["initiate_login_uri"],
  },
  "application.require_proof_of_possession": {
    of: "first",
    yaml: "true",
    says: ["require_proof_of_possession"],
  },
  "api.dpop": { of: "api", yaml: "allowed", says: ["proof_of_possession"] },
  "api.token_dialect": { of: "api", yaml: "rfc9068_profile", says: ["token_dialect"] },
  "api.token_lifetime_for_web": { of: "api", yaml: "10m", says: ["token_lifetime_for_web"] },
  "api.enforce_policies": { of: "api", yaml: "true", says: ["enforce_policies"] },
};

/** Members of a row of their own, which its value has. */
const WITHIN: readonly string[] = [
  ...REFRESH.map((name) => `application.${name}`),
  "application.token_quota.client_credentials.per_hour",
  "application.token_quota.client_credentials.per_day",
];

/** Paths of a schema that a file may leave out; members of lists and records without their keys. */
function optionalIn(schema: z.ZodType, path: string): string[] {
  if (schema instanceof z.ZodOptional) return [path, ...optionalIn(schema.unwrap() as z.ZodType, path)];
  if (schema instanceof z.ZodArray) return optionalIn(schema.element as z.ZodType, path);
  if (schema instanceof z.ZodRecord) return optionalIn(schema.valueType as z.ZodType, path);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape as Record<string, z.ZodType>).flatMap(([key, member]) =>
    optionalIn(member, path === "" ? key : `${path}.${key}`),
  );
}

test("each optional property has a row, or a reason why it needs none", () => {
  const ofApi = optionalIn(apiSchema, "api").filter((path) => !path.startsWith("api.hosting."));
  expect([...optionalIn(partnerSchema, ""), ...ofApi].sort()).toEqual(
    [...Object.keys(ROWS), ...WITHIN, ...Object.values(NO_ROW).flat()].sort(),
  );
});

const MARKS: Readonly<Record<string, string>> = { application: "#application", stacks: "#stack" };

/** The file with all its rows. */
const filled = (text: string, place: Place) =>
  Object.entries(ROWS)
    .filter(([, { of, yaml }]) => of === place && yaml !== "")
    .reduce((now, [path, { yaml }]) => {
      const [head = "", key = head] = path.split(".");
      const mark = MARKS[head] ?? "#top";
      const indent = /^ */m.exec(now.slice(now.lastIndexOf("\n", now.indexOf(mark)) + 1))?.[0] ?? "";
      return now.replace(mark, `${key}: ${yaml}\n${indent}${mark}`);
    }, text);

describe("taken out of the file again", () => {
  const API = "apis/contacts.yaml";
  type Seen = Readonly<Record<Place, Readonly<Record<string, unknown>>>>;
  let local: Local;
  const NOTHING: Seen = { third: {}, first: {}, api: {} };
  let [before, between, after] = [NOTHING, NOTHING, NOTHING];

  const deployed = () =>
    local.deploy(async ({ outcome }, tenant): Promise<Seen> => {
      const client = async (id: string) => {
        const { client_secret: _, ...rest } = await ask<Record<string, unknown>>(
          tenant,
          "GET",
          `clients/${outcome?.clientIds[id]}`,
        );
        return rest;
      };
      const [third, first] = [await client("quarry"), await client("terrace")];
      const audience = encodeURIComponent("https://api.our-app.example/contacts");
      return { third, first, api: await ask(tenant, "GET", `resource-servers/${audience}`) };
    });

  beforeAll(async () => {
    local = await Local.deployed(["fieldbook"]);
    // A hosted API binds no tokens to keys.
    for (const stack of ["dev", "prod"])
      local.edit(`Pulumi.${stack}.yaml`, (text) =>
        text.replace(/^ {2}partner-access:hosting:\n( {4}.*\n)*/m, ""),
      );
    const api = local
      .read(API)
      .replace("token_lifetime_for_web: 1h", "#top")
      .replace(/^hosting:\n( {2}.*\n)*/m, "");
    const write = (full: boolean) => {
      local.write("partners/quarry.yaml", full ? filled(THIRD, "third") : THIRD);
      local.write("partners/terrace.yaml", full ? filled(FIRST, "first") : FIRST);
      local.write(API, full ? filled(api, "api") : api);
    };
    write(false);
    before = await deployed();
    write(true);
    between = await deployed();
    write(false);
    after = await deployed();
  });
  afterAll(() => local.remove());

  test.for(
    Object.entries(ROWS).flatMap(([path, { of, says }]) => says.map((property) => ({ path, of, property }))),
  )("$path leaves no $property", ({ of, property }) => {
    expect(between[of]?.[property]).not.toEqual(before[of]?.[property]);
    expect(after[of]?.[property] || undefined).toEqual(before[of]?.[property] || undefined);
  });

  test("nothing else is different either", () => {
    const present = (seen: object) =>
      Object.fromEntries(Object.entries(seen).filter(([, value]) => value !== ""));
    for (const place of ["third", "first", "api"] as const)
      expect(present(after[place] ?? {})).toEqual(present(before[place] ?? {}));
  });
});

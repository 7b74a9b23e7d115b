// Arbitrary partners: all that a file of one can say, as far as a plan cares whether it goes together.
import fc from "fast-check";
import { AUTHENTICATION_METHODS } from "../../src/model/authentication.ts";
import {
  APP_TYPES,
  EXPIRATION_TYPES,
  GRANT_TYPES,
  KEY_ALGS,
  KEY_STATES,
  type Partner,
  partnerSchema,
  ROTATION_TYPES,
  SECURITY_MODES,
  STATUSES,
  SUBJECT_TYPES,
} from "../../src/model/partner.ts";
import { PLAIN_PROPERTIES } from "../../src/model/plain-properties.ts";
import { acme } from "./workspace.ts";

/** The stacks of `world()`, and the part that some partners of the second are in. */
export const STACKS = ["local", "prod"] as const;
export const PART = "prod-1";
export const SCOPES = ["read:contacts", "create:contacts", "update:contacts", "delete:contacts"] as const;
export const APIS = ["contacts", "reports"] as const;
export const CONNECTIONS = ["Username-Password-Authentication", "our-employees"] as const;

/** Ids that are nobody else's, some of them names that every object inherits. */
export const ids = fc.oneof(
  fc.stringMatching(/^[a-z][a-z0-9]{0,4}(-[a-z0-9]{1,3})?$/),
  fc.constantFrom("constructor", "valueof", "a", "b"),
);

export const some = <T>(values: readonly T[], minLength = 0) =>
  fc.array(fc.constantFrom(...values), { minLength, maxLength: 5 });
export const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** In one of so many. */
export const rarely = <T>(value: fc.Arbitrary<T>, freq = 3) => fc.option(value, { nil: undefined, freq });

const urls = fc.array(
  fc.stringMatching(/^[a-z]{1,4}$/).map((host) => `https://${host}.example/callback`),
  { maxLength: 4 },
);
/** Of native applications: a scheme of their own, an SDK's, and this machine. */
const callbacks = fc
  .tuple(
    urls,
    some([
      "example.acme://login",
      "example.acme://our-app.auth0.example/ios/example.acme/callback",
      "http://127.0.0.1:8765/callback",
    ]),
  )
  .map(([web, native]) => [...web, ...native.slice(0, 2)]);

/** Now and then none: then it only signs users in. */
const grants = fc.uniqueArray(
  fc
    .record({
      api: fc.constantFrom(...APIS),
      subject_type: fc.constantFrom(...SUBJECT_TYPES),
      scopes: some(SCOPES, 1),
      optional: fc.constantFrom(0, 0, 1, 2),
      reason: fc.constant("Shows them"),
      stacks: maybe(some(STACKS, 1)),
    })
    .map(({ optional, ...grant }) => ({
      ...grant,
      ...(optional > 0 && { optional_scopes: grant.scopes.slice(0, optional) }),
    })),
  // One grant for an API and a subject type, as a rule demands.
  { maxLength: 4, selector: ({ api, subject_type }) => `${api}/${subject_type}` },
);

const credentials = fc.uniqueArray(
  fc.record({
    name: fc.stringMatching(/^[a-z0-9]{1,4}$/),
    alg: maybe(fc.constantFrom(...KEY_ALGS)),
    pem: fc.constantFrom("one", "two\n"),
    expires_at: maybe(fc.constantFrom("2027-01-31T00:00:00Z", "2027-01-31T00:00:00.000Z")),
    state: maybe(fc.constantFrom(...KEY_STATES)),
  }),
  { minLength: 1, maxLength: 2, selector: ({ name }) => name },
);

const partnerStack = fc.record({
  status: rarely(fc.constant("retired")),
  client_id: rarely(fc.stringMatching(/^[A-Za-z0-9]{12}$/)),
  callbacks: maybe(callbacks),
  allowed_origins: maybe(urls),
  web_origins: maybe(urls),
  allowed_logout_urls: maybe(urls),
  initiate_login_uri: maybe(fc.constant("https://acme.example/login")),
  enable_url: maybe(fc.constant("https://acme.example/enable")),
  credentials: maybe(credentials),
  aws_principal_arn: rarely(fc.constant("arn:aws:iam::444455556666:role/acme")),
});

/** The rules refuse the one that no resource can be made with. */
const metadataKeys = fc.string({ minLength: 1 }).filter((key) => key !== "toString");

const refreshToken = fc.record({
  token_lifetime: fc.constantFrom("90d", "60d"),
  idle_token_lifetime: fc.constant("30d"),
  rotation_type: maybe(fc.constantFrom(...ROTATION_TYPES)),
  expiration_type: maybe(fc.constantFrom(...EXPIRATION_TYPES)),
  leeway: maybe(fc.constant("5s")),
});

const mobile = fc.record({
  android: maybe(
    fc.record({
      app_package_name: fc.constant("example.acme"),
      sha256_cert_fingerprints: some(["0A".repeat(32), "0B".repeat(32)].map(paired), 1),
    }),
  ),
  ios: maybe(fc.constant({ team_id: "86WQXF56BC", app_bundle_identifier: "example.acme" })),
});

function paired(digits: string): string {
  return digits.replace(/..(?!$)/g, "$&:");
}

const application = fc.record({
  is_first_party: fc.boolean(),
  third_party_security_mode: maybe(fc.constantFrom(...SECURITY_MODES)),
  app_type: fc.constantFrom(...APP_TYPES),
  authentication_method: fc.constantFrom(...AUTHENTICATION_METHODS),
  grant_types: maybe(
    fc.oneof(
      { weight: 3, arbitrary: some(["authorization_code", "refresh_token", "client_credentials"], 1) },
      { weight: 1, arbitrary: some(GRANT_TYPES, 1) },
    ),
  ),
  redirection_policy: maybe(fc.constantFrom(...PLAIN_PROPERTIES.redirection_policy.values)),
  require_proof_of_possession: maybe(fc.boolean()),
  refresh_token: maybe(refreshToken),
  oidc_scopes: maybe(some(["openid", "profile", "email"], 1)),
  connections: maybe(some(CONNECTIONS, 1)),
  skip_consent: maybe(fc.boolean()),
  token_quota: maybe(
    fc.boolean().map((enforce) => ({ client_credentials: { per_day: 5, per_hour: 1, enforce } })),
  ),
  mobile: rarely(mobile),
  client_metadata: maybe(fc.dictionary(metadataKeys, fc.string(), { maxKeys: 3 })),
});

/** A partner that is in a part of the second stack, if it is there. */
const inPart = (stacks: Readonly<Record<string, object>>, isInPart: boolean) =>
  isInPart && stacks.prod ? { ...stacks, prod: { ...stacks.prod, part: PART } } : stacks;

export const partners: fc.Arbitrary<Partner> = fc
  .record({
    former_ids: maybe(fc.array(ids, { minLength: 1, maxLength: 3 })),
    review_by: maybe(fc.constant("2027-06-30")),
    logo_uri: maybe(fc.constant("https://acme.example/logo.png")),
    status: rarely(fc.constantFrom(...STATUSES), 2),
    owner: fc.constantFrom("integrations@our-app.example", "@our-app/integrations"),
    application,
    grants,
    isInPart: fc.boolean(),
    stacks: fc
      .record({ local: maybe(partnerStack), prod: maybe(partnerStack) })
      .map((stacks) => Object.fromEntries(Object.entries(stacks).filter(([, value]) => value))),
  })
  // What is undefined is left out, as a file would.
  .map(({ isInPart, stacks, ...changes }) =>
    partnerSchema.parse(
      JSON.parse(
        JSON.stringify({ ...acme(), ...changes, stacks: inPart(stacks as Record<string, object>, isInPart) }),
      ),
    ),
  );

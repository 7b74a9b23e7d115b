import { randomBytes } from "node:crypto";
import { invalidBody } from "../errors.ts";
import type { Document } from "../store.ts";
import { withScopes } from "./connection-scopes.ts";

// What every new database connection gets. Source: https://auth0.com/docs/api/management/v2/connections/post-connections (read 2026-11)
const DATABASE_DEFAULTS: Document = {
  mfa: { active: true, return_enroll_settings: true },
  passwordPolicy: "good",
  strategy_version: 2,
  brute_force_protection: true,
};
const AUTHENTICATION_METHODS: Record<string, Document> = {
  password: { enabled: true, api_behavior: "required", signup_behavior: "allow" },
  passkey: { enabled: false },
  email_otp: { enabled: false },
  phone_otp: { enabled: false },
};
const PASSKEY_OPTIONS: Document = {
  challenge_ui: "both",
  progressive_enrollment_enabled: true,
  local_enrollment_enabled: true,
};
const PASSWORD_OPTIONS: Document = {
  complexity: {
    character_type_rule: "all",
    identical_characters: "allow",
    sequential_characters: "allow",
    max_length_exceeded: "error",
    min_length: 15,
    character_types: [],
  },
  profile_data: {
    active: false,
    blocked_fields: [
      "name",
      "username",
      "nickname",
      "email",
      "phone_number",
      "user_metadata.name",
      "user_metadata.first",
      "user_metadata.last",
    ],
  },
  history: { active: false, size: 3 },
  dictionary: { active: false, custom: [], default: "en_100k" },
};

/** Options of a new connection: what was sent over what its strategy defaults to. */
export function newOptions(strategy: string, sent: Document): Document {
  if (strategy !== "auth0") return changedOptions(strategy, sent);
  const options = { ...DATABASE_DEFAULTS, ...sent, password_options: passwordOptions(sent) };
  return changedOptions(strategy, options);
}

/**
 * Options after a change. They are replaced as a whole: keys that were not sent are gone, except for the
 * few that Auth0 computes.
 */
export function changedOptions(strategy: string, sent: Document, current?: Document): Document {
  checkAttributes(sent, current);
  const options =
    sent.configuration === undefined ? sent : { ...sent, configuration: sealed(sent.configuration) };
  switch (strategy) {
    case "auth0":
      return {
        brute_force_protection: true,
        ...options,
        ...(sent.attributes != null && { attributes: attributesOf(sent) }),
        authentication_methods: methods(sent),
        passkey_options: { ...PASSKEY_OPTIONS, ...object(sent.passkey_options) },
      };
    case "oidc":
      return {
        attribute_map: { mapping_mode: "bind_all" },
        connection_settings: pkceOf(current),
        ...options,
        oidc_metadata: oidcMetadata(sent),
        schema_version: "oidc-V4",
      };
    case "okta":
      return {
        type: "back_channel",
        attribute_map: { mapping_mode: "basic_profile" },
        connection_settings: pkceOf(current),
        ...options,
        schema_version: "oidc-V4",
      };
    default:
      return withScopes(strategy, options);
  }
}

/** Of a new connection, and of one that was changed without saying it. As recorded (TestAccConnectionConnectedAccounts). */
const pkceOf = (current: Document | undefined): Document => ({
  pkce: current === undefined ? "auto" : "disabled",
});

/** Of each group what was sent over what is usual. */
function passwordOptions(sent: Document): Document {
  const asked = object(sent.password_options);
  const groups = Object.entries(PASSWORD_OPTIONS).map(([name, usual]) => [
    name,
    { ...object(usual), ...object(asked[name]) },
  ]);
  return { ...asked, ...Object.fromEntries(groups) };
}

/** An e-mail address is unique and verified by a link where nothing else is said. */
function attributesOf({ attributes }: Document): Document {
  const { email, ...others } = object(attributes);
  if (email == null) return object(attributes);
  return { ...others, email: { verification_method: "link", unique: true, ...object(email) } };
}

function methods(sent: Document): Document {
  const asked = object(sent.authentication_methods);
  const merged = Object.entries(AUTHENTICATION_METHODS).map(([name, base]) => [
    name,
    { ...base, ...object(asked[name]) },
  ]);
  return { ...asked, ...Object.fromEntries(merged) };
}

// Auth0 reads the provider's discovery document; offline it is what was sent, or has the endpoints that were sent.
function oidcMetadata(sent: Document): Document {
  if (sent.oidc_metadata != null) return object(sent.oidc_metadata);
  const names = ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"];
  return Object.fromEntries(names.flatMap((name) => (sent[name] === undefined ? [] : [[name, sent[name]]])));
}

// Values for custom scripts are encrypted at rest and come back unreadable, differently on every write.
function sealed(configuration: unknown): Document {
  return Object.fromEntries(
    Object.keys(object(configuration)).map((key) => [key, randomBytes(96).toString("base64")]),
  );
}

// Source: https://auth0.com/docs/api/management/v2/connections/post-connections (read 2026-11)
function checkAttributes(options: Document, current: Document | undefined): void {
  if (options.attributes == null) return;
  const attributes = Object.entries(object(options.attributes)).map(
    ([name, value]) => ({ name, ...object(value) }) as Document,
  );
  if (options.validation !== undefined) {
    throw invalidBody("Cannot set both options.attributes and options.validation");
  }
  if (options.requires_username === true) {
    throw invalidBody("Cannot set both options.attributes and options.requires_username");
  }
  if (!attributes.some(({ identifier }) => object(identifier).active === true)) {
    throw invalidBody("attributes must contain one active identifier");
  }
  const phone = attributes.find(({ name }) => name === "phone_number");
  if (object(phone?.identifier).active === true && object(phone?.signup).status !== "required") {
    throw invalidBody("attribute phone_number must also be required on signup");
  }
  // A new connection may have one.
  const isAdded = current !== undefined && object(current.attributes).email === undefined;
  if (isAdded && attributes.some(({ name, unique }) => name === "email" && unique === false)) {
    throw invalidBody("cannot add non-unique email attribute");
  }
}

function object(value: unknown): Document {
  return typeof value === "object" && value !== null ? (value as Document) : {};
}

// Rules about what Auth0 stores as plain text with an application: names, client_metadata, token quotas.
import { quote } from "../text.ts";
import { hasGrant } from "./lookup.ts";
import { partnerRule, type Rule, workspaceRule } from "./rule.ts";
import { APPLICATION_SETTINGS, CREATE_APPLICATION, PULUMI_INPUTS, TOKEN_QUOTAS } from "./sources.ts";

const nameCharacters = workspaceRule({
  id: "name-characters",
  title: "Names of partners and APIs have no angle brackets",
  why: "Auth0 refuses < and > in the names of applications and APIs",
  source: CREATE_APPLICATION,
  *check({ partners, apis }) {
    for (const { file, value } of [...partners.values(), ...apis.values()])
      if (/[<>]/.test(value.name))
        yield {
          file,
          at: ["name"],
          what: `name ${quote(value.name)} contains < or >`,
          fix: "write the name without angle brackets",
        };
  },
});

/** Keys that the plan adds: which project, stack and partner own the application. */
export const OWNERSHIP_PREFIX = "partner_access_";
const MOST_KEYS = 10;
const OWN_KEYS = 3;

const metadataCount = partnerRule({
  id: "metadata-count",
  title: "client_metadata has at most seven keys",
  why: "Auth0 keeps ten keys per application, and three mark who owns the application",
  source: APPLICATION_SETTINGS,
  *check({ value: { application } }) {
    const count = Object.keys(application.client_metadata ?? {}).length;
    if (count <= MOST_KEYS - OWN_KEYS) return;
    yield {
      at: ["application", "client_metadata"],
      on: "key",
      what: `client_metadata has ${count} keys, more than ${MOST_KEYS - OWN_KEYS}`,
      fix: `keep at most ${MOST_KEYS - OWN_KEYS} keys`,
    };
  },
});

const metadataReserved = partnerRule({
  id: "metadata-reserved",
  title: "Keys of client_metadata do not begin with partner_access_",
  why: "these keys mark the applications that this project owns",
  source: CREATE_APPLICATION,
  *check({ value: { application } }) {
    for (const key of Object.keys(application.client_metadata ?? {}))
      if (key.toLowerCase().startsWith(OWNERSHIP_PREFIX))
        yield {
          at: ["application", "client_metadata", key],
          on: "key",
          what: `client_metadata key ${quote(key)} is reserved`,
          fix: `write a key that does not begin with ${OWNERSHIP_PREFIX}`,
        };
  },
});

/**
 * An object with such a key has no text, and the SDK makes one of every input of a resource.
 * Source: pulumi/pulumi, sdk/nodejs/runtime/rpc.ts, `safeToString` (read 2026-11)
 */
const UNUSABLE_KEY = "toString";

const metadataUnusable = partnerRule({
  id: "metadata-unusable",
  title: `client_metadata has no key ${UNUSABLE_KEY}`,
  why: "Pulumi's SDK takes the key for a function of its own, and every update would end with an internal error",
  source: PULUMI_INPUTS,
  *check({ value: { application } }) {
    if (!Object.hasOwn(application.client_metadata ?? {}, UNUSABLE_KEY)) return;
    yield {
      at: ["application", "client_metadata", UNUSABLE_KEY],
      on: "key",
      what: `client_metadata key ${quote(UNUSABLE_KEY)} cannot be deployed`,
      fix: 'write another key, such as "to_string"',
    };
  },
});

const LONGEST_METADATA = 255;

const metadataLength = partnerRule({
  id: "metadata-length",
  title: "Keys and values of client_metadata have at most 255 characters",
  why: "Auth0 refuses longer ones",
  source: APPLICATION_SETTINGS,
  *check({ value: { application } }) {
    for (const [key, value] of Object.entries(application.client_metadata ?? {})) {
      const at = ["application", "client_metadata", key];
      const fix = `shorten it to ${LONGEST_METADATA} characters`;
      if (key.length > LONGEST_METADATA)
        yield { at, on: "key", what: `client_metadata key has ${key.length} characters`, fix };
      if (value.length > LONGEST_METADATA)
        yield { at, what: `client_metadata value has ${value.length} characters`, fix };
    }
  },
});

const METADATA_KEY = /^[A-Za-z0-9:,\-+=_*?"/\\()<>@\t ]*$/;

const metadataKeyCharacters = partnerRule({
  id: "metadata-key-characters",
  title: "Keys of client_metadata are letters, digits and a few signs",
  why: 'Auth0 allows letters, digits, space, tab and :,-+=_*?"/\\()<>@ in keys',
  source: CREATE_APPLICATION,
  *check({ value: { application } }) {
    for (const key of Object.keys(application.client_metadata ?? {}))
      if (!METADATA_KEY.test(key))
        yield {
          at: ["application", "client_metadata", key],
          on: "key",
          what: `client_metadata key ${quote(key)} has other characters`,
          fix: "write the key with letters, digits and underscores",
        };
  },
});

const tokenQuotaMachine = partnerRule({
  id: "token-quota-machine",
  title: "A token quota needs a grant without a user",
  why: "Auth0 counts only tokens of the client credentials flow",
  source: TOKEN_QUOTAS,
  *check({ value: partner }) {
    if (!partner.application.token_quota || hasGrant(partner, "client")) return;
    yield {
      at: ["application", "token_quota"],
      on: "key",
      what: "token_quota without a grant of subject_type client",
      fix: "remove token_quota",
    };
  },
});

const tokenQuotaLimit = partnerRule({
  id: "token-quota-limit",
  title: "A token quota limits tokens per hour, per day, or both",
  why: "a quota without a number limits nothing",
  source: TOKEN_QUOTAS,
  *check({ value: { application } }) {
    const quota = application.token_quota?.client_credentials;
    if (!quota || quota.per_hour !== undefined || quota.per_day !== undefined) return;
    yield {
      at: ["application", "token_quota", "client_credentials"],
      what: "token_quota without per_hour and per_day",
      fix: "add per_hour or per_day",
    };
  },
});

/** In the order of docs/rules.md. */
export const METADATA: readonly Rule[] = [
  nameCharacters,
  metadataCount,
  metadataReserved,
  metadataUnusable,
  metadataLength,
  metadataKeyCharacters,
  tokenQuotaMachine,
  tokenQuotaLimit,
];

import type { Document } from "../store.ts";
import type { Refusal } from "./refusals.ts";

const SETTINGS = "https://auth0.com/docs/get-started/apis/api-settings";

/** One API as the tenant keeps it. */
export interface ResourceServer extends Document {
  id: string;
  identifier: string;
  is_system?: boolean;
  scopes?: { value: string; description?: string }[];
}

/** An API as it would be stored, and as it was before. */
export interface ResourceServerChange {
  readonly next: Document;
  readonly previous: ResourceServer | undefined;
}

// What an administrator may change of an API that Auth0 itself provides.
const SYSTEM_API_CHANGES = [
  "token_lifetime",
  "token_lifetime_for_web",
  "skip_consent_for_verifiable_first_party_clients",
  "allow_offline_access",
  "subject_type_authorization",
];

/** Restrictions on APIs, on creation and after every change. */
export const RESOURCE_SERVER: readonly Refusal<ResourceServerChange>[] = [
  {
    rule: "tokens for browser flows live no longer than other tokens",
    source: SETTINGS,
    violation: ({ next }) =>
      Number(next.token_lifetime_for_web) > Number(next.token_lifetime)
        ? "token_lifetime_for_web must be less than or equal to token_lifetime"
        : undefined,
  },
  {
    rule: "each scope is listed once",
    source: SETTINGS,
    violation: ({ next }) => {
      const values = ((next.scopes ?? []) as { value: string }[]).map(({ value }) => value);
      const repeated = values.find((value, index) => values.indexOf(value) !== index);
      return repeated === undefined ? undefined : `Duplicate scope value: ${repeated}`;
    },
  },
  {
    rule: "system APIs keep their name, scopes and signature",
    source: "https://auth0.com/docs/get-started/apis#system-apis",
    violation: ({ next, previous }) => {
      if (previous?.is_system !== true) return undefined;
      const keys = Object.keys({ ...previous, ...next }).filter((key) => !SYSTEM_API_CHANGES.includes(key));
      const changed = keys.find((key) => JSON.stringify(next[key]) !== JSON.stringify(previous[key]));
      return changed === undefined ? undefined : `${changed} of a system API cannot be changed`;
    },
  },
];

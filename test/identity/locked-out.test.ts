// Whom an API that is closed further locks out, of the applications that a tenant has: grants as Auth0's API tells them.
import { expect, test } from "vitest";
import {
  type Closing,
  type FoundApplication,
  type GrantHolder,
  lockedOutBy,
} from "../../src/identity/locked-out.ts";
import { planStack } from "../../src/plan/plan.ts";
import { workspace } from "../support/workspace.ts";

const plan = planStack(workspace(), "prod");
const TO_GRANTS: Closing = {
  id: "contacts",
  subjectType: "user",
  was: "allow_all",
  becomes: "require_client_grant",
};
const TO_NOBODY: Closing = { ...TO_GRANTS, was: "require_client_grant", becomes: "deny_all" };

const app = (more: Partial<FoundApplication> = {}): FoundApplication => ({
  client_id: "app",
  name: "Our app",
  is_first_party: true,
  grant_types: ["authorization_code"],
  callbacks: ["https://our-app.example/callback"],
  ...more,
});
const strict = app({ is_first_party: false, third_party_security_mode: "strict" });
const permissive = app({ is_first_party: false, third_party_security_mode: "permissive" });

const OWN: GrantHolder = { client_id: "app", subject_type: "user" };
/** As the API lists it, and as the provider does, which has no absent values. */
const DEFAULT: GrantHolder = { default_for: "third_party_clients", subject_type: "user" };
const DEFAULT_BY_PROVIDER: GrantHolder = {
  client_id: "",
  default_for: "third_party_clients",
  subject_type: "user",
};
const OF_ANOTHER: GrantHolder = { client_id: "other", default_for: "", subject_type: "user" };

test.for([
  {
    name: "an own application without a grant",
    closing: TO_GRANTS,
    one: app(),
    holders: [OF_ANOTHER],
    isOut: true,
  },
  { name: "an own application with a grant", closing: TO_GRANTS, one: app(), holders: [OWN], isOut: false },
  {
    name: "an own application, which has no default grant",
    closing: TO_GRANTS,
    one: app(),
    holders: [DEFAULT],
    isOut: true,
  },
  {
    name: "a permissive one with the default grant",
    closing: TO_GRANTS,
    one: permissive,
    holders: [DEFAULT],
    isOut: false,
  },
  { name: "a permissive one without", closing: TO_GRANTS, one: permissive, holders: [], isOut: true },
  {
    name: "a strict one, which never lived by the policy",
    closing: TO_GRANTS,
    one: strict,
    holders: [],
    isOut: false,
  },
  {
    name: "a strict one with its grant, where nobody may",
    closing: TO_NOBODY,
    one: strict,
    holders: [OWN],
    isOut: true,
  },
  {
    name: "a strict one with the default grant, where nobody may",
    closing: TO_NOBODY,
    one: strict,
    holders: [DEFAULT],
    isOut: true,
  },
  {
    name: "the same, as the provider says it",
    closing: TO_NOBODY,
    one: strict,
    holders: [DEFAULT_BY_PROVIDER],
    isOut: true,
  },
  {
    name: "a strict one without any, where nobody may",
    closing: TO_NOBODY,
    one: strict,
    holders: [OF_ANOTHER],
    isOut: false,
  },
  {
    name: "a grant of another kind",
    closing: TO_GRANTS,
    one: app(),
    holders: [{ client_id: "app", subject_type: "client" }],
    isOut: true,
  },
  {
    name: "Auth0's Default App, which nobody has set up",
    closing: TO_GRANTS,
    one: app({
      name: "Default App",
      grant_types: ["authorization_code", "implicit", "refresh_token"],
      callbacks: [],
    }),
    holders: [],
    isOut: false,
  },
  {
    name: "an application of ours without callbacks, to which nobody comes back",
    closing: TO_GRANTS,
    one: app({ grant_types: ["authorization_code", "implicit"], callbacks: [] }),
    holders: [],
    isOut: false,
  },
  {
    name: "an application without callbacks any more whose users may hold refresh tokens",
    closing: TO_GRANTS,
    one: app({ grant_types: ["authorization_code", "refresh_token"], callbacks: [] }),
    holders: [],
    isOut: true,
  },
  {
    name: "one whose users only go on with refresh tokens",
    closing: TO_GRANTS,
    one: app({ grant_types: ["refresh_token"], callbacks: [] }),
    holders: [],
    isOut: true,
  },
  {
    name: "an application without callbacks whose users enter a code",
    closing: TO_GRANTS,
    one: app({ grant_types: ["urn:ietf:params:oauth:grant-type:device_code"], callbacks: [] }),
    holders: [],
    isOut: true,
  },
  {
    name: "Auth0's record for all applications",
    closing: TO_GRANTS,
    one: app({ name: "All Applications", callbacks: [] }),
    holders: [],
    isOut: false,
  },
  {
    name: "an application of ours that is called like it",
    closing: TO_GRANTS,
    one: app({ name: "All Applications" }),
    holders: [],
    isOut: true,
  },
])("$name", ({ closing, one, holders, isOut }) => {
  expect(lockedOutBy(closing, plan, [one], holders)).toEqual(isOut ? [one] : []);
});

// Settings beside those of the plan that keep a partner's requests from being answered with tokens that our APIs take, or
// that loosen what was reviewed.
import { liveApiOf } from "../../identity/natural-keys.ts";
import { addressOf } from "../../model/address.ts";
import type { LiveApi, LiveApplication, LiveSettings } from "../../tenant/live.ts";
import { quote } from "../../text.ts";
import type { DriftRule } from "./rule.ts";

interface Setting<T> {
  readonly name: string;
  /** @param settings those of the tenant, where an application may follow them */
  isSet(live: T, settings: LiveSettings): boolean;
  /** What happens to a request. */
  readonly does: string;
}

const FAPI = "https://auth0.com/docs/get-started/applications/configure-fapi-compliance";
const CLIENTS = "https://auth0.com/docs/api/management/v2/clients/get-clients";
const APIS = "https://auth0.com/docs/api/management/v2/resource-servers/post-resource-servers";

const OF_APPLICATIONS: readonly Setting<LiveApplication>[] = [
  {
    name: "organization_usage",
    isSet: ({ organization_usage: usage }) => usage === "require",
    does: "its users can sign in only as members of an organization",
  },
  {
    name: "require_pushed_authorization_requests",
    isSet: (live) => live.require_pushed_authorization_requests === true,
    does: "authorization requests that were not pushed first are refused",
  },
  {
    name: "signed_request_object",
    isSet: (live) => live.signed_request_object?.required === true,
    does: "authorization requests that are not signed are refused",
  },
  {
    name: "compliance_level",
    isSet: ({ compliance_level: level }) => level !== undefined && level !== "none",
    does: "authorization requests are refused that do not keep to a profile of FAPI, which asks for more than files say",
  },
];

const PROMPT = "skip_non_verifiable_callback_uri_confirmation_prompt";
/** Nobody owns it: an address of the device itself, or a scheme that any program may claim. */
const isAnybodys = (callback: string): boolean => {
  const address = addressOf(callback);
  return address?.protocol !== "https:" || address.reach === "loopback";
};

/** Pages read 2026-11. */
const LOOSE: readonly (Setting<LiveApplication> & { readonly source: string })[] = [
  {
    name: "is_token_endpoint_ip_header_trusted",
    isSet: (live) => live.is_token_endpoint_ip_header_trusted === true,
    does: "it says itself from which address a request comes, and so gets around the protection against guessing",
    source: "https://auth0.com/docs/get-started/applications/application-settings",
  },
  {
    name: "organization_usage",
    isSet: ({ organization_usage: usage }) => usage === "allow",
    does: "its users can also come as members of an organization, which gets tokens for that organization",
    source:
      "https://auth0.com/docs/manage-users/organizations/configure-organizations/define-organization-behavior",
  },
  {
    name: "skip_non_verifiable_callback_uri_confirmation_prompt",
    isSet: ({ [PROMPT]: own, callbacks }, { [PROMPT]: ofTenant }) =>
      (own ?? ofTenant) === true && callbacks.some(isAnybodys),
    does: "another program on the user's device that takes its callback gets its codes, and no page asks the user",
    source: "https://auth0.com/docs/secure/security-guidance/measures-against-app-impersonation",
  },
];

/** Of an API whose file gives no refresh tokens; in Beta. */
const ONLINE_ACCESS =
  "https://auth0.com/docs/secure/tokens/refresh-tokens/online-refresh-tokens/configure-online-refresh-tokens";

const OF_APIS: readonly Setting<LiveApi>[] = [
  {
    name: "token_encryption",
    isSet: (live) => live.token_encryption !== undefined,
    does: "its tokens are encrypted, and our API cannot read them",
  },
  {
    name: "consent_policy",
    isSet: (live) => live.consent_policy !== undefined,
    does: "users are asked for consent and a second factor each time",
  },
  {
    name: "authorization_policy",
    isSet: (live) => live.authorization_policy !== undefined,
    does: "a policy that no file names decides about its tokens",
  },
];

const CUT = {
  severity: "alarm",
  why: "partners' integrations were built without it, and stop at their next token",
  remedy: "by-hand",
  todo: "take the setting back in the tenant; files cannot declare it",
} as const;

/** Tells each of these settings that a partner's application has. */
const setFor = (settings: readonly Setting<LiveApplication>[]): DriftRule["check"] =>
  function* ({ ownership, tenant: { settings: ofTenant } }) {
    for (const [id, owned] of ownership.ours)
      for (const live of owned)
        for (const { name, isSet, does } of settings)
          if (isSet(live, ofTenant))
            yield {
              subject: { kind: "partner", id, clientId: live.client_id },
              what: `${quote(name)} is set for it: ${does}`,
              live: name,
            };
  };

const partnerCutOff: DriftRule = {
  ...CUT,
  id: "application-cut-off",
  title: "No setting that files cannot declare keeps a partner's application from getting tokens",
  source: `${CLIENTS}, ${FAPI}`,
  check: setFor(OF_APPLICATIONS),
};

const apiCutOff: DriftRule = {
  ...CUT,
  id: "api-cut-off",
  title: "No setting that files cannot declare keeps applications from an API",
  source: APIS,
  *check({ plan, tenant }) {
    for (const [id, { resourceServer }] of Object.entries(plan.apis)) {
      const live = liveApiOf(resourceServer.identifier, tenant.apis);
      for (const { name, isSet, does } of live ? OF_APIS : [])
        if (live && isSet(live, tenant.settings))
          yield { subject: { kind: "api", id }, what: `${quote(name)} is set: ${does}`, live: name };
    }
  },
};

const partnerLoosened: DriftRule = {
  id: "application-loosened",
  title: "No setting that files cannot declare lets a partner's application do more than was reviewed",
  severity: "finding",
  why: "nobody reviewed it; no token gets more scopes by it",
  remedy: "by-hand",
  todo: "take the setting back in the tenant; files cannot declare it",
  source: LOOSE.map(({ source }) => source).join(", "),
  check: setFor(LOOSE),
};

const apiLoosened: DriftRule = {
  id: "api-loosened",
  title: "No setting that files cannot declare gives refresh tokens for an API whose file gives none",
  severity: "finding",
  why: "the file says that access ends with the token, and now it is renewed",
  remedy: "by-hand",
  todo: "take the setting back in the tenant, or write allow_offline_access: true into the API's file",
  source: ONLINE_ACCESS,
  *check({ plan, tenant }) {
    for (const [id, { resourceServer }] of Object.entries(plan.apis)) {
      const live = liveApiOf(resourceServer.identifier, tenant.apis);
      if (live?.allow_online_access === true && !resourceServer.allowOfflineAccess)
        yield {
          subject: { kind: "api", id },
          what: '"allow_online_access" is set: applications get tokens for it as long as the user\'s session lasts',
          live: "allow_online_access",
        };
    }
  },
};

const defaultAudience: DriftRule = {
  id: "default-audience",
  title: "A request that names no API gets no token for one",
  severity: "finding",
  why: "an application that only signs users in is refused where it has no grant of that API, and any other gets a token that it did not ask for; no token gets more scopes",
  remedy: "by-hand",
  todo: "take the default audience out of the tenant's settings; files cannot declare it",
  source:
    "https://support.auth0.com/center/s/article/value-of-the-audience-attribute-in-access-token-requests-and-its-significance",
  *check({ plan, tenant: { settings } }) {
    const { default_audience: audience = "" } = settings;
    if (audience !== "")
      yield {
        subject: { kind: "tenant", id: plan.domain },
        what: `"default_audience" is set: requests that name no API are requests for ${quote(audience)}`,
        live: audience,
      };
  },
};

export const CUT_OFF_RULES: readonly DriftRule[] = [
  partnerCutOff,
  apiCutOff,
  partnerLoosened,
  apiLoosened,
  defaultAudience,
];

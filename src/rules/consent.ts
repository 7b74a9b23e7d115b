// Rules about consent: who is asked, who is not, and that a review can see it.

import { isVerifiable } from "../model/callback.ts";
import type { Partner } from "../model/partner.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { allowsLoopback, callbacksOf, grantedApis } from "./lookup.ts";
import { apiRule, partnerRule } from "./rule.ts";
import { USER_CONSENT } from "./sources.ts";

export const skipConsentFirstParty = partnerRule({
  id: "skip-consent-first-party",
  title: "Only a first-party application skips consent",
  why: "Auth0 always asks the users of third-party applications",
  source: USER_CONSENT,
  *check({ value: { application } }) {
    if (application.is_first_party || !application.skip_consent) return;
    yield {
      at: ["application", "skip_consent"],
      what: "third-party application with skip_consent: true",
      fix: "remove skip_consent",
    };
  },
});

export const skipConsentApi = partnerRule({
  id: "skip-consent-api",
  title: "Consent is skipped only where a granted API allows it",
  why: "Auth0 asks for consent unless the API has skip_consent_for_verifiable_first_party_clients",
  source: USER_CONSENT,
  *check({ value: partner }, workspace) {
    if (!partner.application.is_first_party || !partner.application.skip_consent) return;
    const grants = partner.grants.filter(({ subject_type }) => subject_type === "user");
    if (grants.some(({ api }) => skipsConsent(workspace, api) !== false)) return;
    yield {
      at: ["application", "skip_consent"],
      what: "skip_consent: true, but no API it uses on behalf of users skips consent",
      fix: "remove skip_consent",
      also: grantedApis(partner, workspace, "user").map(({ api }) => ({
        file: api.file,
        at: [API_FLAG],
        what: `API ${quote(api.id)} asks for consent`,
      })),
    };
  },
});

const API_FLAG = "skip_consent_for_verifiable_first_party_clients";

/** Undefined when the API's file does not tell. */
const skipsConsent = ({ apis }: Workspace, api: string) => apis.get(api)?.value[API_FLAG];

export const skipConsentVerifiable = partnerRule({
  id: "skip-consent-verifiable",
  title: "An application that skips consent has verifiable callbacks",
  why: "Auth0 asks for consent when any callback is on localhost or has a scheme of its own",
  source: USER_CONSENT,
  *check({ value: partner }, workspace) {
    if (!partner.application.is_first_party || !partner.application.skip_consent) return;
    for (const { stack, at, text } of callbacksOf(partner)) {
      if (isVerifiable(text) || allowsLoopback(workspace, stack) !== false) continue;
      yield {
        at,
        what: `skip_consent: true, but callback ${quote(text)} is not verifiable`,
        fix: "write a public https URL, or remove skip_consent",
      };
    }
  },
});

export const skipConsentStated = partnerRule({
  id: "skip-consent-stated",
  title: "An application whose users are not asked says so",
  why: "Auth0 skips the consent of every verifiable first-party application on an API that allows it",
  source: USER_CONSENT,
  *check({ value: partner }, workspace) {
    const { is_first_party, skip_consent } = partner.application;
    if (!is_first_party || skip_consent || !hasVerifiableCallback(partner)) return;
    const skipping = firstSkippingApi(partner, workspace);
    if (!skipping) return;
    yield {
      at: skip_consent === undefined ? ["application"] : ["application", "skip_consent"],
      what: `API ${quote(skipping.api.id)} skips consent for first-party applications, and this one does not say so`,
      fix: "write skip_consent: true",
      also: [
        {
          file: skipping.api.file,
          at: [API_FLAG],
          what: "the API skips it",
        },
      ],
    };
  },
});

const hasVerifiableCallback = (partner: Partner) =>
  callbacksOf(partner).some(({ text }) => isVerifiable(text));

const firstSkippingApi = (partner: Partner, workspace: Workspace) =>
  grantedApis(partner, workspace, "user").find(({ api }) => api.value[API_FLAG]);

export const scopeReadable = apiRule({
  id: "scope-readable",
  title: "Without descriptions on the consent page, scopes are named action:resource",
  why: "Auth0 then shows users the names of scopes, grouped by what stands behind the colon",
  source: USER_CONSENT,
  *check({ value: { scopes } }, { tenant }) {
    if (!tenant || tenant.value.flags.use_scope_descriptions_for_consent) return;
    for (const scope of Object.keys(scopes)) {
      if (/^[^:]+:[^:]+$/.test(scope)) continue;
      yield {
        at: ["scopes", scope],
        on: "key",
        what: `users would be asked for ${quote(scope)}, and not see its description`,
        fix: "write the scope as action:resource, or turn use_scope_descriptions_for_consent on in the tenant",
        also: [
          {
            file: tenant.file,
            at: ["flags", "use_scope_descriptions_for_consent"],
            what: "descriptions are off here",
          },
        ],
      };
    }
  },
});

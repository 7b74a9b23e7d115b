// Rules about consent: who is asked, who is not, and that a review can see it.

import { isVerifiable } from "../model/address.ts";
import type { Api } from "../model/api.ts";
import { consentOf, skipsSomeConsent } from "../model/consent.ts";
import type { Partner } from "../model/partner.ts";
import { isOfAUser } from "../model/subject-type.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { callbacksOf, grantedApis, grantsIn } from "./lookup.ts";
import { apiRule, partnerRule, type Rule } from "./rule.ts";
import { USER_CONSENT } from "./sources.ts";

const skipConsentFirstParty = partnerRule({
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

const API_FLAG = "skip_consent_for_verifiable_first_party_clients";

/** Whether the files of all APIs that it uses for users tell. */
const grantsAreKnown = (partner: Partner, { apis }: Workspace): boolean =>
  partner.grants.every(({ api, subject_type }) => !isOfAUser(subject_type) || apis.has(api));

/** APIs whose users are not asked, in some stack at some callback: where the plan and the review say so, too. */
const skippingApis = (partner: Partner, { apis }: Workspace): Declared<Api>[] =>
  Object.entries(partner.stacks).flatMap(([stack, { callbacks = [] }]) =>
    grantsIn(partner, stack, "user").flatMap(({ api: id, subject_type }) => {
      const api = apis.get(id);
      if (!api) return [];
      const consent = consentOf({
        subjectType: subject_type,
        isFirstParty: partner.application.is_first_party,
        callbacks,
        apiSkips: api.value[API_FLAG],
      });
      return skipsSomeConsent(consent) ? [api] : [];
    }),
  );

const skipConsentApi = partnerRule({
  id: "skip-consent-api",
  title: "Consent is skipped only where a granted API allows it",
  why: "Auth0 asks for consent unless the API has skip_consent_for_verifiable_first_party_clients",
  source: USER_CONSENT,
  *check({ value: partner }, workspace) {
    if (!partner.application.is_first_party || !partner.application.skip_consent) return;
    if (!grantsAreKnown(partner, workspace)) return;
    const used = grantedApis(partner, workspace, "user");
    if (used.some(({ api }) => api.value[API_FLAG])) return;
    yield {
      at: ["application", "skip_consent"],
      what: "skip_consent: true, but no API it uses on behalf of users skips consent",
      fix: "remove skip_consent",
      also: used.map(({ api }) => ({
        file: api.file,
        at: [API_FLAG],
        what: `API ${quote(api.id)} asks for consent`,
      })),
    };
  },
});

const skipConsentVerifiable = partnerRule({
  id: "skip-consent-verifiable",
  title: "An application that skips consent has a verifiable callback",
  why: "Auth0 skips consent only where users come back to a web page that is not on localhost; elsewhere it asks, and may have them confirm each sign-in",
  source: USER_CONSENT,
  *check({ file, value: partner }, workspace) {
    if (!partner.application.is_first_party || !partner.application.skip_consent) return;
    if (!grantsAreKnown(partner, workspace)) return;
    const allows = grantedApis(partner, workspace, "user").some(({ api }) => api.value[API_FLAG]);
    if (!allows || skippingApis(partner, workspace).length > 0) return;
    yield {
      at: ["application", "skip_consent"],
      what: "skip_consent: true, but Auth0 asks its users for consent in every stack",
      fix: "remove skip_consent, or add a public https callback",
      also: callbacksOf(partner)
        .filter(({ text }) => !isVerifiable(text))
        .map(({ at, text }) => ({
          file,
          at,
          what: `callback ${quote(text)} is not verifiable`,
        })),
    };
  },
});

const skipConsentStated = partnerRule({
  id: "skip-consent-stated",
  title: "An application whose users are not asked says so",
  why: "Auth0 skips the consent of every verifiable first-party application on an API that allows it",
  source: USER_CONSENT,
  *check({ value: partner }, workspace) {
    const { skip_consent } = partner.application;
    if (skip_consent) return;
    const [api] = skippingApis(partner, workspace);
    if (!api) return;
    yield {
      at: skip_consent === undefined ? ["application"] : ["application", "skip_consent"],
      what: `API ${quote(api.id)} skips consent for first-party applications, and this one does not say so`,
      fix: "write skip_consent: true",
      also: [{ file: api.file, at: [API_FLAG], what: "the API skips it" }],
    };
  },
});

const scopeReadable = apiRule({
  id: "scope-readable",
  title: "Without descriptions on the consent page, scopes are named action:resource",
  why: "Auth0 then shows users the names of scopes, grouped by what follows the colon",
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

/** In the order of docs/rules.md. */
export const CONSENT: readonly Rule[] = [
  skipConsentFirstParty,
  skipConsentApi,
  skipConsentVerifiable,
  skipConsentStated,
  scopeReadable,
];

// Rules about a partner's application: who owns it, what kind it is, and how it is shown.

import { addressOf } from "../model/address.ts";
import { isPublicType, natureOf } from "../model/app-type.ts";
import { isStrict, isStrictMode } from "../model/security-mode.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { quote } from "../text.ts";
import { isPublic } from "./lookup.ts";
import { partnerRule, type Rule } from "./rule.ts";
import {
  APPLICATION_SETTINGS,
  CONFIDENTIAL_OR_PUBLIC,
  CREATE_APPLICATION,
  MACHINE_APPLICATIONS,
  PERMISSIVE_MODE,
  SECURITY_CONTROLS,
  STRICT_BY_DEFAULT,
} from "./sources.ts";

const securityModeStated = partnerRule({
  id: "security-mode-stated",
  title: "A third-party application states its security mode",
  why: "Auth0 changed its default on 2026-10-23, and the mode of an application can never change",
  source: STRICT_BY_DEFAULT,
  *check({ value: { application } }) {
    if (application.is_first_party || application.third_party_security_mode) return;
    yield {
      at: ["application"],
      what: "third-party application without third_party_security_mode",
      fix: "add third_party_security_mode: strict",
    };
  },
});

const securityModeThirdPartyOnly = partnerRule({
  id: "security-mode-third-party-only",
  title: "A first-party application has no third-party security mode",
  why: "Auth0 knows the mode for third-party applications only",
  source: PERMISSIVE_MODE,
  *check({ value: { application } }) {
    const mode = application.third_party_security_mode;
    if (!application.is_first_party || !mode) return;
    yield {
      at: ["application", "third_party_security_mode"],
      what: `first-party application with third_party_security_mode ${quote(mode)}`,
      fix: "remove third_party_security_mode, or write is_first_party: false",
    };
  },
});

const permissiveModeOffered = partnerRule({
  id: "permissive-mode-offered",
  title: "A permissive application needs a tenant that offers the mode",
  why: "Auth0 creates permissive applications only for customers that had third-party ones before April 2026",
  source: PERMISSIVE_MODE,
  *check({ value: { application } }, { tenant }) {
    const { third_party_security_mode: mode } = application;
    if (mode === undefined || isStrictMode(mode)) return;
    if (!tenant || tenant.value.offers_permissive_third_party) return;
    yield {
      at: ["application", "third_party_security_mode"],
      what: 'third_party_security_mode "permissive" is not offered by the tenant',
      fix: "write third_party_security_mode: strict",
      also: [{ file: tenant.file, at: ["offers_permissive_third_party"], what: "the tenant says so here" }],
    };
  },
});

const redirectionPolicyStrictOnly = partnerRule({
  id: "redirection-policy-strict-only",
  title: "Only a strict third-party application has a redirection policy",
  why: "Auth0 applies the policy only where is_first_party is false and the security mode is strict",
  source: CREATE_APPLICATION,
  *check({ value: { application } }) {
    const { redirection_policy: policy, is_first_party, third_party_security_mode: mode } = application;
    if (!policy || isStrict(application)) return;
    if (!is_first_party && mode === undefined) return;
    yield {
      at: ["application", "redirection_policy"],
      what: `redirection_policy ${quote(policy)} has no effect on a ${is_first_party ? "first-party" : "permissive"} application`,
      fix: "remove redirection_policy",
    };
  },
});

const publicApplicationNoSecret = partnerRule({
  id: "public-application-no-secret",
  title: "An application in a browser or on a device does not authenticate",
  why: "anyone who has the page or the program has its secret, so Auth0 counts these applications as public",
  source: CONFIDENTIAL_OR_PUBLIC,
  *check({ value: { application } }) {
    if (!isPublicType(application.app_type) || isPublic(application)) return;
    yield {
      at: ["application", "authentication_method"],
      what: `authentication_method ${quote(application.authentication_method)} for app_type ${quote(application.app_type)}`,
      fix: "write authentication_method: none, or app_type: regular_web if a server keeps the secret",
    };
  },
});

const confidentialApplicationAuthenticates = partnerRule({
  id: "confidential-application-authenticates",
  title: "An application on a server authenticates",
  why: "without it anyone who knows the client ID can pose as the partner at the token endpoint",
  source: CONFIDENTIAL_OR_PUBLIC,
  *check({ value: { application } }) {
    if (isPublicType(application.app_type) || !isPublic(application)) return;
    yield {
      at: ["application", "authentication_method"],
      what: `authentication_method "none" for app_type ${quote(application.app_type)}`,
      fix: "write authentication_method: private_key_jwt with credentials, or client_secret_post",
    };
  },
});

const machineWithoutUsers = partnerRule({
  id: "machine-without-users",
  title: "A non-interactive application acts for no user",
  why: "Auth0 means it for programs that run without anyone signing in",
  source: MACHINE_APPLICATIONS,
  *check({ value: { application, grants } }) {
    if (natureOf(application.app_type).signsUsersIn) return;
    for (const [i, grant] of grants.entries())
      if (isOfAUser(grant.subject_type))
        yield {
          at: ["grants", i, "subject_type"],
          what: 'grant on behalf of users for app_type "non_interactive"',
          fix: "write subject_type: client, or app_type: regular_web",
        };
  },
});

const LONGEST_DESCRIPTION = 140;

const descriptionLength = partnerRule({
  id: "description-length",
  title: "A partner's description has at most 140 characters",
  why: "Auth0 refuses longer descriptions of an application",
  source: APPLICATION_SETTINGS,
  *check({ value: { description } }) {
    if (description.length <= LONGEST_DESCRIPTION) return;
    yield {
      at: ["description"],
      what: `description has ${description.length} characters, more than ${LONGEST_DESCRIPTION}`,
      fix: `shorten it to ${LONGEST_DESCRIPTION} characters`,
    };
  },
});

const logoHttps = partnerRule({
  id: "logo-https",
  title: "A logo is loaded over https, from the internet",
  why: "the consent page shows it, and browsers block other images on an https page",
  source: APPLICATION_SETTINGS,
  *check({ value: { logo_uri } }) {
    const address = addressOf(logo_uri ?? "");
    if (logo_uri === undefined || !address) return;
    const found = { at: ["logo_uri"], what: `logo ${quote(logo_uri)}` };
    if (address.protocol !== "https:")
      yield { ...found, what: `${found.what} is not https`, fix: "write an https URL" };
    else if (address.reach !== "public")
      yield { ...found, what: `${found.what} is not on the internet`, fix: "write a public https URL" };
    else if (address.hostname.includes("*"))
      yield {
        ...found,
        what: `${found.what} names no host: it has a wildcard`,
        fix: "write the host in full",
      };
    else if (address.href !== logo_uri && address.href !== `${logo_uri}/`)
      yield {
        ...found,
        what: `${found.what} means ${quote(address.href)}`,
        fix: `write ${quote(address.href)}`,
      };
  },
});

const mobileNative = partnerRule({
  id: "mobile-native",
  title: "Only a native application that is not strict names its apps",
  why: "links open what is installed, and Auth0 leaves strict applications no such setting",
  source: SECURITY_CONTROLS,
  *check({ value: { application } }) {
    if (!application.mobile) return;
    const isInstalled = natureOf(application.app_type).isInstalled;
    if (isInstalled && !isStrict(application)) return;
    yield {
      at: ["application", "mobile"],
      what: `mobile of ${isInstalled ? "a strict application" : `an application of app_type ${quote(application.app_type)}`}`,
      fix: "remove mobile",
    };
  },
});

/** In the order of docs/rules.md. */
export const APPLICATION: readonly Rule[] = [
  securityModeStated,
  securityModeThirdPartyOnly,
  permissiveModeOffered,
  redirectionPolicyStrictOnly,
  publicApplicationNoSecret,
  confidentialApplicationAuthenticates,
  machineWithoutUsers,
  descriptionLength,
  logoHttps,
  mobileNative,
];

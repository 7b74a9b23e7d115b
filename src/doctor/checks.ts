// Facts of a tenant → whether partners' users can sign in, whether nobody else gets in, and whether our own jobs can work.
import { actsForUsers } from "../access/reach.ts";
import { WAY_FACTS } from "../access/ways.ts";
import { registrationMode } from "../drift/rules/ways.ts";
import { addressOf } from "../model/address.ts";
import { natureOf } from "../model/app-type.ts";
import { bindsTokens } from "../model/dpop.ts";
import { FEATURES } from "../model/feature.ts";
import { page } from "../model/pages.ts";
import { isStrictMode } from "../model/security-mode.ts";
import type { Plan } from "../plan/types.ts";
import { showsDescriptions } from "../tenant/read.ts";
import { DOCTOR_RIGHTS, isWriting, LOG_RIGHTS, LOG_STREAM_RIGHTS, RIGHTS } from "../tenant/rights.ts";
import { plural, quote } from "../text.ts";
import { type Check, type Diagnosis, type Examined, type Facts, firstOf } from "./check.ts";
import { LIMIT_CHECKS } from "./limits.ts";

const THIRD_PARTY = "https://auth0.com/docs/get-started/applications/third-party-applications";

/** Partners whose users come through third-party applications. */
const thirdParties = ({ partners }: Plan, isWanted: (isStrict: boolean) => boolean = () => true): string[] =>
  Object.entries(partners)
    .filter(([, partner]) => !partner.application.isFirstParty && actsForUsers(partner))
    .filter(([, { application }]) => isWanted(isStrictMode(application.thirdPartySecurityMode)))
    .map(([id]) => id);

const domainConnections: Check = {
  id: "domain-connections",
  source: THIRD_PARTY,
  *examine({ plan, tenant }) {
    const partners = thirdParties(plan);
    if (partners.length === 0) return;
    const open = tenant.connections.filter(({ is_domain_connection: isOpen }) => isOpen === true);
    if (open.length > 0)
      yield { health: "fine", what: `users of ${firstOf(open.map(({ name }) => quote(name)))} can sign in` };
    else
      yield {
        health: "broken",
        what: `no connection is at domain level: nobody can sign in to ${firstOf(partners)}`,
        fix: "promote the connection of your users to domain level, and write is_domain_connection: true into tenant.yaml",
      };
  },
};

const legacyCode: Check = {
  id: "rules-and-hooks",
  source: `${THIRD_PARTY}/security-controls`,
  *examine({ plan, tenant }) {
    const strict = thirdParties(plan, (isStrict) => isStrict);
    if (strict.length === 0) return;
    for (const kind of ["rules", "hooks"] as const) {
      const active = tenant[kind];
      if (active === undefined)
        yield {
          health: "unknown",
          what: `nobody knows which ${kind} are active`,
          fix: `grant the credentials read:${kind}`,
        };
      else if (active.length === 0) yield { health: "fine", what: `no ${kind} are active` };
      else
        yield {
          health: "broken",
          what: `${kind} are active (${firstOf(active.map(quote))}): logins of strict applications fail, such as ${firstOf(strict)}`,
          fix: "move what they do to Actions, and switch them off",
        };
    }
  },
};

const loginPage: Check = {
  id: "login-page",
  source: `${THIRD_PARTY}/security-controls`,
  *examine({ plan, loginExperience }) {
    const strict = thirdParties(plan, (isStrict) => isStrict);
    if (strict.length === 0) return;
    if (loginExperience === undefined)
      yield {
        health: "unknown",
        what: "nobody knows which login pages the tenant has",
        fix: `grant the credentials ${DOCTOR_RIGHTS.loginPages}`,
      };
    else if (loginExperience === "classic")
      yield {
        health: "broken",
        what: `the tenant has the classic login page, which strict applications cannot use, such as ${firstOf(strict)}`,
        fix: "switch the tenant to Universal Login: universal_login_experience: new in its prompt settings",
      };
    else yield { health: "fine", what: "people sign in on the pages of Universal Login" };
  },
};

const unreadSettings = (what: string): Diagnosis => ({
  health: "unknown",
  what: `nobody knows ${what}`,
  fix: "grant the credentials read:tenant_settings",
});

const consentTexts: Check = {
  id: "consent-descriptions",
  source: `${THIRD_PARTY}/user-consent-and-third-party-applications`,
  *examine({ plan, settings }) {
    if (thirdParties(plan).length === 0) return;
    if (settings === undefined) {
      yield unreadSettings("what users read when they consent");
      return;
    }
    const shows = showsDescriptions(settings);
    if (shows === plan.showsScopeDescriptions)
      yield {
        health: "fine",
        what: `users read scopes' ${shows ? "descriptions" : "names"} when they consent`,
      };
    else
      yield {
        health: "broken",
        what: `users read scopes' ${shows ? "descriptions" : "names"}, and tenant.yaml says the opposite`,
        fix: `set the flag use_scope_descriptions_for_consent to ${plan.showsScopeDescriptions} in the tenant's settings`,
      };
  },
};

const registration: Check = {
  id: "registration",
  source: WAY_FACTS.registration.source,
  *examine({ settings }) {
    if (settings === undefined) {
      yield unreadSettings("whether anybody can register an application");
      return;
    }
    const mode = registrationMode(settings);
    if (mode === undefined) yield { health: "fine", what: "nobody can register an application" };
    else
      yield {
        health: "broken",
        what: `anybody on the internet can register an application, in ${mode} mode`,
        fix: "switch registration off in the tenant's settings, unless partners of yours depend on it; `who` says what such an application gets",
      };
  },
};

/** Whether a stack's file can name it: `check` refuses any other. */
const isIssuer = (text: string): boolean => {
  const address = addressOf(text);
  return address?.isWeb === true && text === `${address.protocol}//${address.host}/`;
};

const issuer: Check = {
  id: "issuer",
  source: "https://auth0.com/docs/customize/custom-domains",
  *examine({ plan, issuer: answer }) {
    if ("silent" in answer)
      yield {
        health: "broken",
        what: `${plan.issuer} has no discovery document: ${answer.silent}`,
        fix: "verify the custom domain in the tenant, or correct partner-access:issuer in the stack's file",
      };
    else if (answer.says === plan.issuer)
      yield { health: "fine", what: `tokens are issued by ${plan.issuer}` };
    else
      yield {
        health: "broken",
        what: `${plan.issuer} issues tokens as ${quote(answer.says)}: every API that checks iss refuses them`,
        fix: isIssuer(answer.says)
          ? `write partner-access:issuer: ${answer.says} into the stack's file, if that is yours`
          : "that is not an issuer of Auth0: find out what answers there, or correct partner-access:issuer in the stack's file",
      };
  },
};

/** Of credentials that only read, what drift reads counts; of others, what a deployment writes as well. */
const rights: Check = {
  id: "our-rights",
  source: "https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens",
  *examine({ plan, rights: held }) {
    if (held === undefined) {
      yield {
        health: "unknown",
        what: "the token does not say what it may do",
        fix: "use the client ID and key of the application that deploys, or that of drift",
      };
      return;
    }
    const deploys = [...held].some(isWriting);
    const forLogs = plan.aws?.logStream === undefined ? [] : LOG_STREAM_RIGHTS;
    const needed = deploys ? [...RIGHTS.deploy, ...forLogs] : RIGHTS.drift;
    const job = deploys ? "a deployment" : "drift";
    const few = needed.filter((right) => !held.has(right));
    const known = new Set<string>([
      ...needed,
      ...RIGHTS.drift,
      ...LOG_RIGHTS,
      ...Object.values(DOCTOR_RIGHTS),
      ...forLogs,
    ]);
    const many = [...held].filter((right) => !known.has(right)).sort();
    if (few.length > 0)
      yield {
        health: "broken",
        what: `the credentials lack what ${job} needs: ${few.join(", ")}`,
        fix: `grant it to the application, as ${page("docs/ci.md")} says`,
      };
    if (many.length > 0)
      yield {
        health: "broken",
        what: `the credentials may do more than ${job} needs: ${firstOf(many)}`,
        fix: "take it from the application's grant for the Management API",
      };
    if (few.length === 0 && many.length === 0)
      yield { health: "fine", what: `the credentials may do what ${job} needs, and no more` };
  },
};

/** What an assertion or a token may be off; libraries allow about a minute. */
const MOST_SECONDS = 60;

const clock: Check = {
  id: "clock",
  source:
    "https://auth0.com/docs/get-started/authentication-and-authorization-flow/authenticate-with-private-key-jwt",
  *examine({ aheadSeconds: ahead }) {
    if (ahead === undefined)
      yield {
        health: "unknown",
        what: "the tenant gives no date to compare with",
        fix: "compare the clock yourself",
      };
    else if (Math.abs(ahead) <= MOST_SECONDS)
      yield { health: "fine", what: "this machine's clock agrees with the tenant's" };
    else
      yield {
        health: "broken",
        what: `this machine's clock is ${plural(Math.round(Math.abs(ahead)), "second")} ${ahead > 0 ? "ahead of" : "behind"} the tenant's: signed assertions are refused`,
        fix: "set the clock by a time server",
      };
  },
};

const featureUsers = ({ partners }: Plan) =>
  Object.entries(partners).map(([id, { application, credentials }]) => ({
    id,
    authenticationMethod: credentials.authenticationMethod,
    hasTokenQuota: application.tokenQuota !== undefined,
    provesPossession: application.requireProofOfPossession,
    isStrictPage:
      isStrictMode(application.thirdPartySecurityMode) && natureOf(application.appType).callsFromPages,
  }));

/** No call of the Management API says which plan a tenant has. */
const features = Object.entries(FEATURES).map(
  ([name, { source, needs, isUsedBy }]): Check => ({
    id: `feature-${name.replaceAll("_", "-")}`,
    source,
    *examine({ plan }) {
      const users = featureUsers(plan).filter(isUsedBy);
      if (users.length === 0) return;
      yield {
        health: "unknown",
        what: `${name}, which ${firstOf(users.map(({ id }) => id))} ${users.length === 1 ? "uses" : "use"}, needs ${needs}`,
        fix: "ask the people who have the contract with Auth0 whether this tenant has it",
      };
    },
  }),
);

const boundTokens: Check = {
  id: "feature-dpop",
  source: "https://auth0.com/docs/get-started/applications/configure-sender-constraining",
  *examine({ plan }) {
    const apis = Object.entries(plan.apis)
      .filter(([, { resourceServer }]) => bindsTokens(resourceServer.dpop))
      .map(([id]) => id);
    if (apis.length > 0)
      yield {
        health: "unknown",
        what: `dpop of ${firstOf(apis)} needs Early Access, by one of Auth0's pages`,
        fix: "ask the people who have the contract with Auth0 whether this tenant has it",
      };
  },
};

/** In the order in which they matter to somebody who cannot sign in. */
export const CHECKS: readonly Check[] = [
  ...[domainConnections, legacyCode, loginPage, issuer, consentTexts, registration],
  ...[...LIMIT_CHECKS, rights, clock, ...features, boundTokens],
];

/** Every diagnosis, in the order of the checks. */
export const examine = (facts: Facts): Examined[] =>
  CHECKS.flatMap(({ id, source, examine: look }) =>
    [...look(facts)].map((diagnosis) => ({ check: id, source, diagnosis })),
  );

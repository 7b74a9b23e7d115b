// Properties of a partner's application that are not as its file says.

import { compareGiven, PLAIN_ROWS } from "../../model/plain-properties.ts";
import { expires } from "../../model/refresh-token.ts";
import { URL_ROWS } from "../../model/url-properties.ts";
import { isReplaceable } from "../../plan/replacement.ts";
import { type Comparison, type Difference, deployedIdOf } from "../difference.ts";
import { todoOfMarker } from "./renamed.ts";
import {
  added,
  type Detected,
  type DriftRule,
  fieldRule,
  id,
  instead,
  lastKeyOf,
  missing,
  named,
  value,
} from "./rule.ts";

const SETTINGS = "https://auth0.com/docs/get-started/applications/application-settings";
const THIRD_PARTY = "https://auth0.com/docs/get-started/applications/third-party-applications";
const REFRESH = "https://auth0.com/docs/secure/tokens/refresh-tokens/configure-refresh-token-expiration";

const at = (...names: readonly string[]) => names.map((name) => `partner/application/${name}`);

/** What a change of what Auth0 fixes at creation means: an update never replaces what was taken over. */
function ofPermanent({ subject }: Detected, { plan }: Comparison): string {
  const planned = plan.partners[subject.id];
  return planned !== undefined && !isReplaceable(planned)
    ? "no update changes it: Auth0 refuses, the update fails, and the client ID stays. Write what it is into the file, or agree with the partner on another application"
    : "an update with --refresh replaces it, with a new client ID: agree with the partner on when, or write what it is into the file";
}

const isUnknown = fieldRule({
  id: "application-not-found",
  title: "Every partner's application exists, or is known not to be deployed yet",
  severity: "finding",
  why: "an update makes it: right if it never was, and if somebody deleted it the partner is cut off",
  remedy: "by-hand",
  todo: "`drift --deployed` distinguishes the two: it asks pulumi whether the partner was deployed",
  source: "https://auth0.com/docs/get-started/applications/remove-applications",
  at: ["partner"],
  says: (_, { deployed }) =>
    deployed === undefined &&
    "no application carries its marker: it is not deployed yet, or was deleted by hand",
});

const isMissing = fieldRule({
  id: "application-missing",
  title: "Every partner's application exists",
  severity: "alarm",
  why: "the partner is cut off; an update would create another one, with a new client ID and secret, and users would consent again",
  remedy: "by-hand",
  todo: "find out who deleted it and why before anybody updates the stack; a deleted application cannot be restored",
  source: "https://auth0.com/docs/get-started/applications/remove-applications",
  at: ["partner"],
  says: (d, comparison) => {
    const clientId = deployedIdOf(comparison, d.subject.id);
    return (
      clientId !== undefined && `its application ${id(clientId)}, which was deployed, is gone from the tenant`
    );
  },
});

const ownership = fieldRule({
  id: "ownership-differs",
  title: "An application is first-party exactly where its file says so",
  severity: "alarm",
  why: "a first-party application may skip consent and use OpenID Connect scopes; ownership is fixed at creation, so this is another application than the reviewed one",
  remedy: "by-hand",
  todo: ofPermanent,
  source: THIRD_PARTY,
  at: at("isFirstParty"),
  says: (d) => `it is ${d.live === true ? "first-party" : "third-party"}`,
});

const securityMode = fieldRule({
  id: "security-mode-differs",
  title: "An application has the security mode that its file says",
  severity: "alarm",
  why: "a permissive application needs no PKCE and may use APIs by their policy; the mode is fixed at creation, so this is another application than the reviewed one",
  remedy: "by-hand",
  todo: ofPermanent,
  source: THIRD_PARTY,
  at: at("thirdPartySecurityMode"),
  says: (d) => `its security mode is ${instead(d)}`,
});

const callbackAdded = fieldRule({
  id: "callback-undeclared",
  title: "An application has no callback that its file does not list",
  severity: "alarm",
  why: "Auth0 sends the codes of users to that address, and anyone who answers there gets their tokens",
  remedy: "update",
  source: SETTINGS,
  at: at("callbacks"),
  says: (d) => added(d).length > 0 && `it has the callback ${named(added(d))}, which the file does not list`,
});

const originAdded = fieldRule({
  id: "origin-undeclared",
  title: "An application has no origin that its file does not list",
  severity: "alarm",
  why: "scripts of that website can use the application from a user's browser",
  remedy: "update",
  source: SETTINGS,
  at: at("allowedOrigins", "webOrigins"),
  says: (d) => added(d).length > 0 && `it allows the origin ${named(added(d))}, which the file does not list`,
});

const urlAdded = URL_ROWS.flatMap(({ undeclared, planned, noun }) =>
  undeclared
    ? fieldRule({
        ...undeclared,
        severity: "finding",
        remedy: "update",
        at: at(planned),
        says: (d) =>
          added(d).length > 0 && `it has the ${noun} ${named(added(d))}, which the file does not list`,
      })
    : [],
);

const urlMissing = fieldRule({
  id: "url-missing",
  title: "An application has every URL that its file lists",
  severity: "finding",
  why: "users who come back there get Auth0's error page instead",
  remedy: "update",
  source: SETTINGS,
  at: at(...URL_ROWS.map(({ planned }) => planned)),
  says: (d) => missing(d).length > 0 && `its ${lastKeyOf(d)} lack ${named(missing(d))}, which the file lists`,
});

const grantTypesWider = fieldRule({
  id: "grant-types-wider",
  title: "An application has no grant type that its file does not need",
  severity: "alarm",
  why: "the partner can get tokens in a way that nobody reviewed, such as without a user",
  remedy: "update",
  source: "https://auth0.com/docs/get-started/applications/application-grant-types",
  at: at("grantTypes"),
  says: (d) =>
    added(d).length > 0 && `it has the grant type ${named(added(d))}, which the file does not need`,
});

const grantTypesNarrower = fieldRule({
  id: "grant-types-narrower",
  title: "An application has every grant type that its file needs",
  severity: "finding",
  why: "the partner's requests of that kind are refused",
  remedy: "update",
  source: "https://auth0.com/docs/get-started/applications/application-grant-types",
  at: at("grantTypes"),
  says: (d) => missing(d).length > 0 && `it lacks the grant type ${named(missing(d))}, which the file needs`,
});

const neverExpires = (d: Difference) =>
  lastKeyOf(d) === "expirationType" ? !expires(String(d.live)) : d.live === true;
const isExpiry = (d: Difference) => EXPIRY.some((path) => path.endsWith(`/${lastKeyOf(d)}`));
const EXPIRY = at(
  "refreshToken/expirationType",
  "refreshToken/infiniteTokenLifetime",
  "refreshToken/infiniteIdleTokenLifetime",
);

const refreshNeverExpires = fieldRule({
  id: "refresh-token-never-expires",
  title: "Refresh tokens expire",
  severity: "alarm",
  why: "a refresh token that leaks can be used until somebody notices",
  remedy: "update",
  source: REFRESH,
  at: EXPIRY,
  says: (d) => neverExpires(d) && `its refresh tokens need not expire: ${lastKeyOf(d)} is ${value(d.live)}`,
});

const refreshDiffers = fieldRule({
  id: "refresh-token-differs",
  title: "Refresh tokens live and rotate as the file says",
  severity: "finding",
  why: "users stay connected longer than was reviewed, or are cut off sooner than the partner expects",
  remedy: "update",
  source: REFRESH,
  at: [
    ...EXPIRY,
    ...at(
      "refreshToken/tokenLifetime",
      "refreshToken/idleTokenLifetime",
      "refreshToken/leeway",
      "refreshToken/rotationType",
    ),
  ],
  says: (d) =>
    !(isExpiry(d) && neverExpires(d)) && `the ${lastKeyOf(d)} of its refresh tokens is ${instead(d)}`,
});

const opens = ({ path, declared, live }: Difference) =>
  PLAIN_ROWS.some((row) => row.planned === path.at(-1) && compareGiven(row, declared, live) > 0);

const plainAlarms = PLAIN_ROWS.flatMap(({ opened, closed, planned, label }) => {
  const alarm = (said: typeof opened, when: boolean) =>
    fieldRule({
      ...said,
      severity: "alarm",
      remedy: "update",
      at: at(planned),
      says: (d) => opens(d) === when && `its ${label} is ${instead(d)}`,
    });
  return [alarm(opened, true), ...(closed ? [alarm(closed, false)] : [])];
});

const signing = fieldRule({
  id: "id-token-signing-differs",
  title: "ID tokens are signed with RS256",
  severity: "alarm",
  why: "with a symmetric algorithm anyone who knows the client secret can make them",
  remedy: "update",
  source: "https://auth0.com/docs/get-started/applications/signing-algorithms",
  at: at("jwtConfiguration/alg"),
  says: (d) => `its ID tokens are signed with ${instead(d)}`,
});

const quota = fieldRule({
  id: "token-quota-differs",
  title: "An application's quota of tokens is the declared one",
  severity: "finding",
  why: "the partner may ask for more tokens than was agreed, or is refused before it has what was agreed",
  remedy: "update",
  source: "https://auth0.com/docs/fine-grained-m2m-token-quotas",
  at: at(
    "tokenQuota",
    "tokenQuota/clientCredentials",
    "tokenQuota/clientCredentials/perHour",
    "tokenQuota/clientCredentials/perDay",
    "tokenQuota/clientCredentials/enforce",
  ),
  says: (d) => `its token quota has ${lastKeyOf(d)} ${instead(d)}`,
});

const kind = fieldRule({
  id: "application-settings-differ",
  title: "An application has the type and the settings that its file says",
  severity: "finding",
  why: "logins of the partner may work differently from what was tested",
  remedy: "update",
  source: SETTINGS,
  at: at(
    ...["appType", "oidcConformant", "jwtConfiguration/lifetimeInSeconds"],
    ...PLAIN_ROWS.filter(({ closed }) => closed === undefined).map(({ planned }) => planned),
  ),
  says: (d) => !opens(d) && `its ${lastKeyOf(d)} is ${instead(d)}`,
});

const cosmetic = fieldRule({
  id: "application-text-differs",
  title: "An application's name, description, logo and metadata are the declared ones",
  severity: "note",
  why: "the name and the logo are what users see when they are asked for their consent",
  remedy: "update",
  todo: todoOfMarker,
  at: at("name", "description", "logoUri", "clientMetadata/*"),
  says: (d) =>
    `its ${d.path
      .slice(1)
      .map((part) => named([part]).slice(1, -1))
      .join(" ")} is ${instead(d)}`,
});

export const APPLICATION_RULES: readonly DriftRule[] = [
  isMissing,
  isUnknown,
  ownership,
  securityMode,
  callbackAdded,
  originAdded,
  ...urlAdded,
  grantTypesWider,
  refreshNeverExpires,
  ...plainAlarms,
  signing,
  urlMissing,
  grantTypesNarrower,
  refreshDiffers,
  quota,
  kind,
  cosmetic,
];

// An API's own settings: what they change for every partner that uses it.

import { followsPolicy } from "../../access/reach.ts";
import { apiOf } from "../../identity/natural-keys.ts";
import { letsNobodyIn } from "../../model/access-policy.ts";
import type { UserPolicy } from "../../model/api.ts";
import { STILL_CONFIRMED } from "../../model/consent.ts";
import { SUBJECT_TYPES, type SubjectType } from "../../model/partner.ts";
import { isOfAUser } from "../../model/subject-type.ts";
import type { PlannedApi } from "../../plan/types.ts";
import type { Severity } from "../review.ts";
import { dpopSaid } from "./dpop.ts";
import { type ApiPair, type PartnerPair, stopped } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { durationChange, shown, subjectWords } from "./words.ts";

type Both = ApiPair & { before: PlannedApi; after: PlannedApi };

const kept = (pair: ApiPair): Both | undefined => {
  const { before, after } = pair;
  return before && after ? { ...pair, before, after } : undefined;
};

/** Whether a setting touches a partner that uses the API. */
type Touches = (partner: PartnerPair) => boolean;

const reaching =
  (subjectType: SubjectType): Touches =>
  ({ reachBefore, reachAfter }) =>
    [...reachBefore.values(), ...reachAfter.values()].some((row) => row.subjectType === subjectType);

const keepsTokens: Touches = ({ after }) => after?.application.grantTypes.includes("refresh_token") ?? false;

const isFirstParty: Touches = ({ after }) => after?.application.isFirstParty ?? false;

/** Ids of the partners that a setting touches. Newcomers meet it as it is. */
const touching = ({ users }: ApiPair, touches: Touches): string[] =>
  users.filter((user) => user.before && touches(user)).map(({ id }) => id);

type Setting = Exclude<keyof PlannedApi["resourceServer"], "subjectTypeAuthorization" | "name">;

/** A rule's check for one setting: what it says when the setting differs. */
const setting = <K extends Setting>(
  key: K,
  tell: (
    was: PlannedApi["resourceServer"][K],
    now: PlannedApi["resourceServer"][K],
    pair: ApiPair,
  ) => Pick<Said, "what" | "severity"> | undefined,
  touches: Touches = () => true,
) =>
  function* (pair: ApiPair): Generator<Said> {
    const both = kept(pair);
    if (!both) return;
    const was = both.before.resourceServer[key];
    const now = both.after.resourceServer[key];
    const said = was === now ? undefined : tell(was, now, pair);
    if (!said) return;
    yield { ...said, partners: touching(both, touches), covers: [both.at("resourceServer", key)] };
  };

const identifier = setting("identifier", (was, now, { name, stack }) => {
  const other = apiOf(stack.head, was);
  return {
    what:
      other === undefined
        ? `${name} is replaced by an API with the identifier ${now} instead of ${was}: tokens for the old one are no longer issued.${stopped(stack)}`
        : `${name} has the identifier ${now} instead of ${was}, which the API ${other} has now. No update changes anything: the API and every grant for it would go to another name.`,
  };
});

const offline = setting(
  "allowOfflineAccess",
  (_, now, { name }) =>
    now
      ? { what: `${name} allows refresh tokens from now on.`, severity: "medium" }
      : { what: `${name} allows no refresh tokens from now on: partners lose access when users are away.` },
  keepsTokens,
);

const lifetime = (key: "tokenLifetime" | "tokenLifetimeForWeb", longer: boolean) =>
  setting(key, (was, now, { name }) =>
    now > was === longer
      ? {
          what: `Access tokens of ${name}${key === "tokenLifetime" ? "" : " from implicit and hybrid flows"} live ${longer ? "longer" : "shorter"}: ${durationChange(was, now)}.`,
        }
      : undefined,
  );

function* lifetimes(pair: ApiPair, longer: boolean): Generator<Said> {
  yield* lifetime("tokenLifetime", longer)(pair);
  yield* lifetime("tokenLifetimeForWeb", longer)(pair);
}

const POLICY_EFFECTS: Readonly<Record<UserPolicy, { readonly effect: string; readonly severity: Severity }>> =
  {
    allow_all: {
      effect:
        "applications without a grant get every scope of it, except strict third-party ones, which need a grant still",
      severity: "high",
    },
    require_client_grant: { effect: "each application gets what its grant says", severity: "medium" },
    deny_all: { effect: "no application gets a token for it, whatever it is granted", severity: "high" },
  };

/** Without a denial, only applications that follow the policy notice it. */
const policyTouches = (subjectType: SubjectType, policies: readonly string[]): Touches =>
  !isOfAUser(subjectType) || policies.some(letsNobodyIn)
    ? reaching(subjectType)
    : ({ after }) => after !== undefined && followsPolicy(after);

function* policies(pair: ApiPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  for (const key of SUBJECT_TYPES) {
    const was = both.before.resourceServer.subjectTypeAuthorization[key].policy;
    const now = both.after.resourceServer.subjectTypeAuthorization[key].policy;
    if (was === now) continue;
    const { effect, severity } = POLICY_EFFECTS[now];
    yield {
      what: `${both.name} ${subjectWords(key)}: ${effect} (${now} instead of ${was}).`,
      severity,
      partners: touching(both, policyTouches(key, [was, now])),
      covers: [both.at("resourceServer", "subjectTypeAuthorization", key)],
    };
  }
}

function* accountClaim(pair: ApiPair, change: "removed" | "added" | "changed"): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const [was, now] = [both.before.accountClaim, both.after.accountClaim];
  if (was === now) return;
  const kind = was === undefined ? "added" : now === undefined ? "removed" : "changed";
  if (kind !== change) return;
  const effect = {
    removed: "no longer name the user's account: partners are no longer limited to it",
    added: `name the user's account (${now}): users without one get no tokens`,
    changed: `name the user's account as ${now} instead of ${was}: the API must look for it there`,
  }[kind];
  yield {
    what: `Tokens of ${both.name} ${effect}.`,
    partners: touching(both, reaching("user")),
    covers: [both.at("accountClaim")],
  };
}

export const API_CONSEQUENCES = rules(
  {
    id: "api-replaced",
    title: "an API's identifier changes",
    severity: "high",
    explanation:
      "Auth0 cannot change an identifier, so a new API replaces the old one. Every partner must ask for tokens for the new one, and the API must accept them, at the same moment; users are asked for consent again.",
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    ofApi: identifier,
  },
  {
    id: "account-claim-removed",
    title: "tokens no longer name the user's account",
    severity: "high",
    explanation:
      "The account in the token is what keeps a partner within the account of the user who enabled it. Without it the API must find the account in another way, before this is deployed.",
    ofApi: (pair) => accountClaim(pair, "removed"),
  },
  {
    id: "account-claim-changed",
    title: "tokens name the user's account elsewhere",
    severity: "high",
    explanation: "An API that looks at the old place finds no account. Let it accept both first.",
    ofApi: (pair) => accountClaim(pair, "changed"),
  },
  {
    id: "account-claim-added",
    title: "tokens name the user's account",
    severity: "medium",
    explanation:
      "Users whose account is not in their app_metadata are refused tokens. Fill it in for all of them before.",
    ofApi: (pair) => accountClaim(pair, "added"),
  },
  {
    id: "api-policy",
    title: "who may use an API changes",
    severity: "high",
    explanation:
      "The policy decides whether an application needs a grant at all. Auth0 recommends to require one for both subject types.",
    source: "https://auth0.com/docs/get-started/apis/api-access-policies-for-applications",
    ofApi: policies,
  },
  {
    id: "api-offline-access",
    title: "whether an API allows refresh tokens changes",
    severity: "high",
    explanation: "Without refresh tokens every partner stops syncing once its access token expires.",
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    ofApi: offline,
  },
  {
    id: "api-permissions",
    title: "whether users' own permissions limit tokens changes",
    severity: "high",
    explanation:
      "With it, a token has only the scopes that the user's roles permit; users without roles get none. Without it, each user can hand on every scope of the grant.",
    source: "https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis",
    ofApi: setting(
      "enforcePolicies",
      (_, now, { name }) => ({
        what: now
          ? `Tokens of ${name} are limited to what each user's roles permit.`
          : `Tokens of ${name} are no longer limited to what each user's roles permit.`,
      }),
      reaching("user"),
    ),
  },
  {
    id: "api-signing",
    title: "an API's tokens are signed in another way",
    severity: "high",
    explanation:
      "Auth0 sets it when an API is made and does not let it be changed afterwards. Leave it, or declare another API with an identifier of its own and move the partners there.",
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    ofApi: setting("signingAlg", (was, now, { name }) => ({
      what: `Tokens of ${name} would be signed with ${now} instead of ${was}, which Auth0 does not change: the update fails, or an API that expects ${now} refuses every token.`,
    })),
  },
  {
    id: "api-dpop",
    title: "whether an API binds tokens to keys changes",
    severity: "high",
    explanation:
      "Applications must send a proof with each token request and each call before it is demanded of them, and the API must check it.",
    source: "https://auth0.com/docs/secure/sender-constraining/configure-sender-constraining",
    ofApi: setting("dpop", (was, now, { name }) => dpopSaid(was, now, name)),
  },
  {
    id: "api-token-dialect",
    title: "an API's tokens have another form",
    severity: "high",
    explanation:
      "Claims have other names: the API must understand both before, such as client_id beside azp.",
    source: "https://auth0.com/docs/secure/tokens/access-tokens/access-token-profiles",
    ofApi: setting("tokenDialect", (was, now, { name }) => ({
      what: `Tokens of ${name} have the form ${now} instead of ${was}.`,
    })),
  },
  {
    id: "api-consent-skippable",
    title: "whether an API's consent can be skipped changes",
    severity: "medium",
    explanation: `It holds for first-party applications whose callbacks are verifiable; others are always asked. ${STILL_CONFIRMED}`,
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    ofApi: setting(
      "skipConsentForVerifiableFirstPartyClients",
      (_, now, { name }) => ({
        what: now
          ? `${name} lets first-party applications skip consent.`
          : `${name} asks for consent also when a first-party application wants a token.`,
      }),
      isFirstParty,
    ),
  },
  {
    id: "api-token-longer",
    title: "access tokens live longer",
    severity: "medium",
    explanation:
      "An access token cannot be taken back: access that is narrowed, suspended or stolen lasts that much longer.",
    source: "https://auth0.com/docs/secure/tokens/access-tokens/update-access-token-lifetime",
    ofApi: (pair) => lifetimes(pair, true),
  },
  {
    id: "api-token-shorter",
    title: "access tokens live shorter",
    severity: "medium",
    explanation: "Partners must renew them more often, and those with a quota may meet it.",
    source: "https://auth0.com/docs/secure/tokens/access-tokens/update-access-token-lifetime",
    ofApi: (pair) => lifetimes(pair, false),
  },
  {
    id: "api-name-changed",
    title: "an API has another name",
    severity: "low",
    explanation: "Users see it when they are asked for consent.",
    *ofApi(pair) {
      const both = kept(pair);
      const [was, now] = [both?.before.resourceServer.name, both?.after.resourceServer.name];
      if (both && was !== now)
        yield { what: `${shown(was)} is called ${shown(now)}.`, covers: [both.at("resourceServer", "name")] };
    },
  },
);

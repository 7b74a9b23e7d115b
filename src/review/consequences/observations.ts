// What a reviewer should know of a plan as it stands: dates that pass, access nobody needs, stacks that differ.

import { idsOf, type Plans } from "../../access/plans.ts";
import { reachOf } from "../../access/reach.ts";
import { entryOf } from "../../model/record.ts";
import { isStrictMode } from "../../model/security-mode.ts";
import { hasAccess } from "../../model/status.ts";
import { isOfAUser } from "../../model/subject-type.ts";
import { plannedKeys } from "../../plan/credentials.ts";
import type { Plan, PlannedPartner } from "../../plan/types.ts";
import { codeWord, setOff } from "../../text.ts";
import { type Observed, rules } from "./rule.ts";
import { codeList, listOf, setOffPartner, subjectWords, without } from "./words.ts";

/** Days before a date in which it is worth a line: time enough to renew a contract or a key. */
const NOTICE_DAYS = 30;

const DAY_MILLISECONDS = 86_400_000;

/** Whole days from `today` to `day`; negative when it is past. Both are YYYY-MM-DD, or longer. */
const daysUntil = (day: string, today: string): number =>
  Math.round((Date.parse(day.slice(0, 10)) - Date.parse(today)) / DAY_MILLISECONDS);

const isDue = (day: string, today: string, when: "past" | "soon"): boolean => {
  const days = daysUntil(day, today);
  return when === "past" ? days < 0 : days >= 0 && days <= NOTICE_DAYS;
};

/** Partners that have access; the others' dates harm nobody. */
const active = (plan: Plan): [string, PlannedPartner][] =>
  Object.entries(plan.partners).filter(([, { status }]) => hasAccess(status));

const aboutPartner = (id: string, what: string): Observed => ({ subject: { kind: "partner", id }, what });

const contract = (when: "past" | "soon") =>
  function* (plan: Plan, today: string): Generator<Observed> {
    for (const [id, { contract, application }] of active(plan)) {
      if (!isDue(contract.ends, today, when)) continue;
      const verb = when === "past" ? "ended" : "ends";
      yield aboutPartner(
        id,
        `The contract of ${setOff(application.name)} (${setOff(contract.reference)}) ${verb} on ${contract.ends}.`,
      );
    }
  };

const review = (when: "past" | "soon") =>
  function* (plan: Plan, today: string): Generator<Observed> {
    for (const [id, { reviewBy, application }] of active(plan)) {
      if (reviewBy === undefined || !isDue(reviewBy, today, when)) continue;
      const verb = when === "past" ? "was due by" : "is due by";
      yield aboutPartner(id, `The access review of ${setOff(application.name)} ${verb} ${reviewBy}.`);
    }
  };

const key = (when: "past" | "soon") =>
  function* (plan: Plan, today: string): Generator<Observed> {
    for (const [id, { credentials, application }] of active(plan))
      for (const { name, expiresAt } of plannedKeys(credentials)) {
        if (expiresAt === undefined || !isDue(expiresAt, today, when)) continue;
        const verb = when === "past" ? "expired" : "expires";
        yield aboutPartner(
          id,
          `The public key ${setOff(name)} of ${setOffPartner(id, application.name)} ${verb} on ${expiresAt.slice(0, 10)}.`,
        );
      }
  };

function* permissive(plan: Plan): Generator<Observed> {
  for (const [id, { application }] of Object.entries(plan.partners))
    if (!application.isFirstParty && !isStrictMode(application.thirdPartySecurityMode))
      yield aboutPartner(
        id,
        `${setOffPartner(id, application.name)} is a third-party application in permissive mode.`,
      );
}

function* sensitiveMachine(plan: Plan): Generator<Observed> {
  for (const [id, partner] of Object.entries(plan.partners)) {
    const scopes = [...reachOf(plan, partner).values()]
      .filter(({ subjectType, sensitivity }) => !isOfAUser(subjectType) && sensitivity === "high")
      .map(({ scope }) => scope);
    if (scopes.length > 0)
      yield aboutPartner(
        id,
        `${setOffPartner(id, partner.application.name)} has ${codeList(scopes)} without a user: no consent and no account limits it.`,
      );
  }
}

function* bothSubjects(plan: Plan): Generator<Observed> {
  for (const [id, { grants, application }] of Object.entries(plan.partners)) {
    const all = Object.values(grants);
    for (const { api, subjectType, scopes } of all) {
      if (!isOfAUser(subjectType)) continue;
      const machine = all.find((grant) => grant.api === api && !isOfAUser(grant.subjectType));
      const shared = scopes.filter((scope) => machine?.scopes.includes(scope));
      if (shared.length > 0)
        yield aboutPartner(
          id,
          `${setOffPartner(id, application.name)} has ${codeList(shared)} both on behalf of users and without a user.`,
        );
    }
  }
}

function* unusedScopes(plan: Plan): Generator<Observed> {
  for (const [id, { scopes, routes, resourceServer }] of Object.entries(plan.apis)) {
    const needed = Object.values(routes).flatMap((needs) => (needs === "public" ? [] : needs));
    for (const scope of without(
      scopes.map(({ name }) => name),
      needed,
    ))
      yield {
        subject: { kind: "api", id },
        what: `No route of ${setOff(resourceServer.name)} needs the scope ${codeWord(scope)}.`,
      };
  }
}

function* publicRoutes(plan: Plan): Generator<Observed> {
  for (const [id, { routes, resourceServer }] of Object.entries(plan.apis)) {
    const open = Object.keys(routes).filter((route) => routes[route] === "public");
    if (open.length > 0)
      yield {
        subject: { kind: "api", id },
        what: `${setOff(resourceServer.name)} answers ${listOf(open)} without a token.`,
      };
  }
}

/** `read:contacts on behalf of users`, for each scope that the partner's own grants give. */
const granted = ({ grants }: PlannedPartner, severalApis: boolean): string[] =>
  Object.values(grants).flatMap(({ api, subjectType, scopes }) =>
    scopes.map(
      (scope) => `${codeWord(scope)}${severalApis ? ` of ${api}` : ""} ${subjectWords(subjectType)}`,
    ),
  );

function* differingStacks(plans: Plans): Generator<Observed> {
  const severalApis = idsOf(plans, "apis").length > 1;
  for (const id of idsOf(plans, "partners")) {
    const here = [...plans].flatMap(([stack, { partners }]) => {
      const partner = entryOf(partners, id);
      return partner ? [{ stack, partner, scopes: granted(partner, severalApis) }] : [];
    });
    const all = [...new Set(here.flatMap(({ scopes }) => scopes))].sort();
    const partial = all.flatMap((scope) => {
      const stacks = here.filter(({ scopes }) => scopes.includes(scope)).map(({ stack }) => stack);
      return stacks.length < here.length ? [`${scope} only in ${listOf(stacks)}`] : [];
    });
    const [first] = here;
    if (first && partial.length > 0)
      yield {
        ...aboutPartner(id, `${setOffPartner(id, first.partner.application.name)} has ${listOf(partial)}.`),
        stacks: here.map(({ stack }) => stack),
      };
  }
}

export const OBSERVATIONS = rules(
  {
    id: "contract-ended",
    title: "a partner has access without a contract",
    severity: "high",
    explanation: "The contract is what the access rests on. Renew it, or set status: suspended.",
    observe: contract("past"),
  },
  {
    id: "key-expired",
    title: "a public key has expired",
    severity: "high",
    explanation: "Auth0 refuses what is signed with it. Remove it, and add the partner's next key.",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    observe: key("past"),
  },
  {
    id: "permissive-application",
    title: "a third-party application in permissive mode",
    severity: "medium",
    explanation:
      "PKCE is optional for it, it can use more grant types, and an API's policy may give it scopes without a grant. The mode is fixed: a strict one is a new application.",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode",
    observe: permissive,
  },
  {
    id: "sensitive-without-user",
    title: "a sensitive scope without a user",
    severity: "medium",
    explanation:
      "Without a user there is nobody to consent and no account in the token: anyone who has the partner's credentials has all accounts.",
    source:
      "https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow",
    // A scope that is gained says so where it is told.
    aloneOnly: true,
    observe: sensitiveMachine,
  },
  {
    id: "contract-ends-soon",
    title: `a contract ends within ${NOTICE_DAYS} days`,
    severity: "medium",
    explanation: "Renew it, or tell the partner that its access ends.",
    observe: contract("soon"),
  },
  {
    id: "review-overdue",
    title: "an access review is overdue",
    severity: "medium",
    explanation: "Somebody was to look again at what the partner may do. Do it, and set the next review_by.",
    observe: review("past"),
  },
  {
    id: "key-expires-soon",
    title: `a public key expires within ${NOTICE_DAYS} days`,
    severity: "medium",
    explanation: "Add the partner's next key before: two keys may hold at the same time.",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    observe: key("soon"),
  },
  {
    id: "both-subject-types",
    title: "the same scope with and without a user",
    severity: "medium",
    explanation:
      "One of the two suffices in most cases, and with a user is the narrower: consent and account limit it.",
    observe: bothSubjects,
  },
  {
    id: "review-due-soon",
    title: `an access review is due within ${NOTICE_DAYS} days`,
    severity: "low",
    explanation: "Look again at what the partner may do, and set the next review_by.",
    observe: review("soon"),
  },
  {
    id: "stacks-differ",
    title: "a partner has other scopes in another stack",
    severity: "low",
    explanation: "What was tried in one stack may not be what runs in the other.",
    observeAll: differingStacks,
  },
  {
    id: "scope-unused",
    title: "a scope that no route needs",
    severity: "low",
    explanation: "Users are asked to allow something that has no effect, until a route comes that needs it.",
    observe: unusedScopes,
  },
  {
    id: "routes-without-scope",
    title: "routes that need no token",
    severity: "low",
    explanation: "Everybody can call such a route. Check that it says nothing about users.",
    // A route that becomes public says so where it is told.
    aloneOnly: true,
    observe: publicRoutes,
  },
);

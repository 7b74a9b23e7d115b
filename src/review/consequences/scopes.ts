// APIs that come and go, and what their scopes say: to users on the consent page, to reviewers by sensitivity.

import { scopesIn } from "../../access/reach.ts";
import { misnamedIn } from "../../identity/held.ts";
import { ANY_TOKEN } from "../../model/any-token.ts";
import { compareSensitivity } from "../../model/sensitivity.ts";
import type { PlannedApi, PlannedScope } from "../../plan/types.ts";
import { codeWord } from "../../text.ts";
import { declaredElsewhere } from "./gone.ts";
import { type ApiPair, stopped } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { counted, insteadOf, shown } from "./words.ts";

type Scopes = ReadonlyMap<string, PlannedScope>;

const scopesOf = (scopes: readonly PlannedScope[]): Scopes =>
  new Map(scopes.map((scope) => [scope.name, scope]));

/** Partners that can get the scope, before or after. */
function holders(
  { users, id }: ApiPair,
  scope: string,
  subjectTypes: readonly string[] = ["user", "client"],
) {
  const keys = subjectTypes.map((subject) => `${id}/${subject}/${scope}`);
  return users.filter(({ reachBefore, reachAfter }) =>
    keys.some((key) => reachBefore.has(key) || reachAfter.has(key)),
  );
}

/** Says something of each scope of an API that is there before and after. */
const eachScope = (
  tell: (pair: ApiPair, was: PlannedScope | undefined, now: PlannedScope | undefined) => Said | undefined,
  listed: (api: PlannedApi) => readonly PlannedScope[] = ({ scopes }) => scopes,
) =>
  function* (pair: ApiPair): Generator<Said> {
    if (!pair.before || !pair.after) return;
    const [was, now] = [scopesOf(listed(pair.before)), scopesOf(listed(pair.after))];
    for (const name of [...new Set([...was.keys(), ...now.keys()])].sort()) {
      const said = tell(pair, was.get(name), now.get(name));
      if (said) yield { ...said, covers: [pair.at("scopes"), pair.at("sensitivity")] };
    }
  };

const added = eachScope(({ name }, was, now) =>
  now && !was
    ? {
        what: `${name} has a new scope ${codeWord(now.name)}: ${shown(now.description)}, sensitivity ${now.sensitivity}.`,
      }
    : undefined,
);

const removed = eachScope((pair, was, now) => {
  if (!was || now) return undefined;
  const partners = holders(pair, was.name);
  return {
    what: (names) =>
      `${pair.name} no longer has the scope ${codeWord(was.name)}. ${names || "No partner"} had it.`,
    severity: partners.length === 0 ? "low" : "medium",
    partners: partners.map(({ id }) => id),
  };
});

const described = eachScope((pair, was, now) => {
  if (!was || !now || was.description === now.description) return undefined;
  const partners = holders(pair, now.name, ["user"]);
  const seen = pair.stack.head.showsScopeDescriptions;
  return {
    what: `${codeWord(now.name)} of ${pair.name} is described as ${insteadOf(was.description, now.description)}.${seen ? " That is what users read when they are asked for consent." : ""}`,
    severity: seen && partners.length > 0 ? "medium" : "low",
    partners: partners.map(({ id }) => id),
  };
});

const sensitivity = (lowered: boolean) =>
  eachScope((pair, was, now) => {
    if (!was || !now || was.sensitivity === now.sensitivity) return undefined;
    if (compareSensitivity(now.sensitivity, was.sensitivity) < 0 !== lowered) return undefined;
    const partners = holders(pair, now.name);
    return {
      what: `The sensitivity of ${codeWord(now.name)} of ${pair.name} is ${now.sensitivity} instead of ${was.sensitivity}.`,
      partners: partners.map(({ id }) => id),
    };
  }, scopesIn);

/** An API that takes any token from now on, or no longer. */
const anyToken = (begins: boolean) =>
  function* ({ name, before, after, at, users }: ApiPair): Generator<Said> {
    if (!before || !after) return;
    const [did, does] = [before.sensitivity !== undefined, after.sensitivity !== undefined];
    if (did === does || does !== begins) return;
    const partners = users.filter(({ reachBefore, reachAfter }) =>
      [reachBefore, reachAfter].some((reach) => [...reach.values()].some(({ scope }) => scope === ANY_TOKEN)),
    );
    yield {
      what: (names) =>
        begins
          ? `${name} has no scopes any more: any token for it opens each of its routes that needs one. ${names || "No partner"} can get one; users who allowed one scope before are not asked again.`
          : `${name} has scopes from now on: a token without them opens nothing, refreshed ones included. ${names || "No partner"} had any token.`,
      partners: partners.map(({ id }) => id),
      covers: [at("scopes"), at("sensitivity")],
    };
  };

export const SCOPE_CONSEQUENCES = rules(
  {
    id: "sensitivity-lowered",
    title: "a scope counts as less sensitive",
    severity: "high",
    explanation:
      "Fewer people have to approve who gets it, from now on. Security should agree, before grants follow.",
    ofApi: sensitivity(true),
  },
  {
    id: "api-scopes-end",
    title: "an API has no scopes any more",
    severity: "high",
    explanation:
      "All or nothing: each application with a grant opens everything of it, and every user who allowed it anything has allowed that. Keep a scope for each thing that not all may do.",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html",
    ofApi: anyToken(true),
  },
  {
    id: "api-scopes-begin",
    title: "an API gets its first scopes",
    severity: "high",
    explanation:
      "A refresh gives no scope that the user did not allow at the last sign-in, and there was none: every integration stops until its users come back. Without a break: declare another API with scopes and an identifier of its own, move the partners there one by one, and remove this one.",
    source: "https://www.rfc-editor.org/rfc/rfc6749#section-6",
    ofApi: anyToken(false),
  },
  {
    id: "api-removed",
    title: "an API is removed",
    severity: "high",
    explanation: "No tokens are issued for it any more, and users' consents to it are lost.",
    *ofApi({ id, name, before, after, at, users, stack }) {
      if (!before || after) return;
      const held = Object.entries(stack.base.apis).map(([one, { resourceServer }]) => ({
        ...{ kind: "api" as const, name: one, key: resourceServer.identifier },
      }));
      const heir = misnamedIn(stack.head, held).find((one) => one.name === id);
      yield {
        what: (names) =>
          heir !== undefined
            ? declaredElsewhere(name, id, heir)
            : `${name} is removed. ${names || "No partner"} had access.${stopped(stack)}`,
        severity: users.length === 0 ? "medium" : "high",
        partners: users.map(({ id }) => id),
        covers: [at()],
      };
    },
  },
  {
    id: "api-added",
    title: "an API is added",
    severity: "low",
    explanation: "What partners may do with it is told at the partners.",
    *ofApi({ name, before, after, at, stack }) {
      // In a new stack every API is; that is told of the stack.
      if (before || !after || stack.change === "added") return;
      const [scopes, routes] = [after.scopes.length, Object.keys(after.routes).length];
      yield {
        what: `${name} is a new API with ${counted(scopes, "scope")} and ${counted(routes, "route")}.${after.sensitivity === undefined ? "" : " Any token for it opens all of them that need one."}`,
        covers: [at()],
      };
    },
  },
  {
    id: "scope-removed",
    title: "an API no longer has a scope",
    severity: "medium",
    explanation:
      "Nobody can get it any more. A partner that still asks for it may be refused: tell it before.",
    source: "https://auth0.com/docs/get-started/apis/api-settings",
    ofApi: removed,
  },
  {
    id: "scope-description-changed",
    title: "a scope is described in other words",
    severity: "medium",
    explanation:
      "Where the tenant shows descriptions on its consent page, they are what users decide by. They must say all that the scope allows.",
    source:
      "https://auth0.com/docs/get-started/applications/third-party-applications/user-consent-and-third-party-applications",
    ofApi: described,
  },
  {
    id: "scope-added",
    title: "an API has a new scope",
    severity: "low",
    explanation: "Nobody has it until a partner's file asks for it, unless the API's policy gives it to all.",
    ofApi: added,
  },
  {
    id: "sensitivity-raised",
    title: "a scope counts as more sensitive",
    severity: "low",
    explanation: "Partners that have it already keep it. Look at them again.",
    ofApi: sensitivity(false),
  },
);

// Our own applications: what is declared of them, and whom a change of that would lock out.

import { givenIn, scopesIn } from "../../access/reach.ts";
import { WAY_FACTS } from "../../access/ways.ts";
import { ANY_TOKEN } from "../../model/any-token.ts";
import { entryOf } from "../../model/record.ts";
import type { Plan, PlannedAccess, PlannedOwnApplication } from "../../plan/types.ts";
import { codeWord, setOff } from "../../text.ts";
import type { Severity } from "../review.ts";
import type { PlanPath, StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { codeList, listOf, subjectWords, without } from "./words.ts";

interface OwnPair {
  readonly id: string;
  readonly before?: PlannedOwnApplication | undefined;
  readonly after?: PlannedOwnApplication | undefined;
  at(...keys: string[]): PlanPath;
}

/** Says something of each of them, in a stack that is there before and after. */
const eachOwn = (tell: (own: OwnPair, stack: StackPair) => Iterable<Said>) =>
  function* (pair: StackPair): Generator<Said> {
    if (pair.change !== "kept") return;
    const [before, after] = [pair.base.ownApplications, pair.head.ownApplications];
    for (const id of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
      const at = (...keys: string[]) => ["ownApplications", id, ...keys];
      const own = { id, before: entryOf(before, id), after: entryOf(after, id), at };
      for (const said of tell(own, pair)) yield { subject: { kind: "own-application", id }, ...said };
    }
  };

/** `read:contacts of Contacts on behalf of users`. */
const inWords = ({ api, scopes, subjectType }: PlannedAccess, { head, base }: StackPair): string => {
  const name = (entryOf(head.apis, api) ?? entryOf(base.apis, api))?.resourceServer.name ?? api;
  return `${codeList(scopes)} of ${setOff(name)} ${subjectWords(subjectType)}`;
};

/** Its grants, each with what it gives in this plan. */
const givenOf = ({ grants }: PlannedOwnApplication, plan: Plan): [key: string, PlannedAccess][] =>
  Object.entries(grants).map(([key, grant]) => [key, { ...grant, scopes: givenIn(plan, grant) }]);

const allInWords = (own: PlannedOwnApplication, plan: Plan, pair: StackPair): string =>
  listOf(givenOf(own, plan).map(([, grant]) => inWords(grant, pair)));

const isSensitive = ({ api: id, scopes }: PlannedAccess, { head }: StackPair): boolean => {
  const api = entryOf(head.apis, id);
  return (api ? scopesIn(api) : []).some(
    ({ name, sensitivity }) => sensitivity === "high" && scopes.includes(name),
  );
};

const graver = (grants: readonly PlannedAccess[], pair: StackPair): { severity?: Severity } =>
  grants.some((grant) => isSensitive(grant, pair)) ? { severity: "high" } : {};

/** An entry that went and one that came, of one client ID. */
const isRenamed = (
  { id, before, after }: OwnPair,
  { base, head }: StackPair,
): PlannedOwnApplication | undefined => {
  const clientId = (before ?? after)?.clientId;
  const [here, there] = before ? [after, head.ownApplications] : [before, base.ownApplications];
  if (here) return undefined;
  return Object.entries(there).find(([other, one]) => other !== id && one.clientId === clientId)?.[1];
};

function* added(own: OwnPair, pair: StackPair): Generator<Said> {
  const { before, after, at } = own;
  if (before || !after) return;
  const { name, clientId } = after;
  const may = allInWords(after, pair.head, pair);
  const instead = isRenamed(own, pair) ? " It was declared under another id, and keeps its grants." : "";
  yield {
    what: `${setOff(name)} (${clientId}) is an application of ours, and ${may === "" ? "calls none of our APIs" : `may use ${may}`}.${instead}`,
    ...graver(
      givenOf(after, pair.head).map(([, grant]) => grant),
      pair,
    ),
    covers: [at()],
  };
}

/** Of a renamed entry what the other one does not give: nothing else tells what it loses. */
const lostBy = (own: OwnPair, before: PlannedOwnApplication, pair: StackPair): string => {
  const kept = isRenamed(own, pair);
  return kept
    ? listOf(grantsBeyond([before, pair.base], [kept, pair.head]).map(({ grant }) => inWords(grant, pair)))
    : allInWords(before, pair.base, pair);
};

function* removed(own: OwnPair, pair: StackPair): Generator<Said> {
  const { before, after, at } = own;
  if (!before || after) return;
  const { name, clientId } = before;
  const lost = lostBy(own, before, pair);
  const isPartners = Object.values(pair.head.partners).some(({ adopts }) => adopts === clientId);
  const gone = isRenamed(own, pair) ? "is declared under another id now" : "is no longer declared here";
  yield {
    what: isPartners
      ? `${setOff(name)} (${clientId}) becomes a partner's. No update changes anything until the state has forgotten it as ours, since its grants would be deleted.`
      : `${setOff(name)} (${clientId}) ${gone}${lost === "" ? ", and loses nothing" : `: it gets no more tokens with ${lost}`}.`,
    ...(lost === "" && !isPartners && { severity: "low" as const }),
    covers: [at()],
  };
}

function* replaced({ before, after, at }: OwnPair): Generator<Said> {
  if (!before || !after || before.clientId === after.clientId) return;
  yield {
    what: `${setOff(after.name)} is the application ${after.clientId} instead of ${before.clientId}, which loses its grants.`,
    covers: [at("clientId")],
  };
}

function* renamed({ before, after, at }: OwnPair): Generator<Said> {
  if (!before || !after || before.name === after.name) return;
  yield { what: `${setOff(before.name)} is called ${setOff(after.name)}.`, covers: [at("name")] };
}

/** One of ours in one of two plans. */
type Side = readonly [own: PlannedOwnApplication, plan: Plan];

/** The grants whose first side gives what the other does not, with only that. Beyond all of an API there is nothing. */
const grantsBeyond = (one: Side, other: Side) => {
  const others = new Map(givenOf(...other));
  return givenOf(...one).flatMap(([key, grant]) => {
    const known = others.get(key)?.scopes ?? [];
    const scopes = known.includes(ANY_TOKEN) ? [] : without(grant.scopes, known);
    return scopes.length === 0 ? [] : [{ key, grant: { ...grant, scopes } }];
  });
};

/** A grant that only one side has is told with its scopes; of one that both have, what differs. */
const covering = ({ before, after, at }: OwnPair, key: string): PlanPath =>
  before && after && entryOf(before.grants, key) && entryOf(after.grants, key)
    ? at("grants", key, "scopes")
    : at("grants", key);

function* changed(own: OwnPair, pair: StackPair, gains: boolean): Generator<Said> {
  const { before, after } = own;
  if (!before || !after) return;
  const [was, now]: [Side, Side] = [
    [before, pair.base],
    [after, pair.head],
  ];
  for (const { key, grant } of gains ? grantsBeyond(now, was) : grantsBeyond(was, now))
    yield {
      what: gains
        ? `${setOff(after.name)} may use ${inWords(grant, pair)}.`
        : `${setOff(after.name)} may no longer use ${inWords(grant, pair)}: requests that need it are refused.`,
      ...(gains && graver([grant], pair)),
      covers: [covering(own, key)],
    };
}

/** What it may do beside its grants, as far as only one side has it. */
const rightsBeyond = (one: PlannedOwnApplication, other: PlannedOwnApplication | undefined): string[] => [
  ...without(one.managementScopes ?? [], other?.managementScopes ?? []).map(codeWord),
  ...(one.ways ?? []).filter((way) => !other?.ways?.includes(way)).map((way) => WAY_FACTS[way].name),
];

function* rights({ before, after, at }: OwnPair): Generator<Said> {
  if (!after) return;
  const covers = before ? [at("managementScopes"), at("ways")] : [];
  const more = rightsBeyond(after, before);
  const less = before ? rightsBeyond(before, after) : [];
  if (more.length > 0)
    yield {
      what: `${setOff(after.name)} is said to be in order with ${listOf(more)}: drift will be silent about it.`,
      covers,
    };
  if (less.length > 0)
    yield {
      what: `${setOff(after.name)} is no longer declared with ${listOf(less)}: drift is an alarm while the tenant has it.`,
      severity: "low",
      covers,
    };
}

const GRANTS = "https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants";

export const OWN_APPLICATION_CONSEQUENCES = rules(
  {
    id: "own-access-removed",
    title: "an application of ours may do less",
    severity: "high",
    explanation: "Our own users feel it at once. Make sure that nothing it does needs the scope any more.",
    source: GRANTS,
    ofStack: eachOwn((own, pair) => changed(own, pair, false)),
  },
  {
    id: "own-application-removed",
    title: "an application of ours is no longer declared",
    severity: "high",
    explanation:
      "Its grants are deleted, and an API that asks for a grant gives it no more tokens. Take it out once nobody uses it.",
    source: GRANTS,
    ofStack: eachOwn(removed),
  },
  {
    id: "own-application-replaced",
    title: "an application of ours has another client ID",
    severity: "high",
    explanation: "Those who use the old one are locked out. Declare the new one beside it first.",
    source: GRANTS,
    ofStack: eachOwn(replaced),
  },
  {
    id: "own-rights-declared",
    title: "an application of ours may change the tenant, or get users' tokens in further ways",
    severity: "high",
    explanation:
      "Who may change grants, users, Actions, connections or keys through the Management API can give itself everything. Nothing of this is made: it is what drift takes for granted.",
    source: "https://auth0.com/docs/secure/tokens/access-tokens/management-api-access-tokens",
    ofStack: eachOwn(rights),
  },
  {
    id: "own-access-added",
    title: "an application of ours may do more",
    severity: "medium",
    explanation: "Anyone who holds its credentials, or signs in to it, can do it from now on.",
    source: GRANTS,
    ofStack: eachOwn((own, pair) => changed(own, pair, true)),
  },
  {
    id: "own-application-added",
    title: "an application of ours is declared",
    severity: "medium",
    explanation:
      "Its grants are made, and taken over where the tenant has them; nothing else of it is managed. Make sure that the client ID is our own application's.",
    source: GRANTS,
    ofStack: eachOwn(added),
  },
  {
    id: "own-application-renamed",
    title: "an application of ours is called otherwise",
    severity: "low",
    explanation: "Only here: at Auth0 it keeps its name.",
    ofStack: eachOwn(renamed),
  },
);

// What all partners of a stack share: where users sign in, what runs at every login, what the consent page shows.

import { asksSomeConsent } from "../../model/consent.ts";
import { entryOf } from "../../model/record.ts";
import { hasSignIn } from "../../plan/grants.ts";
import type { Plan, PlannedAction } from "../../plan/types.ts";
import { codeWord, setOff } from "../../text.ts";
import type { PartnerPair, StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { codeList, fromTo, shown, without } from "./words.ts";

export const TENANT = { kind: "tenant", id: "tenant" } as const;

/**
 * Partners whose users sign in with every domain-level connection.
 * Source: https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level (read 2026-11)
 */
const thirdParties = ({ partners }: StackPair, side: "before" | "after"): PartnerPair[] =>
  partners.filter(({ [side]: partner }) => {
    return partner !== undefined && !partner.application.isFirstParty && hasSignIn(partner);
  });

/** Of those on one side, the ones that are on the other too. */
const remaining = (pair: StackPair, side: "before" | "after") =>
  thirdParties(pair, side).filter(({ before, after }) => before && after);

const ids = (partners: readonly PartnerPair[]) => partners.map(({ id }) => id);
const isDomain = (plan: Plan, name: string) => entryOf(plan.connections, name)?.isDomainConnection ?? false;

const connectionNames = ({ base, head }: StackPair) =>
  [...new Set([...Object.keys(base.connections), ...Object.keys(head.connections)])].sort();

function* promoted(pair: StackPair): Generator<Said> {
  // In a new stack, or with the first third-party partner, there is nobody yet for whom it is new.
  const partners = remaining(pair, "before");
  if (partners.length === 0) return;
  for (const name of connectionNames(pair)) {
    if (isDomain(pair.base, name) || !isDomain(pair.head, name)) continue;
    yield {
      subject: TENANT,
      what: (names) =>
        `Users of every third-party partner can sign in with the connection ${codeWord(name)}: ${names}.`,
      partners: ids(partners),
      covers: [["connections", name, "isDomainConnection"], ...wholly(pair, name)],
    };
  }
}

/** What comes into use is unused no more. */
const unused = (name: string) => ["notes", "unusedConnections", name];

/** The paths of a connection that came or went. */
const wholly = ({ base, head }: StackPair, name: string) =>
  Object.hasOwn(base.connections, name) !== Object.hasOwn(head.connections, name)
    ? [["connections", name], unused(name)]
    : [];

function* demoted(pair: StackPair): Generator<Said> {
  const partners = remaining(pair, "after");
  if (partners.length === 0) return;
  for (const name of connectionNames(pair)) {
    if (!isDomain(pair.base, name) || isDomain(pair.head, name)) continue;
    yield {
      subject: TENANT,
      what: (names) =>
        `Users can no longer sign in with the connection ${codeWord(name)} at third-party partners: ${names}.`,
      partners: ids(partners),
      covers: [["connections", name, "isDomainConnection"], ...wholly(pair, name)],
    };
  }
}

function* looked(pair: StackPair): Generator<Said> {
  if (pair.change !== "kept") return;
  for (const name of connectionNames(pair)) {
    const [was, now] = [entryOf(pair.base.connections, name), entryOf(pair.head.connections, name)];
    if (was && now) continue;
    // Where it is open to third-party partners that stay, that is told already.
    if (now?.isDomainConnection && remaining(pair, "before").length > 0) continue;
    if (was?.isDomainConnection && remaining(pair, "after").length > 0) continue;
    yield {
      subject: TENANT,
      what: now
        ? `Partners' users sign in with the connection ${codeWord(name)} (${codeWord(now.strategy)}) from now on.`
        : `No partner's users sign in with the connection ${codeWord(name)} any more.`,
      covers: [["connections", name], unused(name)],
    };
  }
}

const enabled = (direction: "added" | "removed") =>
  function* ({ name, before, after, at }: PartnerPair): Generator<Said> {
    if (!before && after && direction === "added" && after.connections.length > 0)
      yield { what: `Users of ${name} can sign in with ${codeList(after.connections)}.` };
    if (!before || !after) return;
    const [from, other] = direction === "added" ? [after, before] : [before, after];
    const connections = without(from.connections, other.connections);
    if (connections.length === 0) return;
    const can = direction === "added" ? "can also" : "can no longer";
    yield {
      what: `Users of ${name} ${can} sign in with ${codeList(connections)}.`,
      covers: [at("connections")],
    };
  };

/** Lines that only one of two texts has. */
const linesOf = (text: string, other: string) =>
  without(
    text.split("\n").map((line) => line.trim()),
    other.split("\n").map((line) => line.trim()),
  ).filter((line) => line !== "");

/** What differs besides the code itself. */
const settingChange = (was: PlannedAction, now: PlannedAction): string[] =>
  (["name", "runtime", "trigger"] as const)
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(now[key]))
    .map((key) => `its ${key} changes ${fromTo(was[key], now[key])}`);

function codeChange(was: PlannedAction, now: PlannedAction): string {
  const part = (verb: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`${verb} ${lines.map(shown).join(" ")}`];
  const parts = [
    ...part("it no longer has", linesOf(was.code, now.code)),
    ...part("it has", linesOf(now.code, was.code)),
    ...settingChange(was, now),
  ];
  return parts.length === 0 ? " in the order of its lines" : `: ${parts.join("; ")}`;
}

function* actions(pair: StackPair): Generator<Said> {
  const { base, head } = pair;
  const everyone = pair.partners.filter(({ before, after }) => before && after);
  for (const key of [...new Set([...Object.keys(base.actions), ...Object.keys(head.actions)])].sort()) {
    const [was, now] = [entryOf(base.actions, key), entryOf(head.actions, key)];
    if (JSON.stringify(was) === JSON.stringify(now) || pair.change !== "kept") continue;
    const name = (now ?? was)?.name ?? key;
    const change =
      was && now
        ? `changes${codeChange(was, now)}`
        : now
          ? "runs at every login from now on"
          : "no longer runs at logins";
    yield {
      subject: TENANT,
      what: `The code ${name} ${change}.`,
      partners: ids(everyone),
      covers: [["actions", key], ...(was && now ? [] : [["notes", "account"]])],
    };
  }
}

function* descriptions(pair: StackPair): Generator<Said> {
  const { base, head } = pair;
  if (base.showsScopeDescriptions === head.showsScopeDescriptions) return;
  const asked = pair.partners.filter(({ before, after }) =>
    [before, after].some((p) =>
      Object.values(p?.grants ?? {}).some(({ consent }) => asksSomeConsent(consent)),
    ),
  );
  yield {
    subject: TENANT,
    what: `The consent page shows ${head.showsScopeDescriptions ? "the scopes' descriptions instead of their names" : "the scopes' names instead of their descriptions"}.`,
    partners: ids(asked),
    covers: [["showsScopeDescriptions"]],
  };
}

/** Partners whose users can sign in with the connection. */
const signingIn = (pair: StackPair, name: string) => [
  ...pair.partners.filter(({ after }) => after?.connections.includes(name)),
  ...(isDomain(pair.head, name) ? thirdParties(pair, "after") : []),
];

function* strategies(pair: StackPair): Generator<Said> {
  for (const name of connectionNames(pair)) {
    const [was, now] = [entryOf(pair.base.connections, name), entryOf(pair.head.connections, name)];
    if (!was || !now || was.strategy === now.strategy) continue;
    yield {
      subject: TENANT,
      what: `The strategy of the connection ${codeWord(name)} changes ${fromTo(was.strategy, now.strategy)}.`,
      partners: ids(signingIn(pair, name)),
      covers: [["connections", name, "strategy"]],
    };
  }
}

/** Code of others that drift takes for known: what is reviewed is that somebody read it. */
function* knownCode({ base, head }: StackPair): Generator<Said> {
  const [before, after] = [base.notes.knownActions ?? {}, head.notes.knownActions ?? {}];
  for (const [key, { name, trigger, sha256 }] of Object.entries(after))
    if (!entryOf(before, key))
      yield {
        subject: TENANT,
        what: `The Action ${setOff(name)} at ${trigger} is said to be in order with code of SHA-256 ${sha256.slice(0, 12)}…: drift will be silent about it.`,
        covers: [
          ["notes", "knownActions", key],
          ["notes", "knownActions"],
        ],
      };
  for (const [key, { name, trigger }] of Object.entries(before))
    if (!entryOf(after, key))
      yield {
        subject: TENANT,
        what: `Code of the Action ${setOff(name)} at ${trigger} is no longer declared: drift is an alarm while it runs.`,
        severity: "low",
        covers: [
          ["notes", "knownActions", key],
          ["notes", "knownActions"],
        ],
      };
}

export const SHARED = rules(
  {
    id: "action-declared",
    title: "an Action of others is declared",
    severity: "high",
    explanation:
      "Such code can widen every token, past every grant. The approver has read just the code with this SHA-256, and the packages that it loads.",
    source: "https://auth0.com/docs/customize/actions/explore-triggers/post-login",
    ofStack: knownCode,
  },
  {
    id: "connection-promoted",
    title: "a connection becomes open to every third-party partner",
    severity: "high",
    explanation:
      "A domain-level connection is open to all third-party applications of the tenant: nobody can keep it from one of them.",
    source: "https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level",
    ofStack: promoted,
  },
  {
    id: "connection-demoted",
    title: "a connection is closed to third-party partners",
    severity: "high",
    explanation: "Users who sign in with it can use none of these partners any more.",
    source: "https://auth0.com/docs/authenticate/identity-providers/promote-connections-to-domain-level",
    ofStack: demoted,
  },
  {
    id: "login-code-changed",
    title: "code that runs at every login changes",
    severity: "high",
    explanation:
      "It runs for every user and every application of the tenant, and decides what tokens say. A mistake in it locks everybody out: try it in another stack first.",
    source: "https://auth0.com/docs/customize/actions/explore-triggers/post-login",
    ofStack: actions,
  },
  {
    id: "connection-strategy",
    title: "a connection has another strategy",
    severity: "high",
    explanation: "The tenant must have it so: a deployment stops when a connection is not as described.",
    ofStack: strategies,
  },
  {
    id: "connections-added",
    title: "users of a partner can sign in with more connections",
    severity: "medium",
    explanation:
      "More people can become users of the partner. Check that all of that connection's people may.",
    source: "https://auth0.com/docs/get-started/applications/update-application-connections",
    ofPartner: enabled("added"),
  },
  {
    id: "connections-removed",
    title: "users of a partner can sign in with fewer connections",
    severity: "medium",
    explanation: "Users who come from there can no longer sign in. Tell the partner before.",
    source: "https://auth0.com/docs/get-started/applications/update-application-connections",
    ofPartner: enabled("removed"),
  },
  {
    id: "consent-text",
    title: "the consent page shows scopes in another way",
    severity: "medium",
    explanation: "It holds for every application of the tenant. Read the page once as a user would.",
    source: "https://auth0.com/docs/customize/login-pages/customize-consent-prompts",
    ofStack: descriptions,
  },
  {
    id: "connection-used",
    title: "a connection comes into use, or goes out of it",
    severity: "low",
    explanation: "Connections are looked up, never made: the tenant must have it.",
    ofStack: looked,
  },
);

// Former ids of partners and APIs: what a change of them does to what has had the name.

import type { Named } from "../../identity/names.ts";
import { type ApiPair, type PartnerPair, type PlanPath, stopped } from "./pair.ts";
import type { Said } from "./rule.ts";
import { listOf } from "./words.ts";

const claimed = ({ before, after }: { before?: Named; after?: Named }): readonly string[] =>
  (after?.formerIds ?? []).filter((former) => !before?.formerIds?.includes(former));

/** Former ids that nobody had before this change: the state of a stack may still have what was called so. */
export function* takesOver({ name, before, after, at, id, stack }: PartnerPair): Generator<Said> {
  // Who gets an application in one stack more was called so before, and took nothing over.
  if (!after || (!before && stack.people.before.has(id))) return;
  const { after: present, former: renamed } = stack.people;
  const former = claimed({ ...(before && { before }), after }).filter((one) => one !== renamed.get(id));
  const taken = former.filter((one) => present.has(one));
  const free = former.filter((one) => !present.has(one));
  const covers = before ? [at("formerIds")] : [];
  for (const one of taken)
    yield {
      what: `${name} names the former id ${one}, which is another partner's id: no update changes anything until it is removed.`,
      covers,
    };
  if (free.length > 0)
    yield {
      what: before
        ? `${name} names the former id ${listOf(free)}, and has an application of its own: whatever a stack still has as ${listOf(free)} is deleted.${stopped(stack)}`
        : `${name} takes over the application of ${listOf(free)}, with its client ID, secret and consents, where a stack still has it.`,
      covers,
    };
}

const DROPPED =
  "a stack that was not deployed since the rename refuses its next update, since the application would be deleted";

export function* formerIdsDropped({ name, before, after, at }: PartnerPair): Generator<Said> {
  const dropped = before && after ? claimed({ before: after, after: before }) : [];
  if (dropped.length > 0)
    yield {
      what: `${name} no longer names its former id ${listOf(dropped)}: ${DROPPED}.`,
      covers: [at("formerIds")],
    };
}

/** Every grant repeats its API's former ids. */
const apiNames = ({ at, stack }: ApiPair): PlanPath[] => [
  at("formerIds"),
  ...stack.partners.flatMap((one) => [
    ...Object.keys(one.after?.grants ?? {}).map((key) => one.at("grants", key, "formerApis")),
    ...Object.keys(one.after?.onceActive ?? {}).map((key) => one.at("onceActive", key, "formerApis")),
  ]),
  ...Object.entries(stack.head.ownApplications).flatMap(([id, { grants }]) =>
    Object.keys(grants).map((key) => ["ownApplications", id, "grants", key, "formerApis"]),
  ),
];

export function* apiFormerIdsDropped(pair: ApiPair): Generator<Said> {
  const { name, before, after } = pair;
  const dropped = before && after ? claimed({ before: after, after: before }) : [];
  if (dropped.length > 0)
    yield {
      what: `${name} no longer names its former id ${listOf(dropped)}: a stack that was not deployed since the rename refuses its next update.`,
      covers: apiNames(pair),
    };
}

/** What hosts an API and differs in its id alone. */
const hostingNames = ({ id, at, stack }: ApiPair, former: string): PlanPath[] => {
  const hosting = at("hosting");
  return stack.changes.flatMap(({ path, before, after }) =>
    hosting.every((key, i) => path[i] === key) &&
    typeof before === "string" &&
    before.replaceAll(former, id) === after
      ? [path]
      : [],
  );
};

export function* apiRenamed(pair: ApiPair): Generator<Said> {
  const { id, name, before, after, stack } = pair;
  const former = stack.people.formerApis.get(id);
  if (former === undefined || !before || !after) return;
  const isSame = before.resourceServer.identifier === after.resourceServer.identifier;
  yield {
    what: isSame
      ? `${name} is called ${id} instead of ${former}; the API, its scopes and every grant for it stay as they are.`
      : `${name} is called ${id} instead of ${former}, and it is another API: its identifier changes as well.${stopped(stack)}`,
    ...(isSame ? {} : { severity: "high" as const }),
    covers: apiNames(pair),
  };
  if (before.hosting && after.hosting)
    yield {
      what: `What hosts ${name} on AWS is named after ${former} and is named after ${id} from now on: roles, logs, clusters, load balancers and alarms are made anew, and its old logs go.`,
      severity: "high",
      covers: hostingNames(pair, former),
    };
}

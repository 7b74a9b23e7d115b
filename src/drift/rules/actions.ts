// Actions that can touch tokens or users, made by hand: each is ours, or declared with the SHA-256 of its code.
import { WAY_FACTS } from "../../access/ways.ts";
import { actionOf } from "../../identity/natural-keys.ts";
import type { KnownAction } from "../../model/tenant.ts";
import { sha256 } from "../../plan/checksum.ts";
import type { LiveAction } from "../../tenant/live.ts";
import { isBoundTrigger, mayDoAt, mayRunUnbound } from "../../tenant/triggers.ts";
import type { Comparison } from "../difference.ts";
import { mayAddUnnamed, maySetAccount, scopesNamedIn, setsScopeClaim } from "./action-code.ts";
import { type DriftRule, named } from "./rule.ts";

type Seen = Pick<Comparison, "plan" | "tenant">;

export interface Running {
  readonly trigger: string;
  readonly id: string;
  /** Undefined where the list of Actions has none of that id. */
  readonly action: LiveAction | undefined;
}

/** What runs where it can touch tokens or users, or where nobody knows what it can do. */
export function* runningActions({ tenant }: Pick<Comparison, "tenant">): Generator<Running> {
  for (const [trigger, ids] of tenant.bound)
    if (isBoundTrigger(trigger))
      for (const id of new Set(ids))
        yield { trigger, id, action: tenant.actions.find((one) => one.id === id) };
  for (const action of tenant.actions)
    for (const { id: trigger } of action.supported_triggers ?? [])
      if (action.deployed_version && mayRunUnbound(trigger)) yield { trigger, id: action.id, action };
}

/** Whether the plan makes it: then other rules compare its code. */
export const isMadeHere = ({ trigger, id }: Running, { plan, tenant }: Seen): boolean =>
  Object.values(plan.actions).some(
    (planned) => planned.trigger.id === trigger && actionOf(planned, tenant.actions)?.id === id,
  );

const codeOf = ({ action }: Running): string => action?.deployed_version?.code ?? "";

/** What tenant.yaml names of an Action of this name, with whatever code. */
const namedAs = ({ plan }: Seen, { trigger, action }: Running): KnownAction[] =>
  Object.values(plan.notes.knownActions ?? {}).filter(
    (one) => one.trigger === trigger && one.name === action?.name,
  );

/** Its declaration, where it runs just the code that was read. */
export const knownOf = (seen: Seen, running: Running): KnownAction | undefined =>
  namedAs(seen, running).find((one) => one.sha256 === sha256(codeOf(running)));

/** Scopes that its code names where it adds them. */
export const addedScopes = (running: Running): string[] => scopesNamedIn(codeOf(running));

/** Whether the code may add scopes that it does not name. */
export const addsUnnamedScopes = (running: Running): boolean =>
  setsScopeClaim(codeOf(running)) || (running.trigger === "post-login" && mayAddUnnamed(codeOf(running)));

/** Whether it may set what ours puts into tokens as the user's account. */
export const setsAccounts = ({ plan }: Seen, running: Running): boolean => {
  const ours = Object.values(plan.actions);
  return (
    ours.length > 0 &&
    maySetAccount(codeOf(running), (name) => ours.some(({ code }) => code.includes(JSON.stringify(name))))
  );
};

/** Actions that can add scopes at a login and that no update made. */
export const addingActions = (comparison: Comparison): Running[] =>
  [...runningActions(comparison)].filter(
    (running) => running.trigger === "post-login" && !isMadeHere(running, comparison),
  );

function mayInWords(running: Running): string {
  const scopes = addedScopes(running);
  const hint = scopes.length > 0 ? `; its code adds ${named(scopes)}` : "";
  return `${mayDoAt(running.trigger)}, whatever was granted${hint}`;
}

/** Whether the last update made it, with the code that runs, and the files no longer have it. */
const isGoing = (running: Running, { deployed, plan }: Comparison): boolean =>
  Object.entries(deployed?.givenActions ?? {}).some(
    ([key, { name, code }]) =>
      !Object.hasOwn(plan.actions, key) && name === running.action?.name && code === codeOf(running),
  );

export const actionRemoval: DriftRule = {
  id: "action-removal-not-deployed",
  title: "An Action that is removed from the files does not run",
  severity: "note",
  why: "the last update made it, with the code that runs; the next one deletes it",
  remedy: "update",
  todo: "deploy it, once it is approved",
  *check(comparison) {
    for (const running of runningActions(comparison))
      if (isGoing(running, comparison))
        yield {
          subject: { kind: "action", id: running.action?.name ?? running.id },
          what: `it runs at ${running.trigger}, and the files no longer have it: the removal is not deployed yet`,
        };
  },
};

export const actionUndeclared: DriftRule = {
  id: "action-undeclared",
  title: "Every Action that can touch tokens or users is ours, or declared with the SHA-256 of its code",
  severity: "alarm",
  why: "Auth0 puts what an Action adds into the token without comparing it with any grant, and nobody reviewed this code",
  remedy: "by-hand",
  todo: ({ live }) =>
    `read its code, and take it off its trigger in the tenant unless it is wanted; to keep it, write it into actions of tenant.yaml with sha256: ${String(live)}`,
  source: WAY_FACTS.action.source,
  *check(comparison) {
    for (const running of runningActions(comparison)) {
      if (isMadeHere(running, comparison) || (running.action && knownOf(comparison, running))) continue;
      if (isGoing(running, comparison)) continue;
      const { trigger, id, action } = running;
      const known = namedAs(comparison, running);
      const may = mayInWords(running);
      yield {
        subject: { kind: "action", id: action?.name ?? id },
        what:
          known.length > 0
            ? `it runs other code at ${trigger} than tenant.yaml names by its SHA-256: ${may}`
            : `it runs at ${trigger}, and nothing declares it: ${may}`,
        ...(known.length > 0 && { declared: known.map((one) => one.sha256).join(", ") }),
        live: sha256(codeOf(running)),
      };
    }
  },
};

// The engine's events become what they did to whom: per partner and API, in words.

import type { EngineEvent, OpType } from "@pulumi/pulumi/automation/index.js";
import { declaredIn } from "../src/model/applications.ts";
import { REPLACEMENT_EFFECTS, REPLACEMENT_REASON, replacementCauses } from "../src/plan/replacement.ts";
import { NOUNS, TYPES } from "../src/pulumi/resource-types.ts";
import { nameOf } from "../src/pulumi/state.ts";

/** One resource that is not as it was. */
export interface ResourceChange {
  readonly op: "create" | "update" | "replace" | "delete";
  readonly type: string;
  /** The logical name: `acme-cms`, `acme-cms/contacts/user`. */
  readonly name: string;
  /** Top-level inputs that force a replacement. */
  readonly replacedBy: readonly string[];
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

const OPS: Partial<Record<OpType, ResourceChange["op"]>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
};

/** Whether the event is about a resource of Auth0: components and the stack itself are only brackets. */
export const concernsResource = (type: string): boolean => type in NOUNS;

function changeOf(event: EngineEvent): ResourceChange | undefined {
  const metadata = event.resourcePreEvent?.metadata;
  const op = metadata && OPS[metadata.op];
  if (!metadata || !op || !concernsResource(metadata.type)) return undefined;
  return {
    op,
    type: metadata.type,
    name: nameOf(metadata.urn),
    replacedBy: op === "replace" ? (metadata.keys ?? []) : [],
    before: metadata.old?.inputs ?? {},
    after: metadata.new?.inputs ?? {},
  };
}

/** In the order the engine reported them. */
export const changesOf = (events: readonly EngineEvent[]): ResourceChange[] =>
  events.flatMap((event) => changeOf(event) ?? []);

/** Whether the state is as declared as well, brackets included: those of what is gone may still be in it. */
export const isSettled = (events: readonly EngineEvent[]): boolean =>
  events.every(({ resourcePreEvent }) => !resourcePreEvent || !OPS[resourcePreEvent.metadata.op]);

const SHARED: readonly string[] = [TYPES.resourceServer, TYPES.scopes, TYPES.action, TYPES.triggerAction];

/** Whether the resource serves all partners: an API or a login action. */
export const isShared = ({ type }: ResourceChange): boolean => SHARED.includes(type);

/** The partner or API a resource belongs to: the first part of its name. */
export const ownerOf = (name: string): string => name.split("/", 1)[0] ?? name;

const PAST = { create: "created", update: "updated", replace: "replaced", delete: "removed" } as const;

/** `application`, `grant contacts/user`. */
function describeResource({ type, name }: ResourceChange): string {
  const rest = name.slice(ownerOf(name).length + 1);
  const named = type === TYPES.grant || type === TYPES.connectionClient;
  return [NOUNS[type], ...(named ? [rest] : [])].join(" ");
}

const WHOLES: readonly string[] = [TYPES.client, TYPES.resourceServer, TYPES.action];

/** One line a change; a partner that is all new or all gone says so in one word. */
export function describeChanges(changes: readonly ResourceChange[]): string {
  const whole = changes.find(({ type }) => WHOLES.includes(type));
  if (whole?.op === "create") return "created";
  if (whole?.op === "delete") return "removed";
  return changes.map((change) => `${describeResource(change)} ${PAST[change.op]}`).join("\n");
}

const GOES: readonly ResourceChange["op"][] = ["delete", "replace"];

/** One line for each partner or API that loses something, before it does. */
export function describeRemovals(changes: readonly ResourceChange[]): string[] {
  const going = changes.filter(({ op }) => GOES.includes(op));
  return [...Map.groupBy(going, ({ name }) => ownerOf(name))].flatMap(([owner, its]) =>
    GOES.flatMap((op) => {
      const what = its.filter((change) => change.op === op).map(describeResource);
      return what.length === 0
        ? []
        : [`${op === "delete" ? "removing" : "making anew"}: ${owner}, ${what.join(", ")}`];
    }),
  );
}

/** What replacing an application means to the people who depend on it. */
export function describeReplacement(change: ResourceChange): string {
  const causes = replacementCauses(change.replacedBy, change.before, change.after);
  return [
    `${declaredIn(change.name)}: ${causes}`,
    `  ${REPLACEMENT_REASON}:`,
    `${REPLACEMENT_EFFECTS.map((effect) => `  - ${effect}`).join(";\n")}.`,
  ].join("\n");
}

// What a Pulumi stack holds, and a plan → applications that turn from a partner's into one of ours, or back.
import type { Held } from "../identity/held.ts";
import { bearerOf } from "../identity/names.ts";
import { declaredIn } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
import { heldIn } from "./held.ts";
import { TYPES } from "./resource-types.ts";
import { nameOf, type StackState, type StateResource } from "./state.ts";
import { type Component, componentUrn, forgetCommand } from "./urns.ts";

/** Pulumi takes up what is there under the new name, and deletes it under the old one. */
export interface Turned {
  readonly held: Held;
  /** What becomes of it, as a sentence goes on, and what would be lost. */
  readonly what: string;
  /** What to do, before the command. */
  readonly before: string;
  /** Makes the state forget it, and changes nothing in the tenant. */
  readonly command: string;
  /** What the state forgets besides, and what then becomes of that: as a sentence goes on, empty where it is nothing. */
  readonly besides: string;
}

const PARAMETER = "aws:ssm/parameter:Parameter";

/**
 * What depends on a component and is not part of it. A state names each after what it depends on.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_delete/ (read 2026-11)
 */
function dependentsBesides({ resources }: StackState, component: string): StateResource[] {
  const parts = new Set([component]);
  const forgotten = new Set([component]);
  const besides: StateResource[] = [];
  for (const one of resources) {
    const { urn, parent = "", dependencies } = one;
    if (parts.has(parent)) parts.add(urn);
    if (!parts.has(urn) && ![parent, ...(dependencies ?? [])].some((on) => forgotten.has(on))) continue;
    forgotten.add(urn);
    if (!parts.has(urn)) besides.push(one);
  }
  return besides;
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** A dashboard is made again, and the version of a secret goes with it; a parameter nothing deletes any more. */
function besidesSentence(state: StackState, component: string): string {
  const all = dependentsBesides(state, component);
  if (all.length === 0) return "";
  const named = all.map(({ type, urn }) => `${type.split(":").at(-1)} ${nameOf(urn)}`).join(", ");
  const parameters = all.flatMap(({ type, urn, inputs }) =>
    type === PARAMETER ? [textOf(inputs?.name, nameOf(urn))] : [],
  );
  const left = `; delete ${parameters.join(", ")} on AWS by hand, or our app goes on offering the partner`;
  return `the state also forgets ${named}: AWS keeps them, and the next update makes again what the files still declare${parameters.length > 0 ? left : ""}`;
}

/** Of what is ours now: nobody declares the partner any more, or it is declared still and would have it as well. */
function ofPartner({ partners }: Plan, own: string, name: string): Pick<Turned, "what" | "before"> {
  const bearer = bearerOf(partners, name);
  const ours = `own_applications.${own} of tenant.yaml`;
  if (bearer === undefined)
    return {
      what: `${ours} was the partner ${JSON.stringify(name)}: the application would be deleted`,
      before: "Forget it as a partner's first:",
    };
  return {
    what: `${ours} names the application of ${declaredIn(bearer)}: two would write its grants`,
    before: `Take it out of tenant.yaml. If it is ours now, take ${declaredIn(bearer)} out, which may come back in a later change, and forget it as a partner's first:`,
  };
}

/** Client IDs of our own applications that a state holds: of each the grants, never the application. */
export const ownApplicationsIn = ({ resources }: StackState): readonly string[] =>
  resources.flatMap(({ type, urn }) => (type === TYPES.ownApplication ? [nameOf(urn)] : []));

const forgetting = (state: StackState, pulumiStack: string, type: Component, name: string) => ({
  command: forgetCommand(pulumiStack, type, name),
  besides: besidesSentence(state, componentUrn(pulumiStack, type, name)),
});

/** @param plan of the whole stack */
export function turnedIn(plan: Plan, pulumiStack: string, state: StackState): Turned[] {
  const own = ownApplicationsIn(state);
  const ofPartners = heldIn(state).flatMap((one): Turned[] => {
    const { kind, name, key } = one;
    const id = Object.keys(plan.ownApplications).find((each) => plan.ownApplications[each]?.clientId === key);
    if (kind !== "partner" || id === undefined) return [];
    return [
      { held: one, ...ofPartner(plan, id, name), ...forgetting(state, pulumiStack, "PartnerAccess", name) },
    ];
  });
  const ofOurs = Object.entries(plan.partners).flatMap(([id, { adopts }]): Turned[] =>
    adopts === undefined || !own.includes(adopts)
      ? []
      : [
          {
            held: { kind: "partner", name: id, key: adopts },
            what: `${declaredIn(id)} was one of our own applications: its grants would be deleted`,
            before: "Forget it as ours first:",
            ...forgetting(state, pulumiStack, "OwnApplication", adopts),
          },
        ],
  );
  return [...ofPartners, ...ofOurs];
}

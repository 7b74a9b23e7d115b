// What a Pulumi stack holds, and a plan → applications that turn from a partner's into one of ours, or back.
import type { Held } from "../identity/held.ts";
import { bearerOf } from "../identity/names.ts";
import { declaredIn } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
import { heldIn } from "./held.ts";
import { TYPES } from "./resource-types.ts";
import { nameOf, type StackState } from "./state.ts";
import { forgetCommand } from "./urns.ts";

/** Pulumi takes up what is there under the new name, and deletes it under the old one. */
export interface Turned {
  readonly held: Held;
  /** What becomes of it, as a sentence goes on, and what would be lost. */
  readonly what: string;
  /** What to do, before the command. */
  readonly before: string;
  /** Makes the state forget it, and changes nothing in the tenant. */
  readonly command: string;
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

/** @param plan of the whole stack */
export function turnedIn(plan: Plan, pulumiStack: string, state: StackState): Turned[] {
  const own = ownApplicationsIn(state);
  const ofPartners = heldIn(state).flatMap((one): Turned[] => {
    const { kind, name, key } = one;
    const id = Object.keys(plan.ownApplications).find((each) => plan.ownApplications[each]?.clientId === key);
    if (kind !== "partner" || id === undefined) return [];
    const command = forgetCommand(pulumiStack, "PartnerAccess", name);
    return [{ held: one, ...ofPartner(plan, id, name), command }];
  });
  const ofOurs = Object.entries(plan.partners).flatMap(([id, { adopts }]): Turned[] =>
    adopts === undefined || !own.includes(adopts)
      ? []
      : [
          {
            held: { kind: "partner", name: id, key: adopts },
            what: `${declaredIn(id)} was one of our own applications: its grants would be deleted`,
            before: "Forget it as ours first:",
            command: forgetCommand(pulumiStack, "OwnApplication", adopts),
          },
        ],
  );
  return [...ofPartners, ...ofOurs];
}

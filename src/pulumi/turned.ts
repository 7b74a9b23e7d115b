// What a Pulumi stack holds, and a plan → applications that turn from a partner's into one of ours, or back.
import type { Held } from "../identity/held.ts";
import { bearerOf } from "../identity/names.ts";
import { declaredIn } from "../model/applications.ts";
import type { Plan } from "../plan/types.ts";
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

/**
 * @param plan of the whole stack
 * @param own client IDs of our own applications that the state holds
 */
export function turnedIn(
  plan: Plan,
  pulumiStack: string,
  held: readonly Held[],
  own: readonly string[],
): Turned[] {
  const ofPartners = held.flatMap((one): Turned[] => {
    const { kind, name, key } = one;
    const id = Object.keys(plan.ownApplications).find((each) => plan.ownApplications[each]?.clientId === key);
    if (kind !== "partner" || id === undefined || bearerOf(plan.partners, name) !== undefined) return [];
    return [
      {
        held: one,
        what: `own_applications.${id} of tenant.yaml was the partner ${JSON.stringify(name)}: the application would be deleted`,
        before: "Forget it as a partner's first:",
        command: forgetCommand(pulumiStack, "PartnerAccess", name),
      },
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
            command: forgetCommand(pulumiStack, "OwnApplication", adopts),
          },
        ],
  );
  return [...ofPartners, ...ofOurs];
}

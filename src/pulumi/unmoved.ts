// A stack's plan and what one of its Pulumi stacks holds → partners whose files place them in another one.
import type { Held } from "../identity/held.ts";
import { bearerOf } from "../identity/names.ts";
import type { Plan } from "../plan/types.ts";
import { moveCommand } from "./urns.ts";

/** A partner whose state is not where its file says: here it would be deleted, and there made a second time. */
export interface Unmoved {
  /** As the state names it: after a renaming the former id. */
  readonly name: string;
  /** The id of its declaration. */
  readonly id: string;
  /** Pulumi stacks. */
  readonly from: string;
  readonly to: string;
  /** What moves its state, as a shell takes it. */
  readonly command: string;
}

/** As the state has them. */
export const partnerNames = (held: readonly Held[]): readonly string[] =>
  held.flatMap(({ kind, name }) => (kind === "partner" ? [name] : []));

/**
 * In the order of the names.
 *
 * @param whole the plan of the stack with its parts
 * @param from the Pulumi stack whose state has partners of these names
 */
export const unmovedIn = (whole: Plan, from: string, names: readonly string[]): Unmoved[] =>
  names.flatMap((name) => {
    const id = bearerOf(whole.partners, name);
    const to = id === undefined ? from : (whole.partners[id]?.part ?? whole.stack);
    if (id === undefined || to === from) return [];
    return [{ name, id, from, to, command: moveCommand(name, from, to, whole.aws !== undefined) }];
  });

/** Why nothing is done in `here`, a Pulumi stack that has partners of another one, or is to make those that another one has. */
export const unmovedMessage = (here: string, unmoved: readonly Unmoved[]): string => {
  const why = unmoved.some(({ from }) => from === here)
    ? "it holds partners whose files name another part: their applications would be deleted"
    : "another of its Pulumi stacks holds partners that it would make: they would get a second application";
  return `nothing is changed in stack ${here}, since ${why}. Move their state first:\n${unmoved.map(({ command }) => `  ${command}`).join("\n")}`;
};

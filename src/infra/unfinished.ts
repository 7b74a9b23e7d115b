// What an earlier update left half-way → the refusal to go on from it, before anything is declared.

import * as pulumi from "@pulumi/pulumi";
import type { Plan } from "../plan/types.ts";
import { isOurs } from "../pulumi/resource-types.ts";
import { nameOf, type StackState, unreadIn } from "../pulumi/state.ts";
import { namedThing, UNKNOWN_END, unreadInWords } from "../pulumi/words.ts";

/** What the next update would take for done, or do a second time: its URN, and a line that says so. */
function unfinishedIn(state: StackState): { readonly urn: string; readonly line: string }[] {
  const unread = unreadIn(state).map((one) => ({ urn: one.urn, line: unreadInWords(one) }));
  const begun = state.pending.filter(({ kind, type }) => kind === "creating" && isOurs(type));
  return [
    ...unread,
    ...begun.map(({ urn, type }) => ({ urn, line: `${namedThing(type, nameOf(urn))}: ${UNKNOWN_END}` })),
  ];
}

/**
 * After a write that failed the state has what was asked for: the provider compares with that, sends nothing, and the
 * update ends well, with a grant as wide as it was. A creation whose end nobody knows would be done again. What a
 * refresh of the same update has read is not in the state yet. A preview changes nothing, and warns.
 *
 * @param only the one partner that the update is limited to
 * @throws RunError with the command that reads it from the tenant
 */
export async function refuseUnfinished(
  { stack, part = stack }: Plan,
  state: StackState,
  only: string | undefined,
): Promise<void> {
  const isMeant = (name: string) => only === undefined || name === only || name.startsWith(`${only}/`);
  const unfinished = unfinishedIn(state).filter(({ urn }) => isMeant(nameOf(urn)));
  if (unfinished.length === 0) return;
  const lines = unfinished.map(({ line }) => `  ${line}`);
  const message = (begins: string) =>
    `${begins} in stack ${part}, since an earlier one ended half-way, and the state does not say what became of it:\n` +
    `${lines.join("\n")}\n\`recover --stack ${part} --write\` reads that from the tenant; deploy after it`;
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(message("nothing is changed"));
  await pulumi.log.warn(message("an update changes nothing"));
}

// Applications that the tenant still has under a former id of their partner: what becomes of that, and what to do.
import { bearerOf, formerIdsWith } from "../../identity/names.ts";
import { declaredIn } from "../../model/applications.ts";
import { OWNERSHIP_KEYS } from "../../plan/application.ts";
import { quote } from "../../text.ts";
import {
  type Comparison,
  formerNameOf,
  isNotTakenOver,
  isRefused,
  isUnheld,
  type Subject,
} from "../difference.ts";
import type { Detected, DriftRule } from "./rule.ts";

const liveOf = ({ ownership }: Comparison, { id, clientId }: Subject) =>
  ownership.ours.get(id)?.find(({ client_id }) => client_id === clientId);

/** Whether an update may refuse to give one's application to another: it is called otherwise, and no state was asked. */
export function mayBeAnothers(comparison: Comparison, subject: Subject): boolean {
  const { plan, deployed } = comparison;
  const live = subject.kind === "partner" ? liveOf(comparison, subject) : undefined;
  if (deployed?.held !== undefined || live === undefined) return false;
  const isRenamed = formerNameOf(plan, subject.id, live) !== undefined;
  return isRenamed && live.name !== plan.partners[subject.id]?.application.name;
}

/** Only the state shows whether an update would give one's application to another. */
function renameTodo({ subject }: Detected, comparison: Comparison): string {
  return mayBeAnothers(comparison, subject)
    ? `leave it until \`drift --deployed\` has told whether an update may give it that name: it is called ${quote(liveOf(comparison, subject)?.name ?? "")}`
    : "deploy it, once it is approved; the application is the partner's: leave it";
}

/** Advice about a marker: only the state shows whether the marker of one that its file names by its client ID is an earlier id, or a mistake. */
export function todoOfMarker({ subject, of }: Detected, { plan, deployed }: Comparison): string | undefined {
  const { path = [], live } = of ?? {};
  const planned = plan.partners[subject.id];
  const isEarlier = typeof live === "string" && bearerOf(plan.partners, live) === undefined;
  if (deployed || path.at(-1) !== OWNERSHIP_KEYS.partner || !isEarlier || !planned) return undefined;
  const line = `write former_ids: [${formerIdsWith(planned, live)}] into ${declaredIn(subject.id)}`;
  return `is it what ${quote(live)} is called now, ${line}: until then no update changes anything. Else \`pulumi up --refresh --stack ${planned.part ?? plan.stack}\` puts it back; \`drift --deployed\` distinguishes the two`;
}

/** A former id in the tenant, of which the next update makes the present one. */
export const renameNotDeployed: DriftRule = {
  id: "rename-not-deployed",
  title: "A renamed partner's application carries its present id",
  severity: "note",
  why: "the next update writes it; the client ID stays",
  remedy: "update",
  todo: renameTodo,
  *check(comparison) {
    const { plan, ownership } = comparison;
    for (const [id, owned] of ownership.ours)
      for (const application of owned.filter((one) => !isNotTakenOver(comparison, one))) {
        const marker = formerNameOf(plan, id, application);
        const subject = { kind: "partner", id, clientId: application.client_id } as const;
        const isStopped = isRefused(comparison, subject) || isUnheld(comparison, subject);
        if (marker === undefined || isStopped) continue;
        yield {
          subject,
          what: `its application is still marked as ${quote(marker)}, its former id: the rename is not deployed yet`,
        };
      }
  },
};

// What an update refuses that the files say of live objects: told with what to write, before somebody follows other advice.
import type { Refused } from "../../identity/refused.ts";
import { wayOfUnheld } from "../../identity/takeover.ts";
import { type Comparison, isUnheld, type Subject } from "../difference.ts";
import { type Detected, type DriftRule, id } from "./rule.ts";
import { isOfWithoutFile } from "./strangers.ts";

const subjectOf = ({ held: { kind, key }, id }: Refused): Subject => ({
  ...{ kind, id },
  ...(kind === "partner" && { clientId: key }),
});

/** Where a partner's state is does not matter to what else is said of it. */
const allRefused = ({ refused, deployed }: Comparison) => [...(deployed?.elsewhere ?? []), ...refused];

const sentencesOf = ({ subject: { kind, id, clientId } }: Detected, comparison: Comparison): string =>
  allRefused(comparison)
    .filter(({ held, id: is }) => held.kind === kind && is === id && (clientId ?? held.key) === held.key)
    .flatMap(({ sentences }) => sentences)
    .join("; ");

const refusedUpdate: DriftRule = {
  id: "update-refused",
  title: "The files say of what is live only what an update can bring about",
  severity: "finding",
  why: "what is live would be deleted, made anew or left half changed, so the next update changes nothing",
  remedy: "by-hand",
  todo: sentencesOf,
  *check(comparison) {
    for (const one of allRefused(comparison))
      if (!one.isReviewable)
        yield {
          subject: subjectOf(one),
          what: `${one.what}: the next update refuses what the files say now`,
        };
  },
};

const unreviewedUpdate: DriftRule = {
  id: "update-unreviewed",
  title: "What is in use is deleted, made anew or given to another only by an update that was reviewed",
  severity: "note",
  why: "somebody lives on it, so a plain update changes nothing; one that has the checksum of its review does it",
  remedy: "by-hand",
  todo: sentencesOf,
  *check(comparison) {
    for (const one of comparison.refused)
      if (one.isReviewable && !isOfWithoutFile(comparison, one.held.key))
        yield {
          subject: subjectOf(one),
          what: `${one.what}: an update without the checksum of its review refuses what the files say now`,
        };
  },
};

/** The state of a part whose file is gone, or one that was lost, is none of those that were asked. */
const unheldApplication: DriftRule = {
  id: "application-not-held",
  title: "The states hold the application of every partner that has one",
  severity: "finding",
  why: "an update that knows nothing of it would make a second one, so the next update changes nothing",
  remedy: "by-hand",
  todo: ({ subject }, { plan }) => wayOfUnheld(plan.partners[subject.id]?.part ?? plan.stack),
  *check(comparison) {
    const { ownership, plan } = comparison;
    for (const partner of Object.keys(plan.partners))
      for (const { client_id: clientId } of ownership.ours.get(partner) ?? []) {
        const subject = { kind: "partner", id: partner, clientId } as const;
        if (isUnheld(comparison, subject))
          yield {
            subject,
            what: `no state of ${plan.stack} has its application ${id(clientId)}: the next update refuses to go on`,
          };
      }
  },
};

export const REFUSED_RULES: readonly DriftRule[] = [refusedUpdate, unreviewedUpdate, unheldApplication];

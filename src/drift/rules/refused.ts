// What an update refuses that the files say of live objects: told with what to write, before somebody follows other advice.
import type { Refused } from "../../identity/refused.ts";
import type { Comparison, Subject } from "../difference.ts";
import type { Detected, DriftRule } from "./rule.ts";
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

export const REFUSED_RULES: readonly DriftRule[] = [refusedUpdate, unreviewedUpdate];

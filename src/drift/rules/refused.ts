// What every update refuses that the files say of live objects: told with what to write, before somebody follows other advice.
import type { Comparison } from "../difference.ts";
import type { Detected, DriftRule } from "./rule.ts";

const sentencesOf = ({ subject: { kind, id, clientId } }: Detected, { refused }: Comparison): string =>
  refused
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
  *check({ refused }) {
    for (const { held, id, what } of refused)
      yield {
        subject: { kind: held.kind, id, ...(held.kind === "partner" && { clientId: held.key }) },
        what: `${what}: the next update refuses what the files say now`,
      };
  },
};

export const REFUSED_RULES: readonly DriftRule[] = [refusedUpdate];

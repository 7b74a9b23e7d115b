// What the files call otherwise than the states do: told with what to write, before somebody follows other advice.
import type { Comparison } from "../difference.ts";
import type { Detected, DriftRule } from "./rule.ts";

const sentencesOf = ({ subject: { kind, id, clientId } }: Detected, { refused }: Comparison): string =>
  refused
    .filter(({ held, id: is }) => held.kind === kind && is === id && (clientId ?? held.key) === held.key)
    .flatMap(({ sentences }) => sentences)
    .join("; ");

const refusedUpdate: DriftRule = {
  id: "update-refused",
  title: "The files call everything as the states do, or say what it was called",
  severity: "finding",
  why: "by its new name it would be made anew, and by the old one deleted, so the next update changes nothing",
  remedy: "by-hand",
  todo: sentencesOf,
  *check({ refused }) {
    for (const { held, id } of refused)
      yield {
        subject: { kind: held.kind, id, ...(held.kind === "partner" && { clientId: held.key }) },
        what: `the state has it as ${JSON.stringify(held.name)}: the next update refuses what the files say now`,
      };
  },
};

export const REFUSED_RULES: readonly DriftRule[] = [refusedUpdate];

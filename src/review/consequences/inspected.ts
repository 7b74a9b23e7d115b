// Connections of which tenant.yaml says that somebody has read what sets accounts there: drift and `who` rely on it.
import { entryOf } from "../../model/record.ts";
import { codeWord } from "../../text.ts";
import type { StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { TENANT } from "./tenant.ts";

function* inspected({ base, head }: StackPair): Generator<Said> {
  const [before, after] = [base.notes.inspected ?? {}, head.notes.inspected ?? {}];
  for (const name of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [was, now] = [entryOf(before, name), entryOf(after, name)];
    if (was === now) continue;
    const about = {
      subject: TENANT,
      covers: [
        ["notes", "inspected", name],
        ["notes", "inspected"],
      ],
    } as const;
    if (now !== undefined)
      yield {
        ...about,
        what: `Somebody is said to have read on ${now} what of the connection ${codeWord(name)} sets its users' accounts: drift will be silent about it.`,
      };
    else
      yield {
        ...about,
        what: `Nobody is said any more to have read what of the connection ${codeWord(name)} sets its users' accounts: drift reports it.`,
        severity: "low",
      };
  }
}

export const INSPECTED_CONSEQUENCES = rules({
  id: "connection-inspected",
  title: "somebody is said to have read a connection's scripts and its SCIM map",
  severity: "high",
  explanation:
    "They can set the account of every user who comes through the connection, and lie beside secrets that no program of ours reads. The approver knows who read them.",
  source: "https://auth0.com/docs/manage-users/user-accounts/metadata",
  ofStack: inspected,
});

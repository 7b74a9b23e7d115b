// Roles that tenant.yaml declares: what is reviewed is what drift takes for granted.
import { sensitivityOf } from "../../access/reach.ts";
import { entryOf } from "../../model/record.ts";
import type { Plan } from "../../plan/types.ts";
import { setOff } from "../../text.ts";
import type { StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { TENANT } from "./tenant.ts";
import { codeList, without } from "./words.ts";

const isSensitive = ({ apis }: Plan, api: string, scope: string): boolean => {
  const planned = entryOf(apis, api);
  return planned !== undefined && sensitivityOf(planned, scope) === "high";
};

function* declaredRoles({ base, head }: StackPair): Generator<Said> {
  const [before, after] = [base.notes.knownRoles ?? {}, head.notes.knownRoles ?? {}];
  for (const role of [...new Set([...Object.keys(before), ...Object.keys(after)])].sort()) {
    const [was, now] = [entryOf(before, role) ?? {}, entryOf(after, role) ?? {}];
    for (const api of [...new Set([...Object.keys(was), ...Object.keys(now)])].sort()) {
      const [had, has] = [entryOf(was, api) ?? [], entryOf(now, api) ?? []];
      const of = setOff((entryOf(head.apis, api) ?? entryOf(base.apis, api))?.resourceServer.name ?? api);
      const about = {
        subject: TENANT,
        covers: [
          ["notes", "knownRoles", role, api],
          ["notes", "knownRoles", role],
          ["notes", "knownRoles"],
        ],
      } as const;
      const [more, less] = [without(has, had), without(had, has)];
      if (more.length > 0)
        yield {
          ...about,
          ...(more.some((scope) => isSensitive(head, api, scope)) && { severity: "high" as const }),
          what: `Users with the role ${setOff(role)} may get ${codeList(more)} of ${of}: drift will be silent about it.`,
        };
      if (less.length > 0)
        yield {
          ...about,
          what: `The role ${setOff(role)} is no longer declared with ${codeList(less)} of ${of}: drift is an alarm while it has it.`,
          severity: "low",
        };
    }
  }
}

export const ROLE_CONSEQUENCES = rules({
  id: "role-declared",
  title: "what a role of the tenant lets its users do is declared",
  severity: "medium",
  explanation:
    "Where an API enforces permissions, they decide which users can use what an application was granted. Nothing of this is made: it is what drift takes for granted.",
  source: "https://auth0.com/docs/get-started/apis/enable-role-based-access-control-for-apis",
  ofStack: declaredRoles,
});

// Two applications of one file, before and after → the one that says now what the other one said, which no update lets through.
import { exchangedWith, plannedTraits, TRAITS } from "../../identity/siblings.ts";
import { DEFAULT_STATUS, mayGo } from "../../model/status.ts";
import type { PartnerPair } from "./pair.ts";
import type { Said } from "./rule.ts";
import { setOffPartner } from "./words.ts";

export function* exchanged({ id, name, before, after, stack }: PartnerPair): Generator<Said> {
  if (!before || !after || mayGo(before.status) || after.adopts !== undefined) return;
  const { base, head, people } = stack;
  const live = [...plannedTraits(base, id)].filter(
    ([one]) => !mayGo(base.partners[one]?.status ?? DEFAULT_STATUS),
  );
  const found = exchangedWith(id, new Map(live), plannedTraits(head, id));
  if (found === undefined) return;
  const other = setOffPartner(found.id, head.partners[found.id]?.application.name);
  const former = people.former.get(id);
  const was = former === undefined ? `${name} was` : `${former} was, and not ${name}, which says so`;
  yield {
    what: `${other} is now what ${was}: ${TRAITS[found.by]}. No update changes anything: each would get the other's client ID, secret and consents.`,
  };
}

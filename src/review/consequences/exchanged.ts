// Two applications, before and after → the one that says now what the other one said, which no update lets through.
import { lookAlikeOf } from "../../identity/look-alike.ts";
import { exchangedWith, isSame, plannedTraits, TRAITS } from "../../identity/siblings.ts";
import { DEFAULT_STATUS, mayGo } from "../../model/status.ts";
import { setOff } from "../../text.ts";
import type { PartnerPair } from "./pair.ts";
import type { Said } from "./rule.ts";
import { setOffPartner } from "./words.ts";

const REFUSED = "No update changes anything: each would get the other's client ID, secret and consents.";

/** A partner whose name another one has, as an update knows it again; by a client ID `application-moved` says so. */
function renamed({ id, before, after, stack }: PartnerPair): Said | undefined {
  const { base, head, people } = stack;
  if (!before || !after || before.application.name === after.application.name) return undefined;
  const isMoved = Object.values(head.partners).some(({ adopts }) => adopts && adopts === before.adopts);
  if (isMoved || after.adopts !== undefined) return undefined;
  const { name: called, callbacks } = before.application;
  const former = people.former.get(id);
  const other = lookAlikeOf(head, {
    ids: former === undefined ? [id] : [id, former],
    called,
    callbacks: mayGo(before.status) ? [] : callbacks,
  });
  // One partner's applications have one name, which another one of them may keep.
  const isKept =
    former !== undefined && other !== undefined && base.partners[other]?.application.name === called;
  if (other === undefined || (isKept && !isSame(callbacks, head.partners[other]?.application.callbacks)))
    return undefined;
  return {
    what: `${setOff(called)} was declared as ${former ?? id} and is declared as ${other} now, while ${id} is ${setOff(after.application.name)}. ${REFUSED}`,
  };
}

export function* exchanged(pair: PartnerPair): Generator<Said> {
  const said = renamed(pair);
  if (said) yield said;
  else yield* amongSiblings(pair);
}

function* amongSiblings({ id, name, before, after, stack }: PartnerPair): Generator<Said> {
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
    what: `${other} is now what ${was}: ${TRAITS[found.by]}. ${REFUSED}`,
  };
}

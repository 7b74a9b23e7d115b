// What access rests on beside settings: who answers for a partner, its contract, and when it is looked at again.
import { setOff } from "../../text.ts";
import { kept } from "./application.ts";
import type { PartnerPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { TENANT } from "./tenant.ts";

function* contract(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const [was, now] = [both.before.contract, both.after.contract];
  if (was.reference === now.reference && was.ends === now.ends) return;
  yield {
    what: `The contract of ${both.name} is ${setOff(now.reference)} until ${now.ends}; it was ${setOff(was.reference)} until ${was.ends}.`,
    covers: [both.at("contract")],
  };
}

function* review(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both || both.before.reviewBy === both.after.reviewBy) return;
  const { before, after, name, at } = both;
  const what =
    after.reviewBy === undefined
      ? `Nobody has to look again at what ${name} may do; it was due by ${before.reviewBy}.`
      : `What ${name} may do is to be looked at again by ${after.reviewBy}${before.reviewBy === undefined ? "" : ` instead of ${before.reviewBy}`}.`;
  yield {
    what,
    ...(after.reviewBy === undefined && { severity: "medium" as const }),
    covers: [at("reviewBy")],
  };
}

function* owner(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both || both.before.owner === both.after.owner) return;
  yield {
    what: `${both.after.owner} answers for ${both.name} instead of ${both.before.owner}.`,
    covers: [both.at("owner")],
  };
}

function* contact(pair: PartnerPair): Generator<Said> {
  const both = kept(pair);
  if (!both) return;
  const [was, now] = [both.before.contact, both.after.contact];
  if (was.name === now.name && was.email === now.email) return;
  yield {
    what: `The contact of ${both.name} is ${setOff(now.name)}, ${now.email}; it was ${setOff(was.name)}, ${was.email}.`,
    covers: [both.at("contact")],
  };
}

export const PEOPLE = rules(
  {
    id: "security-changed",
    title: "somebody else approves code and sensitive scopes",
    severity: "high",
    explanation:
      "That owner approves every change of the code, and of partners with sensitive scopes, from now on. Who did until now should know, and agree.",
    source: "docs/ci.md",
    *ofStack({ base, head, change }) {
      const [was, now] = [base.notes.security, head.notes.security];
      if (change === "kept" && was !== now)
        yield {
          subject: TENANT,
          what: `${now} approves code and partners with sensitive scopes instead of ${was}.`,
          covers: [["notes", "security"]],
        };
    },
  },
  {
    id: "contact-changed",
    title: "somebody else is to be called at a partner",
    severity: "medium",
    explanation:
      "Guides, secrets and warnings go there. Ask the partner by a way that you knew before, not by the new address.",
    ofPartner: contact,
  },
  {
    id: "contract-changed",
    title: "a partner's contract changes",
    severity: "low",
    explanation: "It is what the access rests on. Check the date against the contract itself.",
    ofPartner: contract,
  },
  {
    id: "review-moved",
    title: "the day of the next access review moves",
    severity: "low",
    explanation: "Move it only once somebody has looked at what the partner may do.",
    ofPartner: review,
  },
  {
    id: "owner-changed",
    title: "somebody else answers for a partner or an API",
    severity: "medium",
    explanation: "The owner approves changes of the file from now on. Both should know.",
    ofPartner: owner,
    *ofApi({ name, before, after, at }) {
      if (!before || !after || before.owner === after.owner) return;
      yield { what: `${after.owner} answers for ${name} instead of ${before.owner}.`, covers: [at("owner")] };
    },
  },
);

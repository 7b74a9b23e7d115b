// Rules that time breaks: contracts, access reviews and keys come to an end, and somebody must act before.

import { hasAccess } from "../model/status.ts";
import type { Path } from "../model/workspace.ts";
import { plural, quote } from "../text.ts";
import { partnerRule, type Rule, type Violation } from "./rule.ts";
import { LEAST_PRIVILEGE, ROTATE_CREDENTIALS } from "./sources.ts";

/** Long enough for a contract to be signed or a partner to change a key. */
const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;

/** Whole days from one date (or time) to another; negative when it has passed. */
const daysBetween = (from: string, to: string) => Math.floor((Date.parse(to) - Date.parse(from)) / DAY_MS);

interface Deadline {
  readonly at: Path;
  /** What ends, e.g. `contract "CRM-1041"`. */
  readonly what: string;
  /** The last day, YYYY-MM-DD, or a time in ISO 8601. */
  readonly end: string;
  readonly today: string;
  readonly fix: string;
}

/** Nothing while there is time, a warning in the last thirty days, an error from the day after the last. */
function* deadline({ at, what, end, today, fix }: Deadline): Generator<Omit<Violation, "file">> {
  const days = daysBetween(today, end);
  if (days > NOTICE_DAYS) return;
  const day = end.slice(0, 10);
  if (days < 0) yield { at, what: `${what} ended on ${day}`, fix };
  else yield { at, what: `${what} ends on ${day}, in ${plural(days, "day")}`, fix, severity: "warning" };
}

const contractEnded = partnerRule({
  id: "contract-ended",
  title: "An active partner has a contract",
  why: "the contract is what the partner's access rests on, and nobody else takes the access away",
  source: LEAST_PRIVILEGE,
  *check({ value: { contract, status } }, _, today) {
    if (today === undefined || !hasAccess(status)) return;
    yield* deadline({
      at: ["contract", "ends"],
      what: `contract ${quote(contract.reference)}`,
      end: contract.ends,
      today,
      fix: "renew it and write its new end, or write status: suspended",
    });
  },
});

const reviewOverdue = partnerRule({
  id: "review-overdue",
  title: "Somebody looks again at what an active partner may do, by the day its file names",
  why: "what a partner needed once it may need no longer, and only as much as it needs should ever be granted",
  source: LEAST_PRIVILEGE,
  *check({ value: { review_by: end, status } }, _, today) {
    if (today === undefined || end === undefined || !hasAccess(status)) return;
    yield* deadline({
      at: ["review_by"],
      what: "the time for this partner's access review",
      end,
      today,
      fix: "read `npm run -s partner-access -- explain` of the partner, narrow its grants, and write the next review_by",
    });
  },
});

const credentialExpired = partnerRule({
  id: "credential-expired",
  title: "An active partner's keys have not expired",
  why: "Auth0 accepts no assertion signed with an expired key, so the partner gets no tokens",
  source: ROTATE_CREDENTIALS,
  *check({ value: { stacks, status } }, _, today) {
    if (today === undefined || !hasAccess(status)) return;
    for (const [stack, { credentials = [] }] of Object.entries(stacks))
      for (const [i, { name, expires_at: end }] of credentials.entries())
        if (end !== undefined)
          yield* deadline({
            at: ["stacks", stack, "credentials", i, "expires_at"],
            what: `key ${quote(name)}`,
            end,
            today,
            fix: "add the partner's next key beside it, and remove this one when the partner signs with the next",
          });
  },
});

/** In the order of docs/rules.md. */
export const DATES: readonly Rule[] = [contractEnded, reviewOverdue, credentialExpired];

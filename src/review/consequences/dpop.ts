// What it means that an API binds tokens to keys in another way than before.
import { asksAnybody, bindsTokens, compareAsked, type DpopPolicy } from "../../model/dpop.ts";
import type { SetOff } from "../../text.ts";
import type { Severity } from "../review.ts";
import type { Said } from "./rule.ts";

const EFFECTS: Readonly<Record<DpopPolicy, string>> = {
  none: "binds no token to a key: every token works for anybody who has it, and an application that must prove possession gets none",
  allowed:
    "binds the tokens of applications that send a DPoP proof, and gives others tokens that work for anybody who has them",
  required_for_public_clients:
    "gives public applications, ours included, no token without a DPoP proof, also for the refresh tokens that they have",
  required:
    "gives no application, ours included, a token without a DPoP proof, also for the refresh tokens that they have",
};

/** Where less is demanded nobody is cut off, unless there is nothing left to bind a token to. */
function severityOf(was: DpopPolicy, now: DpopPolicy): Severity {
  if (!bindsTokens(now) || (asksAnybody(now) && compareAsked(was, now) > 0)) return "high";
  return compareAsked(was, now) > 0 ? "low" : "medium";
}

export const dpopSaid = (
  was: DpopPolicy,
  now: DpopPolicy,
  name: SetOff,
): Pick<Said, "what" | "severity"> => ({
  what: `${name} ${EFFECTS[now]} (${now} instead of ${was}).`,
  severity: severityOf(was, now),
});

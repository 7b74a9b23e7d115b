// What each of those who look at a change says of who is who, around merge and deployment.
import type { DriftReport } from "../../../src/drift/drift.ts";
import type { LivingStack } from "./renaming.ts";

/** What is about who is whom, and what goes. */
const IDENTITY =
  /^(partner-(renamed|vanished|takes-over)|applications-exchanged|api-(renamed|removed|replaced)|application-replaced)$/;
const REFUSES = /no update changes anything/i;

/** The rules of `check` that refuse the files beside those that were deployed; each once, sorted. */
export async function checkedIn({ stack }: LivingStack): Promise<string[]> {
  const { out } = await stack.verb("check", "--base", "HEAD", "--format", "json");
  const { findings } = JSON.parse(out) as { findings: readonly { rule: string }[] };
  return [...new Set(findings.map(({ rule }) => rule))].sort();
}

/** What the review says against the files that were deployed; each with an `!` where the update refuses it whatever was reviewed. */
export async function reviewedIn({ stack }: LivingStack): Promise<string[]> {
  const { out } = await stack.verb("review", "--stack", "dev", "--base", "HEAD", "--format", "json");
  const { consequences } = JSON.parse(out) as { consequences: readonly { rule: string; what: string }[] };
  return consequences
    .filter(({ rule }) => IDENTITY.test(rule))
    .map(({ rule, what }) => `${rule}${REFUSES.test(what) ? "!" : ""}`)
    .sort();
}

/** What drift says with the state. */
export async function driftedIn({ stack }: LivingStack): Promise<DriftReport> {
  return JSON.parse((await stack.verb("drift", "--stack", "dev", "--deployed", "--format", "json")).out);
}

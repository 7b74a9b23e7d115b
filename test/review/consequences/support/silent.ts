// Which differences of two plans no consequence is about.
import { type Change, diff } from "../../../../src/plan/diff.ts";
import type { Plan } from "../../../../src/plan/types.ts";
import { consequencesOf } from "../../../../src/review/consequences/index.ts";
import type { Consequence } from "../../../../src/review/review.ts";
import { TODAY } from "../../../support/consequences.ts";

type Subject = Consequence["subject"];

const mentions = ({ subject, partners }: Consequence, kind: Subject["kind"], id: string) =>
  (subject.kind === kind && subject.id === id) || (kind === "partner" && partners.includes(id));

/** Whose a difference is: a partner, an API, or the tenant or stack. */
function isTold({ path }: Change, plan: Plan, said: readonly Consequence[]): boolean {
  const [part, id = "", inner = ""] = path;
  const here = said.filter(({ stacks }) => stacks.includes(plan.stack));
  const ofStack = (c: Consequence) => c.subject.kind === "stack" || c.subject.kind === "tenant";
  // A partner that was renamed is mentioned by its present id.
  const now = (former: string) =>
    Object.keys(plan.partners).find((key) => plan.partners[key]?.formerIds.includes(former)) ?? former;
  const ofPartner = (partner: string) => (c: Consequence) =>
    mentions(c, "partner", partner) || mentions(c, "partner", now(partner));
  if (part === "partners") return here.some(ofPartner(id));
  if (part === "ownApplications") return here.some((c) => mentions(c, "own-application", id) || ofStack(c));
  if (part === "apis") return here.some((c) => mentions(c, "api", id) || ofStack(c));
  if (part === "aws" && inner !== "")
    return here.some((c) => ofStack(c) || ofPartner(inner)(c) || mentions(c, "api", inner));
  return here.some(ofStack);
}

/** Differences that nothing says. */
export function silent(base: Plan, head: Plan): string[] {
  const said = consequencesOf(new Map([[head.stack, base]]), new Map([[head.stack, head]]), TODAY);
  return diff(base, head)
    .filter((change) => !isTold(change, head, said))
    .map(({ path }) => path.join("."));
}

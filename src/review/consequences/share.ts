// The partners that one change touches become one line, where they are many.
import type { Consequence } from "../review.ts";
import type { ConsequenceRule } from "./rule.ts";
import { counted } from "./words.ts";

/** Three partners can be called by phone on the day of the deployment. */
const FEW_PARTNERS = 3;
/** Below a third, what goes wrong is one partner's trouble more than everybody's. */
const SMALL_SHARE = 1 / 3;

export const SHARE: ConsequenceRule = {
  id: "many-partners",
  title: "a change touches many partners at once",
  severity: "medium",
  explanation: `Said of more than ${FEW_PARTNERS} partners and more than a third of all. Deploy it to one stack first, and when somebody can watch; or make several changes of it.`,
};

/** `all`: ids of every partner before and after. What is only good to know touches nobody. */
export function manyPartners(consequences: readonly Consequence[], all: ReadonlySet<string>): Consequence[] {
  const grave = consequences.filter(({ severity }) => severity !== "low");
  const touched = [...new Set(grave.flatMap(({ partners }) => partners))].sort();
  if (touched.length <= FEW_PARTNERS || touched.length <= all.size * SMALL_SHARE) return [];
  const { id: rule, severity, explanation } = SHARE;
  return [
    {
      rule,
      severity,
      subject: { kind: "repository", id: "partners" },
      what: `One change for ${touched.length} of ${counted(all.size, "partner")}.`,
      explanation,
      stacks: [...new Set(grave.flatMap(({ stacks }) => stacks))].sort(),
      partners: touched,
    },
  ];
}

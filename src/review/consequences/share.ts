// The partners that one change touches become one line, where they are many.
import type { Consequence } from "../report.ts";
import type { ConsequenceRule } from "./rule.ts";
import { counted, someOf } from "./words.ts";

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

/** `names`: of every partner before and after, by id. What is only good to know touches nobody. */
export function manyPartners(
  consequences: readonly Consequence[],
  names: ReadonlyMap<string, string>,
): Consequence[] {
  const grave = consequences.filter(({ severity }) => severity !== "low");
  const touched = [...new Set(grave.flatMap(({ partners }) => partners))].sort();
  if (touched.length <= FEW_PARTNERS || touched.length <= names.size * SMALL_SHARE) return [];
  const { id: rule, severity, explanation } = SHARE;
  const shownNames = someOf(touched.map((id) => names.get(id) ?? id));
  return [
    {
      rule,
      severity,
      subject: { kind: "repository", id: "partners" },
      what: `This change touches ${touched.length} of ${counted(names.size, "partner")}: ${shownNames}.`,
      explanation,
      stacks: [...new Set(grave.flatMap(({ stacks }) => stacks))].sort(),
      partners: touched,
    },
  ];
}

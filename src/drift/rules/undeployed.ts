// What the files say and no update has done yet: told, so that nobody takes it for somebody's doing in the tenant.
import { type Difference, deployedIdOf, isNewApi, isOfNewApi, isRefused } from "../difference.ts";
import { type DriftRule, fieldRule, lastKeyOf, named } from "./rule.ts";

const isUndeployed = fieldRule({
  id: "not-deployed-yet",
  title: "What is declared and was never deployed is told, and nothing else is said of it",
  severity: "note",
  why: "the next update makes it",
  remedy: "update",
  todo: "deploy it, once it is approved",
  at: ["partner", "api", "partner/grants/*"],
  says: (d, comparison) => {
    if (d.subject.kind === "api")
      return (
        isNewApi(comparison, d.subject.id) &&
        "it is not deployed yet: neither the stack nor the tenant has it"
      );
    if (lastKeyOf(d) !== "")
      return (
        isOfNewApi(d, comparison) && `its grant of ${lastKeyOf(d)} is not deployed yet: neither is the API`
      );
    return (
      comparison.deployed !== undefined &&
      deployedIdOf(comparison, d.subject.id) === undefined &&
      "it is not deployed yet: neither the stack nor the tenant has an application of it"
    );
  },
});

/** One note a subject: what the files say instead is the review's to tell. */
const isPendingChange: DriftRule = {
  id: "change-not-deployed",
  title: "What changed in the files and is not deployed yet is told, and nothing else is said of it",
  severity: "note",
  why: "the tenant has what the last update gave it; the next one changes it",
  remedy: "update",
  todo: "deploy it, once it is approved",
  *check({ pending, refused }) {
    const keyOf = ({ subject: { kind, id, clientId } }: Difference) => JSON.stringify([kind, id, clientId]);
    for (const [first, ...others] of Map.groupBy(pending, keyOf).values()) {
      if (!first || isRefused({ refused }, first.subject)) continue;
      const paths = named([first, ...others].map(({ path }) => path.join(".")));
      const what =
        first.path.length === 0
          ? "it is not deployed yet: neither the stack nor the tenant has it"
          : `what its file says now is not deployed yet: ${paths}`;
      yield { subject: first.subject, what };
    }
  },
};

export const UNDEPLOYED_RULES: readonly DriftRule[] = [isUndeployed, isPendingChange];

// Planned statements become the JSON text of an IAM policy.
import type { PlannedStatement } from "../../plan/aws/aws-types.ts";

/** One entry of a list that has only one is written without the list, as AWS itself stores it. */
const listOf = (values: readonly string[]) => (values.length === 1 ? values[0] : [...values]);

const statementOf = ({ sid, effect, principals, actions, resources, condition }: PlannedStatement) => ({
  Sid: sid,
  Effect: effect,
  ...(principals && { Principal: { [principals.type]: listOf(principals.identifiers) } }),
  Action: listOf(actions),
  ...(resources.length > 0 && { Resource: listOf(resources) }),
  ...(condition && { Condition: condition }),
});

/**
 * The reason of a statement is for reviewers; IAM has no place for it. A trust policy names no resources.
 * Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html (read 2026-11)
 */
export const policyDocument = (statements: readonly PlannedStatement[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements.map(statementOf) });

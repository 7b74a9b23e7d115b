// A planned policy becomes the text that AWS keeps.
import type { PlannedStatement } from "../plan/aws/aws-types.ts";

const oneOrMore = (values: readonly string[]): unknown => (values.length === 1 ? values[0] : values);

/** In the order in which AWS itself writes a statement. */
export const expectedPolicy = (statements: readonly PlannedStatement[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ sid, effect, principals, actions, resources, condition }) => ({
      Sid: sid,
      Effect: effect,
      Principal: principals && { [principals.type]: oneOrMore(principals.identifiers) },
      Action: oneOrMore(actions),
      Resource: resources.length > 0 ? oneOrMore(resources) : undefined,
      Condition: condition,
    })),
  });

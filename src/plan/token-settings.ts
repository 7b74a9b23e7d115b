// An API and its issuer become what anybody needs who checks the API's tokens.
import { type AwsPlace, pathName } from "./aws/aws-names.ts";
import type { PlannedParameter } from "./aws/aws-types.ts";
import type { PlannedApi } from "./types.ts";

/** Source: https://auth0.com/docs/secure/tokens/json-web-tokens/json-web-key-sets (read 2026-11) */
export const jwksUri = (issuer: string) => `${issuer}.well-known/jwks.json`;

/**
 * JSON in which no two opening braces stand side by side: Parameter Store takes those for a reference to another
 * parameter and refuses the value.
 * Source: https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html (read 2026-11)
 */
export const parameterText = (value: object) => JSON.stringify(value).replace(/\{(?=\{)/g, "\\u007b");

/** What an API needs to check its tokens, as JSON in a parameter of Parameter Store. */
export function planTokenSettings(
  id: string,
  { resourceServer, accountClaim }: PlannedApi,
  issuer: string,
  place: AwsPlace,
): PlannedParameter {
  return {
    name: `/${pathName(place, "apis", id)}`,
    description: "How to check the tokens of this API",
    value: parameterText({
      issuer,
      audience: resourceServer.identifier,
      algorithm: resourceServer.signingAlg,
      jwks_uri: jwksUri(issuer),
      ...(accountClaim !== undefined && { account_claim: accountClaim }),
    }),
  };
}

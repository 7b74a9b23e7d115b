// APIs and keys that others hold → tokens that no application needs.
import { SUBJECT_TYPES } from "../model/partner.ts";
import type { PlannedApi } from "../plan/types.ts";
import type { LiveApi, LiveTenant } from "../tenant/live.ts";
import { quote } from "../text.ts";
import type { Holding } from "./answer.ts";

/** One of ours that the tenant has. */
export interface ApiHere {
  readonly id: string;
  readonly planned: PlannedApi;
  readonly live: LiveApi;
}

/** All of an API, sorted. */
export const allScopesOf = ({ scopes }: LiveApi): string[] => scopes.map(({ value }) => value).toSorted();

/** Anyone who holds the key of an API's tokens: the secret that it knows itself, or a private key beside the tenant's. */
function* holdersAt(
  { live, planned }: ApiHere,
  { customSigningKeys: keys = [] }: LiveTenant,
): Generator<Pick<Holding, "way" | "who" | "declared">> {
  if (live.signing_alg === "HS256")
    yield {
      way: "symmetric-signing",
      who: "anyone who knows the API's signing secret",
      declared: planned.resourceServer.signingAlg === live.signing_alg,
    };
  else
    for (const kid of keys)
      yield {
        way: "custom-signing-keys",
        who: `anyone who holds the private key of ${quote(kid)}`,
        declared: false,
      };
}

/** What they can make themselves, for anybody. */
export const byForeignKeys = (apis: readonly ApiHere[], tenant: LiveTenant): Holding[] =>
  apis.flatMap((api) =>
    [...holdersAt(api, tenant)].flatMap((holder) =>
      SUBJECT_TYPES.map((subjectType) => ({
        ...holder,
        api: api.id,
        subjectType,
        scopes: allScopesOf(api.live),
        account: "every account",
      })),
    ),
  );

// What declarations can use that is right and depends on something else: on what a tenant of Auth0 has, by plan or while
// Auth0 still tries it out, or on the partner's code.
import type { AuthenticationMethod } from "./authentication.ts";

/** What a partner has that a feature is known by. */
export interface FeatureUser {
  /** The partner's id. */
  readonly id: string;
  readonly authenticationMethod: AuthenticationMethod;
  readonly hasTokenQuota: boolean;
  readonly provesPossession: boolean;
  /** Whether it is a strict application that calls Auth0 from pages. */
  readonly isStrictPage: boolean;
}

interface Feature {
  /** As Auth0's page says; fits behind "needs". */
  readonly needs: string;
  /** Read 2026-11. */
  readonly source: string;
  isUsedBy(user: FeatureUser): boolean;
}

/** Of the tenant, by the name that a partner's file gives it. */
export const FEATURES: Readonly<
  Record<"private_key_jwt" | "token_quota" | "require_proof_of_possession", Feature>
> = {
  private_key_jwt: {
    needs: "the Enterprise plan",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    isUsedBy: ({ authenticationMethod }) => authenticationMethod === "private_key_jwt",
  },
  token_quota: {
    needs: "Early Access, and Auth0 does not list it for strict applications",
    source: "https://auth0.com/docs/fine-grained-m2m-token-quotas",
    isUsedBy: ({ hasTokenQuota }) => hasTokenQuota,
  },
  require_proof_of_possession: {
    needs: "Early Access, by one of Auth0's pages",
    source: "https://auth0.com/docs/get-started/applications/configure-sender-constraining",
    isUsedBy: ({ provesPossession }) => provesPossession,
  },
};

/** Those, and what a partner's code has to do without. */
const ALL = {
  ...FEATURES,
  "strict app_type spa": {
    needs:
      "another library than Auth0's SDK for single-page applications, which sends response_mode and auth0Client: Auth0 does not list them",
    source: "https://auth0.com/docs/get-started/applications/third-party-applications/security-controls",
    isUsedBy: ({ isStrictPage }) => isStrictPage,
  },
} as const satisfies Readonly<Record<string, Feature>>;

type FeatureName = keyof typeof ALL;

/** A feature of a plan of Auth0 or in early access that declarations use. */
export interface UsedFeature extends Omit<Feature, "isUsedBy"> {
  readonly name: FeatureName;
  /** Ids of the partners that use it; at least one. */
  readonly partners: readonly string[];
}

/** The features that somebody uses, in the table's order. */
export function usedFeatures(users: readonly FeatureUser[]): UsedFeature[] {
  return Object.entries<Feature>(ALL).flatMap(([name, { isUsedBy, ...feature }]) => {
    const partners = users.filter(isUsedBy).map(({ id }) => id);
    return partners.length === 0 ? [] : [{ name: name as FeatureName, ...feature, partners }];
  });
}

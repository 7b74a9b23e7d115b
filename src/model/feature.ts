// What declarations can use that not every tenant of Auth0 has: by plan, or while Auth0 still tries it out.
import type { AuthenticationMethod } from "./authentication.ts";

/** What a partner has that a feature is known by. */
export interface FeatureUser {
  /** The partner's id. */
  readonly id: string;
  readonly authenticationMethod: AuthenticationMethod;
  readonly hasTokenQuota: boolean;
  readonly provesPossession: boolean;
}

interface Feature {
  /** Who has it, as Auth0's page says; fits behind "needs". */
  readonly needs: string;
  /** Read 2026-11. */
  readonly source: string;
  isUsedBy(user: FeatureUser): boolean;
}

/** By the name that a partner's file gives it. */
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

type FeatureName = keyof typeof FEATURES;

export interface UsedFeature extends Omit<Feature, "isUsedBy"> {
  readonly name: FeatureName;
  /** Ids of the partners that use it; at least one. */
  readonly partners: readonly string[];
}

/** The features that somebody uses, in the table's order. */
export function usedFeatures(users: readonly FeatureUser[]): UsedFeature[] {
  return Object.entries<Feature>(FEATURES).flatMap(([name, { isUsedBy, ...feature }]) => {
    const partners = users.filter(isUsedBy).map(({ id }) => id);
    return partners.length === 0 ? [] : [{ name: name as FeatureName, ...feature, partners }];
  });
}

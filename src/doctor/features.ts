// What declarations use that not every tenant of Auth0 has: by plan, or while Auth0 still tries it out.
import type { Plan, PlannedPartner } from "../plan/types.ts";

interface Feature {
  readonly name: string;
  /** Who has it, as Auth0's page says. */
  readonly needs: string;
  readonly source: string;
  isUsedBy(partner: PlannedPartner): boolean;
}

/** Sources read 2026-11. */
export const FEATURES: readonly Feature[] = [
  {
    name: "private_key_jwt",
    needs: "the Enterprise plan",
    source: "https://auth0.com/docs/get-started/applications/configure-private-key-jwt",
    isUsedBy: ({ credentials }) => credentials.authenticationMethod === "private_key_jwt",
  },
  {
    name: "token_quota",
    needs: "early access, and Auth0 does not list it for strict applications",
    source: "https://auth0.com/docs/fine-grained-m2m-token-quotas",
    isUsedBy: ({ application }) => application.tokenQuota !== undefined,
  },
];

/** Ids of the partners that use it, in the plan's order. */
export const usersOf = ({ partners }: Plan, { isUsedBy }: Feature): string[] =>
  Object.entries(partners)
    .filter(([, partner]) => isUsedBy(partner))
    .map(([id]) => id);

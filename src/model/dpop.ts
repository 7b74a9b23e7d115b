// Tokens that are bound to a key of the application (DPoP, RFC 9449): what an API asks for, and of whom.

/** From what asks least to what asks most; the first where the file says nothing. */
export const DPOP_POLICIES = ["none", "allowed", "required_for_public_clients", "required"] as const;
/** `dpop` of an API's file: whether tokens are bound to a proof (RFC 9449). */
export type DpopPolicy = (typeof DPOP_POLICIES)[number];

/** What an API asks for whose file says nothing. */
export const DEFAULT_DPOP: DpopPolicy = "none";

/** `proof_of_possession` at Auth0. */
interface Stored {
  readonly mechanism: "dpop";
  readonly required: boolean;
  readonly required_for?: "all_clients" | "public_clients";
}

/**
 * What each means; null is off.
 * Source: https://auth0.com/docs/secure/sender-constraining/configure-sender-constraining (read 2026-11)
 */
const STORED: Readonly<Record<DpopPolicy, Stored | null>> = {
  none: null,
  allowed: { mechanism: "dpop", required: false },
  required_for_public_clients: { mechanism: "dpop", required: true, required_for: "public_clients" },
  required: { mechanism: "dpop", required: true, required_for: "all_clients" },
};

/** Whether an API binds the tokens of applications that send a proof. An application that must send one needs this. */
export const bindsTokens = (policy: DpopPolicy = DEFAULT_DPOP): boolean => STORED[policy] !== null;

/** Whether an API gives an application no token without a proof. */
export const asksForProof = (
  policy: DpopPolicy | undefined,
  { isPublic }: { readonly isPublic: boolean },
): boolean =>
  asksAnybody(policy) && (isPublic || STORED[policy ?? DEFAULT_DPOP]?.required_for !== "public_clients");

/** Whether it gives some application no token without a proof. */
export const asksAnybody = (policy: DpopPolicy = DEFAULT_DPOP): boolean => STORED[policy]?.required === true;

/** Above 0 where `after` asks for more than `before`; what is unknown asks most. */
export function compareAsked(before: unknown, after: unknown): number {
  const rank = (value: unknown) => {
    const at = (DPOP_POLICIES as readonly unknown[]).indexOf(value);
    return at < 0 ? DPOP_POLICIES.length : at;
  };
  return rank(after) - rank(before);
}

/** `proofOfPossession` of `auth0.ResourceServer`: one that is off is said to be off, as the provider leaves out nothing. */
export function proofOfPossessionInputs(policy: DpopPolicy) {
  const stored = STORED[policy];
  if (stored === null) return { disable: true };
  const { mechanism, required, required_for: requiredFor } = stored;
  return { mechanism, required, ...(requiredFor !== undefined && { requiredFor }) };
}

/** Whether it is one that a file can declare. */
export const isDpopPolicy = (policy: unknown): policy is DpopPolicy =>
  (DPOP_POLICIES as readonly unknown[]).includes(policy);

/** What an API has at Auth0, in the file's word; a mechanism that files cannot declare by its own. */
export function dpopOf(
  stored:
    | { mechanism?: string | undefined; required?: boolean | undefined; required_for?: string | undefined }
    | undefined,
): string {
  const mechanism = stored?.mechanism ?? "none";
  if (mechanism !== "dpop") return mechanism;
  if (stored?.required !== true) return "allowed";
  return stored.required_for === "public_clients" ? "required_for_public_clients" : "required";
}

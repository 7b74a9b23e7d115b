// Triggers of Actions that touch access tokens or users, and how an Action comes to run there.

/** What code may do at each; at all others it touches neither. */
export const TOUCHING_TRIGGERS = {
  // Source: https://auth0.com/docs/customize/actions/explore-triggers/post-login (read 2026-11)
  "post-login": "it can add any scope to every user's token, and change any user's account at the next login",
  // Scopes that it adds are cut down to those of the grant.
  // Source: https://auth0.com/docs/actions/reference/credentials-exchange/credentials-exchange-api-object (read 2026-11)
  "credentials-exchange": "it can put any claim into tokens without a user",
  // Source: https://auth0.com/docs/actions/reference/custom-token-exchange/custom-token-exchange-api-object (read 2026-11)
  "custom-token-exchange":
    "it decides for which user an application gets a token, without a sign-in, and can set that user's account",
  // Source: https://auth0.com/docs/actions/reference/pre-user-registration/pre-user-registration-api-object (read 2026-11)
  "pre-user-registration": "it can set the account of every user who signs up",
} as const satisfies Readonly<Record<string, string>>;

export type TouchingTrigger = keyof typeof TOUCHING_TRIGGERS;

export type BoundTrigger = Exclude<TouchingTrigger, "custom-token-exchange">;

export const isTouching = (id: string): id is TouchingTrigger => Object.hasOwn(TOUCHING_TRIGGERS, id);

/** Whether an Action has to be bound to run there: one of a token exchange is named by the exchange's profile instead. */
export const isBoundTrigger = (id: string): id is BoundTrigger =>
  isTouching(id) && id !== "custom-token-exchange";

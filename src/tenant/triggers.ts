// Every trigger of Actions that a page of Auth0 describes: what code may do there, and how it comes to run.

interface Touching {
  /** To tokens or users. */
  readonly may: string;
  readonly source: string;
  /** How an Action comes to run there: by a binding, or by a setting elsewhere, so that each that is deployed may run. */
  readonly runs: "where bound" | "where deployed";
}

const REFERENCE = "https://auth0.com/docs/actions/reference";

/** Code there gets everybody's one-time codes and links that reset passwords. */
const SENDS =
  "it gets the codes and links that sign users in or reset their passwords, and so can sign in as any user";

/** What code may do at each. Pages read 2026-11. */
export const TOUCHING_TRIGGERS = {
  "post-login": {
    may: "it can add any scope to every user's token, and change any user's account at the next login",
    source: "https://auth0.com/docs/customize/actions/explore-triggers/post-login",
    runs: "where bound",
  },
  "credentials-exchange": {
    // Scopes that it adds are cut down to those of the grant.
    may: "it can put any claim into tokens without a user",
    source: `${REFERENCE}/credentials-exchange/credentials-exchange-api-object`,
    runs: "where bound",
  },
  "custom-token-exchange": {
    may: "it decides for which user an application gets a token, without a sign-in, and can set that user's account",
    source: `${REFERENCE}/custom-token-exchange/custom-token-exchange-api-object`,
    runs: "where deployed",
  },
  "pre-user-registration": {
    may: "it can set the account of every user who signs up",
    source: `${REFERENCE}/pre-user-registration/pre-user-registration-api-object`,
    runs: "where bound",
  },
  "custom-email-provider": {
    may: SENDS,
    source: `${REFERENCE}/custom-email-provider/custom-email-provider-event-object`,
    runs: "where deployed",
  },
  "custom-phone-provider": {
    may: SENDS,
    source: `${REFERENCE}/custom-phone-provider/custom-phone-provider-event-object`,
    runs: "where deployed",
  },
  "send-phone-message": {
    may: SENDS,
    source: `${REFERENCE}/send-phone-message/send-phone-message-event-object`,
    runs: "where deployed",
  },
} as const satisfies Readonly<Record<string, Touching>>;

/** Triggers whose code is given no means to change a token or a user's account, with the page that lists its means. */
export const HARMLESS_TRIGGERS: Readonly<Record<string, string>> = {
  "event-stream": `${REFERENCE}/event-stream/event-stream-api-object`,
  "password-reset-post-challenge": `${REFERENCE}/password-reset-post-challenge/password-reset-post-challenge-api-object`,
  "post-change-password": `${REFERENCE}/post-change-password/post-change-password-api-object`,
  "post-user-registration": `${REFERENCE}/post-user-registration/post-user-registration-api-object`,
};

export type TouchingTrigger = keyof typeof TOUCHING_TRIGGERS;

export type BoundTrigger = {
  [T in TouchingTrigger]: (typeof TOUCHING_TRIGGERS)[T]["runs"] extends "where bound" ? T : never;
}[TouchingTrigger];

const isTouching = (id: string): id is TouchingTrigger => Object.hasOwn(TOUCHING_TRIGGERS, id);

/** Whether an Action has to be bound to run there, at a trigger that touches tokens or users. */
export const isBoundTrigger = (id: string): id is BoundTrigger =>
  isTouching(id) && TOUCHING_TRIGGERS[id].runs === "where bound";

/** Whether code that is deployed for it may run and do harm: as somebody's setting says, or as nobody knows. */
export const mayRunUnbound = (id: string): boolean =>
  !isBoundTrigger(id) && !Object.hasOwn(HARMLESS_TRIGGERS, id);

/** What code may do there; of a trigger that no page describes, nobody knows. */
export const mayDoAt = (id: string): string =>
  isTouching(id)
    ? TOUCHING_TRIGGERS[id].may
    : "no page of Auth0 that we know says what code may do there, so it may do anything";

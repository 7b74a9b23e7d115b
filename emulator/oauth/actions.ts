import type { Document } from "../store.ts";

/** What Actions decided about one sign-in or one token. */
export interface Outcome extends Document {
  /** Claims for the access token. */
  claims: Document;
  /** Claims for the ID token. */
  idClaims: Document;
  added: string[];
  removed: string[];
}

export const NO_OUTCOME: Outcome = { claims: {}, idClaims: {}, added: [], removed: [] };

// An application's security mode → whether Auth0 limits it to what was granted. Schemas are not loaded for that.

import type { SecurityMode } from "./partner.ts";
import { entryOf } from "./record.ts";

const LIMITS: Readonly<Record<SecurityMode, boolean>> = { strict: true, permissive: false };

/** Whether the mode is one that limits. Without one, or with one that we do not know, an application is permissive. */
export const isStrictMode = (mode: string | undefined): boolean =>
  mode !== undefined && (entryOf(LIMITS, mode) ?? false);

/**
 * Whether an application, as its file or the Management API returns it, is limited: no API's policy lets it in, and of
 * the parameters of a request only those of Auth0's list are taken. First-party applications never are.
 * Source: https://auth0.com/docs/get-started/applications/third-party-applications/security-controls (read 2026-11)
 */
export const isStrict = (application: {
  readonly is_first_party?: boolean | undefined;
  readonly third_party_security_mode?: string | undefined;
}): boolean => application.is_first_party !== true && isStrictMode(application.third_party_security_mode);

// A type of application → what it can keep. Schemas are not loaded for that.
import type { AppType } from "./partner.ts";

const IN_PUBLIC: Readonly<Record<AppType, boolean>> = {
  regular_web: false,
  spa: true,
  native: true,
  non_interactive: false,
};

/**
 * Whether applications of the type run in a browser or on a device, where they can keep no secret.
 * Source: https://auth0.com/docs/get-started/applications/confidential-and-public-applications (read 2026-11)
 */
export const isPublicType = (type: AppType): boolean => IN_PUBLIC[type];

// A type of application → what it can keep, and how its users come back. Schemas are not loaded for that.

import type { AppType } from "./partner.ts";
import { entryOf } from "./record.ts";

interface Nature {
  /** Whether it runs in a browser or on a device, where it can keep no secret. */
  readonly isPublic: boolean;
  /** Whether its own scripts call Auth0 from pages of other origins. */
  readonly callsFromPages: boolean;
  /** Whether it is installed: users come back to a scheme of its own, or to their own machine. */
  readonly isInstalled: boolean;
  readonly signsUsersIn: boolean;
}

/** Source: https://auth0.com/docs/get-started/applications/confidential-and-public-applications (read 2026-11) */
const NATURES: Readonly<Record<AppType, Nature>> = {
  regular_web: { isPublic: false, callsFromPages: false, isInstalled: false, signsUsersIn: true },
  spa: { isPublic: true, callsFromPages: true, isInstalled: false, signsUsersIn: true },
  native: { isPublic: true, callsFromPages: false, isInstalled: true, signsUsersIn: true },
  non_interactive: { isPublic: false, callsFromPages: false, isInstalled: false, signsUsersIn: false },
};

/** What applications of the type are like. */
export const natureOf = (type: AppType): Nature => NATURES[type];

/** Whether applications of the type can keep no secret; of a type unknown to us, they might keep one. */
export const isPublicType = (type: string | undefined): boolean =>
  type !== undefined && (entryOf(NATURES, type)?.isPublic ?? false);

/** Whether applications of the type are installed; not one of a type unknown to us. */
export const isInstalledType = (type: string | undefined): boolean =>
  type !== undefined && Object.hasOwn(NATURES, type) && NATURES[type as AppType].isInstalled;

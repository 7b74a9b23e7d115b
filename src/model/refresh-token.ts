// How refresh tokens rotate and expire → what that means. Schemas are not loaded for that.

import type { ExpirationType, RotationType } from "./partner.ts";
import { entryOf } from "./record.ts";

const ROTATES: Readonly<Record<RotationType, boolean>> = { rotating: true, "non-rotating": false };
const EXPIRES: Readonly<Record<ExpirationType, boolean>> = { expiring: true, "non-expiring": false };

/** Whether the answer to each refresh has a new token; not where nothing says so. */
export const rotates = (type: string | undefined): boolean =>
  type !== undefined && (entryOf(ROTATES, type) ?? false);

/** Whether refresh tokens end by themselves; not where nothing says so. */
export const expires = (type: string | undefined): boolean =>
  type !== undefined && (entryOf(EXPIRES, type) ?? false);

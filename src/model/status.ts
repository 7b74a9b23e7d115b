// A partner's status → what it may do and what may be done to it.
import type { Status } from "./partner.ts";

const EFFECTS: Readonly<Record<Status, { readonly hasAccess: boolean; readonly mayGo: boolean }>> = {
  active: { hasAccess: true, mayGo: false },
  suspended: { hasAccess: false, mayGo: false },
  retired: { hasAccess: false, mayGo: true },
};

/** Whether its grants exist. A file that states no status is active. */
export const hasAccess = (status: Status = "active"): boolean => EFFECTS[status].hasAccess;

/** Whether its application may be deleted: only after nobody has had access for a while. */
export const mayGo = (status: Status): boolean => EFFECTS[status].mayGo;

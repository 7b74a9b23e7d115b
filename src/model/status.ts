// A partner's status → what it may do and what may be done to it.
import type { Status } from "./partner.ts";

const EFFECTS: Readonly<Record<Status, { readonly hasAccess: boolean; readonly mayGo: boolean }>> = {
  active: { hasAccess: true, mayGo: false },
  suspended: { hasAccess: false, mayGo: false },
  retired: { hasAccess: false, mayGo: true },
};

/** What a partner is whose file states no status. */
export const DEFAULT_STATUS: Status = "active";

/** Whether its grants exist. */
export const hasAccess = (status: Status = DEFAULT_STATUS): boolean => EFFECTS[status].hasAccess;

/** Whether its application may be deleted: only after nobody has had access for a while. */
export const mayGo = (status: Status): boolean => EFFECTS[status].mayGo;

// A partner's status → what it may do and what may be done to it.

import type { Partner, Status } from "./partner.ts";
import { entryOf } from "./record.ts";

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

/** What an application is whose partner and whose own key both say something: the least that either lets it do. */
export const strictest = (...all: readonly (Status | undefined)[]): Status | undefined =>
  (["retired", "suspended", "active"] as const).find((status) => all.includes(status));

/** The status that a partner has in one stack: a stack says only that it is retired there. */
export const statusIn = ({ status, stacks }: Pick<Partner, "status" | "stacks">, stack: string): Status =>
  entryOf(stacks, stack)?.status ?? status ?? DEFAULT_STATUS;

// What `who` answers, as data.
import type { SubjectType } from "../model/partner.ts";
import type { Way } from "../model/way.ts";
import type { RoleAccess } from "../tenant/roles.ts";

/** One application, or anybody, that can get scopes of one API in one way. */
export interface Holding {
  readonly way: Way;
  /** Absent where anybody can make the application. */
  readonly clientId?: string;
  /** `partner acme-cms`, `own application our-app`, or its name where nobody declares it. */
  readonly who: string;
  readonly api: string;
  readonly subjectType: SubjectType;
  /** Sorted. */
  readonly scopes: readonly string[];
  /** Whose data a token opens. */
  readonly account: string;
  /** Whether files say so. */
  readonly declared: boolean;
}

export interface Who {
  readonly holdings: readonly Holding[];
  /** Who can give itself, or anybody, all of it. */
  readonly powers: readonly {
    readonly who: string;
    readonly scopes: readonly string[];
    readonly declared: boolean;
  }[];
  /** Which users get what of it, where an API enforces permissions. */
  readonly roles: readonly RoleAccess[];
  /** What no call shows and tenant.yaml says that somebody read, with the day. */
  readonly inspected: readonly string[];
  /** What could not be read, or cannot be known; empty where nobody else can get anything. */
  readonly unknown: readonly string[];
}

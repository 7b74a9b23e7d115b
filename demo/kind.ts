// What a partner is: one answer for its card in our app and for its own pages.

/** `acts`: for users, at our APIs. `signs-in`: its users, and asks who they are. `program`: it acts without a user. */
export type Kind =
  | "acts"
  | "acts-and-program"
  | "signs-in"
  | "program"
  /** Nothing is granted to it, and it signs nobody in. */
  | "nothing";

interface Facts {
  /** Whether it is granted anything for users. */
  readonly acts: boolean;
  /** OpenID Connect scopes that it asks for. */
  readonly oidcScopes: readonly string[];
  /** Whether it is granted anything without one. */
  readonly isProgram: boolean;
}

/** Who acts for users signs them in as well: that is part of the same request. Who only signs users in acts in no other way. */
export function kindOf({ acts, oidcScopes, isProgram }: Facts): Kind {
  if (acts) return isProgram ? "acts-and-program" : "acts";
  if (isProgram) return "program";
  return oidcScopes.length > 0 ? "signs-in" : "nothing";
}

interface Does {
  /** What it does for people, if anything. */
  readonly forUsers: "acts" | "signs-in" | undefined;
  readonly isProgram: boolean;
}

const DOES: Readonly<Record<Kind, Does>> = {
  acts: { forUsers: "acts", isProgram: false },
  "acts-and-program": { forUsers: "acts", isProgram: true },
  "signs-in": { forUsers: "signs-in", isProgram: false },
  program: { forUsers: undefined, isProgram: true },
  nothing: { forUsers: undefined, isProgram: false },
};

export const doesOf = (kind: Kind): Does => DOES[kind];

/**
 * Whom the tenant asks before it lets the partner in. `asked`: each user. `asked-here`: the same, and nobody once users
 * come back to an address that proves whose it is. `not-asked`: nobody.
 */
export type Consent = "asked" | "asked-here" | "not-asked";

/** Whether our company lets it go on: a paused or ended one gets no tokens. */
export type Standing = "active" | "suspended" | "retired";

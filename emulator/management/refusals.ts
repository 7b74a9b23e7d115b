import { ApiError } from "../errors.ts";

/** One documented restriction: what it forbids, and where Auth0 says so. */
export interface Refusal<Subject> {
  /** A sentence that is true of everything the tenant accepts. */
  readonly rule: string;
  readonly source: string;
  /** Why the subject is refused, or undefined when it obeys the rule. */
  readonly violation: (subject: Subject) => string | undefined;
}

/** Throws the first violation as a 400. */
export function enforce<Subject>(refusals: readonly Refusal<Subject>[], subject: Subject): void {
  for (const { violation } of refusals) {
    const message = violation(subject);
    if (message !== undefined) throw new ApiError(400, message, "invalid_body");
  }
}

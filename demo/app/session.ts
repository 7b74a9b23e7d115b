// What our app remembers about one browser.
import type { PendingSignIn, User } from "./sign-in.ts";

export interface AppSession {
  user?: User | undefined;
  pending?: PendingSignIn | undefined;
  /** What just happened; shown once. */
  notice?: string | undefined;
}

/** Takes the notice: it is shown once. */
export function takeNotice(session: AppSession): string | undefined {
  const { notice } = session;
  session.notice = undefined;
  return notice;
}

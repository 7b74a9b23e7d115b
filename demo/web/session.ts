// Which browser is asking: a random cookie, and what the server remembers for it.
import { randomBytes } from "node:crypto";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";

const MAX_SESSIONS = 1000;

/**
 * Sessions in memory. The cookie says nothing by itself, scripts cannot read it, and other sites' forms do not
 * send it. `Lax` and not `Strict`: the way back from the sign-in page comes from another site.
 */
export class Sessions<T> {
  readonly #name: string;
  readonly #isSecure: boolean;
  readonly #create: () => T;
  readonly #sessions = new Map<string, T>();

  /** @param name also keeps the demo's websites apart: cookies do not know ports */
  constructor(name: string, baseUrl: string, create: () => T) {
    this.#isSecure = baseUrl.startsWith("https:");
    this.#name = this.#isSecure ? `__Host-${name}` : name;
    this.#create = create;
  }

  /** What is remembered, if anything is. */
  peek(context: Context): T | undefined {
    return this.#sessions.get(getCookie(context, this.#name) ?? "");
  }

  /** What is remembered, or a new session. */
  open(context: Context): T {
    return this.peek(context) ?? this.start(context);
  }

  /** A new session under a new cookie: after signing in, a cookie that somebody planted is worth nothing. */
  start(context: Context, session: T = this.#create()): T {
    this.#sessions.delete(getCookie(context, this.#name) ?? "");
    const id = randomBytes(32).toString("base64url");
    this.#sessions.set(id, session);
    for (const oldest of this.#sessions.keys()) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    setCookie(context, this.#name, id, {
      httpOnly: true,
      sameSite: "Lax",
      path: "/",
      secure: this.#isSecure,
    });
    return session;
  }

  end(context: Context): void {
    this.#sessions.delete(getCookie(context, this.#name) ?? "");
    deleteCookie(context, this.#name, { path: "/", secure: this.#isSecure });
  }
}

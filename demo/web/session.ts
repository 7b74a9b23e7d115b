// Which browser is asking: a random cookie, and what the server remembers for it.
import { createHash, randomBytes } from "node:crypto";
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
  /** By digest of the cookie: who reads what is remembered cannot take anybody's place. */
  readonly #sessions = new Map<string, T>();

  /** The name keeps websites of this machine apart, also those of two repositories: cookies do not know ports. */
  constructor(name: string, baseUrl: string, create: () => T) {
    const { protocol, port } = new URL(baseUrl);
    this.#isSecure = protocol === "https:";
    this.#name = [...(this.#isSecure ? ["__Host-"] : []), name, ...(port === "" ? [] : ["_", port])].join("");
    this.#create = create;
  }

  /** What is remembered, if anything is. */
  peek(context: Context): T | undefined {
    return this.#sessions.get(this.#keyOf(context));
  }

  /** What is remembered, or a new session. */
  open(context: Context): T {
    return this.peek(context) ?? this.start(context);
  }

  /** A new session under a new cookie: after signing in, a cookie that somebody planted is worth nothing. */
  start(context: Context, session: T = this.#create()): T {
    this.#sessions.delete(this.#keyOf(context));
    const id = randomBytes(32).toString("base64url");
    this.#sessions.set(digest(id), session);
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
    this.#sessions.delete(this.#keyOf(context));
    deleteCookie(context, this.#name, { path: "/", secure: this.#isSecure });
  }

  /** Every session with its key, for who keeps them. */
  entries(): Iterable<readonly [key: string, session: T]> {
    return this.#sessions;
  }

  /** Brings back what was kept. */
  restore(key: string, session: T): void {
    this.#sessions.set(key, session);
  }

  #keyOf(context: Context): string {
    return digest(getCookie(context, this.#name) ?? "");
  }
}

const digest = (id: string) => createHash("sha256").update(id).digest("base64url");

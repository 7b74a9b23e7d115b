// What a partner does in its own name, without a user: client credentials, and the routes that they open.
import * as oauth from "openid-client";
import { openedBy } from "../api/paths.ts";
import { issuerMetadata, oauthClient } from "../web/oauth.ts";
import { Journal } from "./journal.ts";
import type { PartnerApi, PartnerOptions } from "./options.ts";
import { recordingFetch } from "./recording.ts";
import { callApi, type TokenSource } from "./sync.ts";

/** One call of the last run. */
export interface Called {
  readonly api: string;
  readonly route: string;
  /** The API's answer, or why there is none. */
  readonly status: string;
  readonly answer: string;
}

/** Used up to this long before its end: it must survive its own journey. */
const EARLY_MS = 10_000;

/** The program of a partner: one for all its customers. */
export class Program {
  readonly journal = new Journal();
  readonly #options: PartnerOptions;
  readonly #metadata: () => Promise<oauth.ServerMetadata>;
  /** By audience. */
  readonly #tokens = new Map<string, { token: string; scopes: ReadonlySet<string>; endsAtMs: number }>();
  /** Of the last run; undefined before the first. */
  called: readonly Called[] | undefined;
  ranAt: Date | undefined;

  constructor(options: PartnerOptions) {
    this.#options = options;
    this.#metadata = issuerMetadata(options);
  }

  get apis(): PartnerApi[] {
    return this.#options.apis.filter(({ isForProgram }) => isForProgram);
  }

  /** Calls what its tokens open. Never throws: what went wrong is an answer. */
  async run(): Promise<void> {
    const { name } = this.#options;
    this.journal.add(name, name, "Run without a user");
    const called: Called[] = [];
    for (const api of this.apis) called.push(...(await this.#runAt(api)));
    this.called = called;
    this.ranAt = new Date();
    this.journal.notify();
  }

  async #runAt(api: PartnerApi): Promise<Called[]> {
    const called: Called[] = [];
    try {
      const { scopes } = await this.#token(api);
      const tokens = this.#source(api);
      const open = openedBy(api.routes, scopes);
      const callable = open.filter((route) => /^(GET|POST) [^{]*$/.test(route));
      for (const route of callable) {
        const [method = "", path = ""] = route.split(" ");
        const body = method === "POST" ? { name: `Made by ${this.#options.name}` } : undefined;
        const response = await callApi(this.journal, { api, tokens }, this.#options, method, path, body);
        called.push({ api: api.name, route, status: `${response.status}`, answer: await pretty(response) });
      }
      // What names one item, or changes it, is not for a button.
      const left = open.filter((route) => !callable.includes(route));
      called.push(...left.map((route) => ({ api: api.name, route, status: "not called", answer: "" })));
    } catch (error) {
      const { message } = error as Error;
      const code = error instanceof oauth.ResponseBodyError ? `${error.error}: ` : "";
      called.push({ api: api.name, route: "", status: "failed", answer: `${code}${message}` });
    }
    return called;
  }

  #source(api: PartnerApi): TokenSource {
    return {
      accessToken: async () => (await this.#token(api)).token,
      forget: () => void this.#tokens.delete(api.audience),
    };
  }

  /** One token for as long as it lives: quotas count them. */
  async #token({ audience }: PartnerApi) {
    const known = this.#tokens.get(audience);
    if (known && Date.now() < known.endsAtMs) return known;
    const { name, fetch } = this.#options;
    const client = oauthClient(
      await this.#metadata(),
      this.#options,
      recordingFetch(this.journal, name, fetch),
    );
    const answer = await oauth.clientCredentialsGrant(client, { audience });
    const made = {
      token: answer.access_token,
      scopes: new Set((answer.scope ?? "").split(" ")),
      endsAtMs: Date.now() + (answer.expiresIn() ?? 0) * 1000 - EARLY_MS,
    };
    this.#tokens.set(audience, made);
    return made;
  }
}

async function pretty(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

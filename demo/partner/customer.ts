// One customer of a partner: their items at our APIs, and the connections to them.
import { randomUUID } from "node:crypto";
import type { Fields, Item } from "../api/items.ts";
import { Journal } from "./journal.ts";
import type { TokenKeeper } from "./token-keeper.ts";

/** What the customer did here and the API does not know yet. */
export interface Edit {
  readonly audience: string;
  readonly method: "POST" | "PATCH" | "PUT" | "DELETE";
  readonly path: string;
  readonly fields?: Fields;
}

/** Between leaving for the consent page and coming back. */
export interface PendingEnable {
  readonly codeVerifier: string;
  readonly nonce: string;
  readonly returnTo: string | undefined;
  /** For which API, and those whose turn is next; undefined where people only sign in. */
  readonly audience: string | undefined;
  readonly next: readonly string[];
  /** What was asked for of the API. */
  readonly scopes: readonly string[];
}

const MAX_PENDING = 5;

export class Customer {
  readonly id: string;
  readonly journal = new Journal();
  /** By `state`. */
  readonly #pending = new Map<string, PendingEnable>();
  edits: readonly Edit[] = [];
  /** By audience and path of the collection. */
  #items = new Map<string, readonly Item[]>();
  /** By audience; none before the first consent. */
  readonly tokens = new Map<string, TokenKeeper>();
  /** Who allowed it, where the tenant may say so. */
  person: string | undefined;
  /** Whether somebody signed in, and allowed nothing at any API. */
  hasSignedIn = false;
  lastSync: Date | undefined;
  /** What the customer should know about the last sync, if it did not go well. */
  trouble: string | undefined;
  /** Why an API did not take the customer's last edit; stays until the next one. */
  rejected: string | undefined;
  /** No sync before this time, in milliseconds since 1970: the other side asked for patience, or is away. */
  waitUntilMs = 0;
  failures = 0;
  isSyncing = false;

  constructor(id: string = randomUUID()) {
    this.id = id;
  }

  expect(state: string, pending: PendingEnable): void {
    this.#pending.set(state, pending);
    for (const oldest of this.#pending.keys()) {
      if (this.#pending.size <= MAX_PENDING) break;
      this.#pending.delete(oldest);
    }
  }

  /** What was expected under a `state`, once: a second answer with it is not one. */
  take(state: string): PendingEnable | undefined {
    const pending = this.#pending.get(state);
    this.#pending.delete(state);
    return pending;
  }

  /** Begins with new tokens: anyone who enabled this time may be somebody else, with other items. */
  connect(audience: string, tokens: TokenKeeper): void {
    this.forget(audience);
    this.tokens.set(audience, tokens);
    this.waitUntilMs = 0;
    this.failures = 0;
  }

  /** Ends all connections on this side. Returns what was there to be revoked. */
  disconnect(): TokenKeeper[] {
    const ended = [...this.tokens.values()];
    for (const audience of [...this.tokens.keys()]) this.forget(audience);
    this.tokens.clear();
    this.person = undefined;
    this.hasSignedIn = false;
    return ended;
  }

  /** Deletes what came from an API, and what was to go there. */
  forget(audience: string): void {
    for (const key of [...this.#items.keys()]) if (key.startsWith(`${audience} `)) this.#items.delete(key);
    this.edits = this.edits.filter((edit) => edit.audience !== audience);
    this.trouble = undefined;
    this.rejected = undefined;
  }

  keep(audience: string, collection: string, items: readonly Item[]): void {
    this.#items.set(`${audience} ${collection}`, items);
  }

  /** A later edit of the same item takes the place of the one before. */
  edit(edit: Edit): void {
    const isSame = (other: Edit) =>
      edit.method !== "POST" && other.audience === edit.audience && other.path === edit.path;
    this.rejected = undefined;
    this.edits = [...this.edits.filter((other) => !isSame(other)), edit];
  }

  /** The items of a collection as the customer sees them: their own edits first. */
  items(audience: string, collection: string): { item: Item; path: string; isWaiting: boolean }[] {
    return (this.#items.get(`${audience} ${collection}`) ?? []).flatMap((item) => {
      const path = `${collection}/${encodeURIComponent(item.id)}`;
      const edit = this.edits.find((one) => one.audience === audience && one.path === path);
      if (edit?.method === "DELETE") return [];
      return [{ item: { ...item, ...edit?.fields } as Item, path, isWaiting: edit !== undefined }];
    });
  }
}

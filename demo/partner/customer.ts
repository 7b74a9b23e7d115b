// One customer of Acme CMS: their website's contacts, and the connection to our app.
import { randomUUID } from "node:crypto";
import { Journal } from "./journal.ts";
import type { TokenKeeper } from "./token-keeper.ts";

export interface AcmeContact {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}
export type AcmeEdit = Pick<AcmeContact, "name" | "email" | "phone">;

/** Between leaving for the consent page and coming back. */
export interface PendingEnable {
  readonly codeVerifier: string;
  readonly returnTo: string | undefined;
}

const MAX_PENDING = 5;

export class Customer {
  readonly id: string;
  readonly journal = new Journal();
  /** By `state`. */
  readonly #pending = new Map<string, PendingEnable>();
  /** What the customer edited here and our app does not know yet, by contact. */
  readonly edits = new Map<string, AcmeEdit>();
  contacts: readonly AcmeContact[] = [];
  /** Absent before the first consent. */
  tokens: TokenKeeper | undefined;
  lastSync: Date | undefined;
  /** What the customer should know about the last sync, if it did not go well. */
  trouble: string | undefined;
  /** Why our app did not take the customer's last edit; stays until the next one. */
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

  /** Begins with new tokens: whoever enabled this time may be somebody else, with other contacts. */
  connect(tokens: TokenKeeper): void {
    this.forgetContacts();
    this.tokens = tokens;
    this.waitUntilMs = 0;
    this.failures = 0;
  }

  forgetContacts(): void {
    this.contacts = [];
    this.edits.clear();
    this.trouble = undefined;
    this.rejected = undefined;
  }

  /** A contact as the customer sees it: their own edit first. */
  contact(id: string): AcmeContact | undefined {
    const known = this.contacts.find((contact) => contact.id === id);
    return known && { ...known, ...this.edits.get(id) };
  }
}

// The contacts of every account, in memory, and what happened to them.
import { randomUUID } from "node:crypto";

export interface ContactFields {
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

export interface Contact extends ContactFields {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly updated_at: string;
  /** Client ID of who changed it last; null as long as nobody did. */
  readonly updated_by: string | null;
}

export interface ContactChange {
  /** Counts up by one over all accounts. */
  readonly number: number;
  readonly contact_id: string;
  readonly kind: "created" | "updated" | "deleted";
  readonly at: string;
}

/**
 * Every method takes the account first: there is no way to reach a contact by its ID alone, so that forgetting
 * the account is a type error and another account's contact does not exist.
 */
export class ContactStore {
  readonly #accounts = new Map<string, Map<string, Contact>>();
  readonly #changes: (ContactChange & { account: string })[] = [];
  readonly #listeners = new Set<(account: string) => void>();

  constructor(contacts: Readonly<Record<string, readonly ContactFields[]>> = {}) {
    const updated_at = new Date().toISOString();
    for (const [account, list] of Object.entries(contacts))
      for (const fields of list)
        this.#put(account, { id: randomUUID(), ...fields, updated_at, updated_by: null });
  }

  /** Sorted by name. */
  list(account: string): Contact[] {
    return [...(this.#accounts.get(account)?.values() ?? [])].sort((a, b) => a.name.localeCompare(b.name));
  }

  get(account: string, id: string): Contact | undefined {
    return this.#accounts.get(account)?.get(id);
  }

  create(account: string, fields: ContactFields, clientId: string): Contact {
    const contact = {
      id: randomUUID(),
      ...fields,
      updated_at: new Date().toISOString(),
      updated_by: clientId,
    };
    this.#put(account, contact);
    this.#record(account, contact.id, "created");
    return contact;
  }

  update(account: string, id: string, fields: Partial<ContactFields>, clientId: string): Contact | undefined {
    const before = this.get(account, id);
    if (before === undefined) return undefined;
    const contact = { ...before, ...fields, updated_at: new Date().toISOString(), updated_by: clientId };
    this.#put(account, contact);
    this.#record(account, id, "updated");
    return contact;
  }

  remove(account: string, id: string): boolean {
    const existed = this.#accounts.get(account)?.delete(id) ?? false;
    if (existed) this.#record(account, id, "deleted");
    return existed;
  }

  /** Changes after a number, oldest first: of one account, or of all when there is none. */
  changesAfter(number: number, account: string | undefined): ContactChange[] {
    return this.#changes
      .filter((change) => change.number > number && (account === undefined || change.account === account))
      .map(({ account: _, ...change }) => change);
  }

  /** Calls back after every change with the account that it happened in. Returns how to stop. */
  subscribe(listener: (account: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #put(account: string, contact: Contact): void {
    const contacts = this.#accounts.get(account) ?? new Map<string, Contact>();
    this.#accounts.set(account, contacts.set(contact.id, contact));
  }

  #record(account: string, contactId: string, kind: ContactChange["kind"]): void {
    const number = this.#changes.length + 1;
    this.#changes.push({ number, account, contact_id: contactId, kind, at: new Date().toISOString() });
    for (const listener of this.#listeners) listener(account);
  }
}

// What everybody's data are, in memory: items by path, kept apart by area.
import { randomUUID } from "node:crypto";

export type Value = string | number | boolean | null;
export type Fields = Readonly<Record<string, Value>>;

/** Its fields, and what our API says about it. */
export type Item = Fields & {
  readonly id: string;
  /** ISO 8601, UTC. */
  readonly updated_at: string;
  /** Client ID of the application that changed it last; null as long as none did. */
  readonly updated_by: string | null;
};

/** The keys of an item that no request may write. */
export const OURS: readonly string[] = ["id", "updated_at", "updated_by"];

/** Whose items: each area has its own, and nobody reaches two. */
export const area = {
  account: (name: string): string => `account:${name}`,
  /** Where an API's tokens name no account. */
  user: (subject: string): string => `user:${subject}`,
  /** Of a program that acts for no user. */
  program: (clientId: string): string => `program:${clientId}`,
};

/** An item that is there before anybody asks. Its path ends with its id. */
export interface Seed {
  readonly path: string;
  readonly fields: Fields;
}

/**
 * Every method takes the area first: there is no way to reach an item by its path alone, so that forgetting whose it
 * is becomes a type error and another account's item does not exist.
 */
export class ItemStore {
  readonly #areas = new Map<string, Map<string, Item>>();
  readonly #seed: (area: string) => readonly Seed[];
  readonly #listeners = new Set<(area: string) => void>();

  /** @param seed what an area begins with; called when somebody first looks */
  constructor(seed: (area: string) => readonly Seed[] = () => []) {
    this.#seed = seed;
  }

  /** What lies directly below a path, sorted by name. */
  list(area: string, collection: string): Item[] {
    const isInside = (path: string) =>
      path.startsWith(`${collection}/`) && !path.slice(collection.length + 1).includes("/");
    return [...this.#in(area)]
      .filter(([path]) => isInside(path))
      .map(([, item]) => item)
      .sort((a, b) => String(a.name ?? "").localeCompare(String(b.name ?? ""), "en", { numeric: true }));
  }

  get(area: string, path: string): Item | undefined {
    return this.#in(area).get(path);
  }

  create(area: string, collection: string, fields: Fields, clientId: string): Item {
    const id = randomUUID();
    return this.put(area, `${collection}/${id}`, fields, clientId);
  }

  /** Changes some fields; undefined when there is no such item. */
  update(area: string, path: string, fields: Fields, clientId: string): Item | undefined {
    const before = this.get(area, path);
    return before && this.put(area, path, { ...before, ...fields }, clientId);
  }

  /** Writes an item as a whole. */
  put(area: string, path: string, fields: Fields, clientId: string): Item {
    const item = itemAt(path, fields, clientId);
    this.#in(area).set(path, item);
    this.#changed(area);
    return item;
  }

  /** Deletes an item, and what lies below it. */
  remove(area: string, path: string): boolean {
    const items = this.#in(area);
    const gone = [...items.keys()].filter((other) => other === path || other.startsWith(`${path}/`));
    for (const one of gone) items.delete(one);
    if (gone.length > 0) this.#changed(area);
    return gone.length > 0;
  }

  /** Calls back after every change with the area that it happened in. Returns how to stop. */
  subscribe(listener: (area: string) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #in(area: string): Map<string, Item> {
    const known = this.#areas.get(area);
    if (known) return known;
    const made = new Map(this.#seed(area).map(({ path, fields }) => [path, itemAt(path, fields, null)]));
    this.#areas.set(area, made);
    return made;
  }

  #changed(area: string): void {
    for (const listener of this.#listeners) listener(area);
  }
}

const itemAt = (path: string, fields: Fields, updated_by: string | null): Item =>
  ({
    ...fields,
    id: decodeURIComponent(path.slice(path.lastIndexOf("/") + 1)),
    updated_at: new Date().toISOString(),
    updated_by,
  }) as Item;

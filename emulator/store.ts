import { DatabaseSync, type StatementSync } from "node:sqlite";

/** One JSON object as the tenant keeps it. */
export interface Document {
  [key: string]: unknown;
}

/** Values that a stored document can be searched by. */
export type Criteria = Record<string, string | boolean>;

const SCHEMA_VERSION = 1;

/**
 * A data file that cannot be used: unreadable, corrupt, in use, or written by a newer version.
 * The message is meant for people and stands alone.
 */
export class StoreError extends Error {
  override name = "StoreError";
  /** Nothing is wrong with the file: another process has it open. */
  readonly isInUse: boolean;

  constructor(message: string, { cause, isInUse = false }: { cause?: unknown; isInUse?: boolean } = {}) {
    super(message, { cause });
    this.isInUse = isInUse;
  }
}

/**
 * The tenant's documents by kind and id, in one SQLite file (or `:memory:`), in the order of creation.
 *
 * Everything is synchronous, so that one request is one transaction. The file is locked while it is open:
 * two tenants on one file would overwrite each other's cascades.
 */
export class Store {
  readonly isNew: boolean;
  /** Called after every transaction that was kept, so that a test can look at each state the tenant is ever in. */
  onCommit: (() => void) | undefined;
  readonly #db: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @throws StoreError when the file cannot be opened, is not a database, is locked, or is too new. */
  constructor(file: string) {
    try {
      this.#db = new DatabaseSync(file);
      this.#db.exec(
        "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;",
      );
      this.isNew = this.#migrate(file);
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw new StoreError(`data file ${file} cannot be used: ${reason(error)}`, {
        cause: error,
        isInUse: isLocked(error),
      });
    }
  }

  #migrate(file: string): boolean {
    const version = Number(this.#db.prepare("PRAGMA user_version").get()?.user_version);
    if (version > SCHEMA_VERSION) {
      throw new StoreError(
        `data file ${file} was written by a newer version (format ${version}, this one knows ${SCHEMA_VERSION})`,
      );
    }
    if (version === SCHEMA_VERSION) return this.#db.prepare("SELECT 1 FROM documents").get() === undefined;
    this.#db.exec(`
      BEGIN IMMEDIATE;
      CREATE TABLE documents (
        position INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        id TEXT NOT NULL,
        body TEXT NOT NULL CHECK (json_valid(body)),
        UNIQUE (kind, id)
      ) STRICT;
      CREATE INDEX documents_by_client ON documents (kind, json_extract(body, '$.client_id'));
      CREATE INDEX documents_by_connection ON documents (kind, json_extract(body, '$.connection_id'));
      CREATE INDEX documents_by_api ON documents (kind, json_extract(body, '$.resource_server_identifier'));
      PRAGMA user_version = ${SCHEMA_VERSION};
      COMMIT;
    `);
    return true;
  }

  /** Runs the work so that either all of its writes are kept or, when it throws, none. */
  transaction<T>(work: () => T): T {
    this.#db.exec("BEGIN IMMEDIATE");
    let result: T;
    try {
      result = work();
      this.#db.exec("COMMIT");
    } catch (error) {
      // A full disk makes SQLite roll back by itself: that is the error to tell, not that there is nothing left to undo.
      if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
      throw error;
    }
    this.onCommit?.();
    return result;
  }

  get<T extends Document>(kind: string, id: string): T | undefined {
    const row = this.#prepare("SELECT body FROM documents WHERE kind = ? AND id = ?").get(kind, id);
    return row === undefined ? undefined : (JSON.parse(String(row.body)) as T);
  }

  /** All documents of a kind whose top-level values equal the criteria, oldest first. */
  list<T extends Document>(kind: string, criteria: Criteria = {}): T[] {
    const { sql, values } = where(criteria);
    const rows = this.#prepare(`SELECT body FROM documents WHERE kind = ?${sql} ORDER BY position`);
    return rows.all(kind, ...values).map((row) => JSON.parse(String(row.body)) as T);
  }

  put(kind: string, id: string, body: Document): void {
    this.#prepare(
      `INSERT INTO documents (kind, id, body) VALUES (?, ?, ?)
       ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`,
    ).run(kind, id, JSON.stringify(body));
  }

  delete(kind: string, id: string): boolean {
    return this.#prepare("DELETE FROM documents WHERE kind = ? AND id = ?").run(kind, id).changes > 0;
  }

  deleteWhere(kind: string, criteria: Criteria): void {
    const { sql, values } = where(criteria);
    this.#prepare(`DELETE FROM documents WHERE kind = ?${sql}`).run(kind, ...values);
  }

  /** Forgets the oldest of a kind: now and then, so that most writes need not look. */
  keepNewest(kind: string, most: number): void {
    const count = Number(this.#prepare("SELECT COUNT(*) AS n FROM documents WHERE kind = ?").get(kind)?.n);
    if (count < most + most / 10) return;
    this.#prepare(
      `DELETE FROM documents WHERE position IN
       (SELECT position FROM documents WHERE kind = ? ORDER BY position LIMIT ?)`,
    ).run(kind, count - most);
  }

  close(): void {
    if (this.#db.isOpen) this.#db.close();
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    const statement = this.#db.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}

// Keys come from this program, never from a request; values are always bound.
function where(criteria: Criteria): { sql: string; values: (string | number)[] } {
  const keys = Object.keys(criteria);
  return {
    sql: keys.map((key) => ` AND json_extract(body, '$.${key}') = ?`).join(""),
    values: Object.values(criteria).map((value) => (typeof value === "boolean" ? Number(value) : value)),
  };
}

const isLocked = (error: unknown): boolean => error instanceof Error && error.message.includes("locked");

function reason(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return isLocked(error) ? "it is in use by another process" : message;
}

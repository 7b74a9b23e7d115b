// The connections of a partner survive a restart: a file of sealed refresh tokens.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

const stored = z.strictObject({
  /** The customer. */
  id: z.string(),
  /** Digest of the customer's cookie. */
  session: z.string(),
  /** The API that the token is for. */
  audience: z.string(),
  /** The refresh token, readable with the key only. */
  sealed: z.string(),
  scopes: z.array(z.string()),
});
export type StoredConnection = z.infer<typeof stored>;

/** Where connections are kept. */
export interface Storage {
  load(): StoredConnection[];
  save(connections: readonly StoredConnection[]): void;
}

/** For who starts anew every time. */
export const forgetful: Storage = { load: () => [], save: () => {} };

/**
 * A file that only its owner may read. Replaced as a whole, so that a crash leaves the old one or the new one.
 * What cannot be read is nothing: customers can connect again.
 */
export function fileStorage(path: string): Storage {
  return {
    load() {
      try {
        return z.array(stored).parse(JSON.parse(readFileSync(path, "utf8")));
      } catch {
        return [];
      }
    },
    save(connections) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(connections), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

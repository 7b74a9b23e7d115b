// Secrets that a machine makes for itself and that never leave it.
import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

/** 32 random bytes in base64url, made at the first call and kept in a file that only its owner reads. */
export function localSecret(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    const made = randomBytes(32).toString("base64url");
    writeFileSync(file, made, { mode: 0o600 });
    return made;
  }
}

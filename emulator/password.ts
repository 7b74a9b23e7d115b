import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";

const KEY_BYTES = 32;
// Cheaper than for real people: these passwords are documented, and every test starts a tenant.
const COST = { N: 1024 };

/** A salted scrypt hash, `<salt>.<key>` in base64url. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("base64url")}.${scryptSync(password, salt, KEY_BYTES, COST).toString("base64url")}`;
}

/** Whether the password is the one that was hashed; false for anything that is not a hash. */
export function verifyPassword(password: string, hash: string): boolean {
  const [salt, key] = hash.split(".").map((part) => Buffer.from(part, "base64url"));
  if (salt === undefined || key?.length !== KEY_BYTES) return false;
  return timingSafeEqual(scryptSync(password, salt, KEY_BYTES, COST), key);
}

import { createHash, randomBytes } from "node:crypto";
import type { Document } from "../store.ts";
import type { Tenant } from "../tenant.ts";

/** What every document with an end carries. */
export interface Ephemeral extends Document {
  /** Milliseconds since 1970. */
  expires: number;
}

/** Keeps a document until its lifetime ends and answers with the secret that finds it; only its hash is kept. */
export function keep(tenant: Tenant, kind: string, body: Document, lifetimeSeconds: number): string {
  const secret = randomBytes(32).toString("base64url");
  keepAs(tenant, kind, secret, body, lifetimeSeconds);
  return secret;
}

/** Keeps a document under a name that somebody else chose. */
export function keepAs(
  tenant: Tenant,
  kind: string,
  secret: string,
  body: Document,
  lifetimeSeconds: number,
): void {
  const now = tenant.now();
  for (const { id, expires } of tenant.store.list<Ephemeral & { id: string }>(kind)) {
    if (expires <= now) tenant.store.delete(kind, id);
  }
  const id = hashOf(secret);
  tenant.store.put(kind, id, { ...body, id, expires: now + lifetimeSeconds * 1000 });
}

/** The document that the secret finds, unless its time is over. */
export function find<T extends Document>(tenant: Tenant, kind: string, secret: string): T | undefined {
  const found = tenant.store.get<T & Ephemeral>(kind, hashOf(secret));
  return found !== undefined && found.expires > tenant.now() ? found : undefined;
}

/** Changes a document without prolonging it; one that has gone stays gone. */
export function change(tenant: Tenant, kind: string, secret: string, changes: Document): void {
  const id = hashOf(secret);
  const current = tenant.store.get(kind, id);
  if (current !== undefined) tenant.store.put(kind, id, { ...current, ...changes });
}

export function forget(tenant: Tenant, kind: string, secret: string): void {
  tenant.store.delete(kind, hashOf(secret));
}

/** SHA-256 in base64url: what is kept of secrets. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

import type { Document, Store } from "./store.ts";

/**
 * Which security mode a third-party application gets that asks for none.
 *
 * `strict` is Auth0's default since 2026-10-23; before, tenants that already had third-party applications
 * got `permissive`. Source: https://auth0.com/docs/troubleshoot/product-lifecycle/deprecations-and-migrations/migrate-to-enhanced-security-third-party-applications (read 2026-11)
 */
export type SecurityMode = "strict" | "permissive";

/** What distinguishes one tenant from another before anybody configures it; decided when it is created. */
export interface TenantTraits extends Document {
  defaultSecurityMode: SecurityMode;
  /**
   * Permissive applications exist only for customers that had third-party applications before April 2026.
   * Source: https://auth0.com/docs/get-started/applications/third-party-applications/permissive-mode (read 2026-11)
   */
  permissiveAvailable: boolean;
}

/** The local tenant: its name, its address and its documents. */
export interface Tenant {
  readonly name: string;
  /** Host and port of the Management API, as in Auth0's tenant domain. */
  readonly domain: string;
  /** Who issues the tokens: an address with a trailing slash. */
  readonly issuer: string;
  /** Milliseconds since 1970; tests of lifetimes replace it. */
  now: () => number;
  readonly store: Store;
  readonly traits: TenantTraits;
}

/** The identifier of the tenant's own Management API. */
export function managementAudience(domain: string): string {
  return `https://${domain}/api/v2/`;
}

// What each job of ours may do through the Management API: docs/ci.md shows these lists, and `doctor` holds a token against them.

const PREVIEW = [
  "read:actions",
  "read:client_grants",
  "read:clients",
  "read:connections",
  "read:resource_servers",
] as const;

const DRIFT = [
  ...PREVIEW,
  "read:client_credentials",
  "read:client_keys",
  "read:custom_signing_keys",
  "read:hooks",
  "read:organization_client_grants",
  "read:roles",
  "read:rules",
  "read:tenant_settings",
] as const;

const MADE = ["actions", "client_credentials", "client_grants", "clients", "resource_servers"] as const;

/** Source: https://auth0.com/docs/api/management/v2 (read 2026-11), the scopes of each endpoint that the provider calls */
const DEPLOY = [
  ...PREVIEW,
  "read:client_credentials",
  "read:client_keys",
  "read:grants",
  ...MADE.flatMap((kind) => [`create:${kind}`, `update:${kind}`, `delete:${kind}`]),
  "update:connections",
] as const;

/** What each job needs; sorted. */
export const RIGHTS = {
  preview: PREVIEW.toSorted(),
  drift: DRIFT.toSorted(),
  deploy: DEPLOY.toSorted(),
} as const satisfies Record<string, readonly string[]>;

/** Of a stack with `log_stream: true` only. */
export const LOG_STREAM_RIGHTS: readonly string[] = ["create", "read", "update", "delete"].map(
  (verb) => `${verb}:log_streams`,
);

/**
 * What drift also reads where it may. Lines of the log hold names and addresses of people, so nothing depends on it.
 * Source: https://auth0.com/docs/deploy-monitor/logs/pii-in-logs (read 2026-11)
 */
export const LOG_RIGHTS: readonly string[] = ["read:logs"];

/** What `doctor` reads where it may, and no job needs. */
export const DOCTOR_RIGHTS = { loginPages: "read:prompts", rateLimits: "read:rate_limit_policies" } as const;

/** Whether a right changes something. */
export const isWriting = (right: string): boolean => !right.startsWith("read:");

/** A `scope`, as OAuth writes a list. */
export const rightsOf = (scope: string): ReadonlySet<string> => new Set(scope.split(" ").filter(Boolean));

/**
 * What an access token of the Management API allows, by its `scope`; undefined for a text that is not such a token. The
 * tenant checks its signature: here it is only read.
 * Source: https://www.rfc-editor.org/rfc/rfc9068 section 2.2.3 (read 2026-11)
 */
export function rightsIn(token: string): ReadonlySet<string> | undefined {
  try {
    const [, payload = ""] = token.split(".");
    const { scope } = JSON.parse(Buffer.from(payload, "base64url").toString()) as { scope?: unknown };
    return typeof scope === "string" ? rightsOf(scope) : undefined;
  } catch {
    return undefined;
  }
}

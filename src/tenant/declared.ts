// A plan → what of it the tenant can show, in the one shape that declared and live values are compared in.
import { createHash, createPublicKey } from "node:crypto";
import { withoutAbsentUrls } from "../model/url-properties.ts";
import { plannedKeys } from "../plan/credentials.ts";
import { sortedRecord } from "../plan/sorted.ts";
import type {
  Plan,
  PlannedAccess,
  PlannedAction,
  PlannedClient,
  PlannedConnection,
  PlannedCredentials,
  PlannedOwnApplication,
  PlannedPartner,
  PlannedResourceServer,
  PlannedScope,
} from "../plan/types.ts";

/** A key without its text, which Auth0 never gives back; `expiresAt` in ISO 8601. */
export interface ComparedKey {
  readonly name?: string | undefined;
  readonly algorithm?: string | undefined;
  readonly expiresAt?: string | undefined;
}

export interface ComparedGrant {
  readonly scopes: readonly string[];
  readonly allowAllScopes: boolean;
  readonly anyOrganization: boolean;
  readonly organizationUsage: string;
  readonly authorizationDetails: readonly string[];
}

/** A partner's application as plan, state and tenant are compared. */
export interface ComparedPartner {
  /** Each property as the plan has it; the live side may lack any. */
  readonly application: { readonly [K in keyof PlannedClient]?: unknown };
  readonly credentials: {
    readonly authenticationMethod?: string | undefined;
    /** By key id. */
    readonly keys: Readonly<Record<string, ComparedKey>>;
  };
  /** By `<api>/<subject type>`; an audience that is none of ours stands for itself. */
  readonly grants: Readonly<Record<string, ComparedGrant>>;
  readonly connections: Readonly<Record<string, true>>;
}

/** An application of ours: only its grants for our APIs are declared. */
export type ComparedOwnApplication = Pick<ComparedPartner, "grants">;

/** An API as plan, state and tenant are compared. */
export interface ComparedApi {
  readonly resourceServer: { readonly [K in keyof PlannedResourceServer]?: unknown };
  /** Descriptions by name. */
  readonly scopes: Readonly<Record<string, string>>;
}

/** Every property of the plan's, and what makes an Action run at all. */
export type ComparedAction = { readonly [K in keyof PlannedAction]?: unknown } & {
  readonly deployed: boolean;
  readonly bound: boolean;
  /** Whether its draft is other code than what runs. */
  readonly hasOtherDraft: boolean;
};

/**
 * What Auth0 calls a key: its RFC 7638 thumbprint, since the key itself never comes back.
 * Source: https://auth0.com/docs/secure/application-credentials (read 2026-11)
 */
export function keyId(pem: string): string {
  const { e, kty, n, crv, x, y } = createPublicKey(pem).export({ format: "jwk" });
  const members = kty === "RSA" ? { e, kty, n } : { crv, kty, x, y };
  return createHash("sha256").update(JSON.stringify(members)).digest("base64url");
}

/** Each property as the plan has it, as far as the tenant shows it. */
export const declaredApplication = (planned: PlannedClient): ComparedPartner["application"] =>
  withoutAbsentUrls(planned);

/** @throws Error where a key is not a PEM */
export function declaredCredentials(planned: PlannedCredentials): ComparedPartner["credentials"] {
  return {
    authenticationMethod: planned.authenticationMethod,
    keys: sortedRecord(
      plannedKeys(planned).map(({ name, algorithm, pem, expiresAt }) => [
        keyId(pem),
        { name, algorithm, ...(expiresAt !== undefined && { expiresAt }) },
      ]),
    ),
  };
}

/** A grant as an update leaves it: the scopes of the file, and nothing that files cannot say. */
export const declaredGrant = ({ scopes }: Pick<PlannedAccess, "scopes">): ComparedGrant => ({
  scopes,
  allowAllScopes: false,
  anyOrganization: false,
  organizationUsage: "deny",
  authorizationDetails: [],
});

const declaredGrants = (
  grants: Readonly<Record<string, PlannedAccess>>,
): Readonly<Record<string, ComparedGrant>> =>
  Object.fromEntries(Object.entries(grants).map(([key, grant]) => [key, declaredGrant(grant)]));

/** An application of ours: its grants by the plan's keys. */
export const declaredOwnApplication = ({ grants }: PlannedOwnApplication): ComparedOwnApplication => ({
  grants: declaredGrants(grants),
});

/** A partner's application and all that hangs on it. @throws Error where a key is not a PEM */
export const declaredPartner = (planned: PlannedPartner): ComparedPartner => ({
  application: declaredApplication(planned.application),
  credentials: declaredCredentials(planned.credentials),
  grants: declaredGrants(planned.grants),
  connections: Object.fromEntries(planned.connections.map((name) => [name, true] as const)),
});

/** An API with its scopes' descriptions by name. */
export const declaredApi = ({
  resourceServer,
  scopes,
}: {
  readonly resourceServer: PlannedResourceServer;
  readonly scopes: readonly Pick<PlannedScope, "name" | "description">[];
}): ComparedApi => ({
  resourceServer,
  scopes: Object.fromEntries(scopes.map(({ name, description }) => [name, description])),
});

/** An Action as an update leaves it: deployed, bound to its trigger, without another draft. */
export const declaredAction = (
  planned: {
    readonly [K in keyof PlannedAction]: unknown;
  },
): ComparedAction => ({
  ...planned,
  deployed: true,
  bound: true,
  hasOtherDraft: false,
});

/** By name. */
export const declaredConnections = ({ connections }: Plan): Readonly<Record<string, PlannedConnection>> =>
  connections;

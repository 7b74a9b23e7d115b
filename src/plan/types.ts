// What will exist in one stack: plain JSON-able data in the provider's words, keyed by id, every value stated.
// Beside what is sent, it carries what reviewers need to judge it: sensitivities, routes, reasons, owners.
import type { ClientPolicy, Sensitivity, SigningAlg, TokenDialect, UserPolicy } from "../model/api.ts";
import type { AuthenticationMethod } from "../model/authentication.ts";
import type { Consent } from "../model/consent.ts";
import type { DpopPolicy } from "../model/dpop.ts";
import type { Mobile } from "../model/mobile.ts";
import type {
  AppType,
  ExpirationType,
  GrantType,
  KeyAlg,
  KeyState,
  RotationType,
  SecurityMode,
  Status,
  SubjectType,
} from "../model/partner.ts";
import type { PlainInputs } from "../model/plain-properties.ts";
import type { KnownAction } from "../model/tenant.ts";
import type { UrlInputs } from "../model/url-properties.ts";
import type { ApplicationWay } from "../model/way.ts";
import type { PlannedAws } from "./aws/aws-types.ts";
import type { PlannedHosting } from "./aws/hosting-types.ts";

/** Inputs of `auth0.ResourceServer`, with one word for `proofOfPossession`. Lifetimes in seconds. */
export interface PlannedResourceServer {
  readonly name: string;
  readonly identifier: string;
  readonly signingAlg: SigningAlg;
  readonly tokenDialect: TokenDialect;
  readonly tokenLifetime: number;
  readonly tokenLifetimeForWeb: number;
  readonly allowOfflineAccess: boolean;
  readonly enforcePolicies: boolean;
  readonly skipConsentForVerifiableFirstPartyClients: boolean;
  readonly dpop: DpopPolicy;
  readonly subjectTypeAuthorization: {
    readonly user: { readonly policy: UserPolicy };
    readonly client: { readonly policy: ClientPolicy };
  };
}

/** A scope of an API; users read the description on the consent page. */
export interface PlannedScope {
  readonly name: string;
  readonly description: string;
  readonly sensitivity: Sensitivity;
}

/** An API of one stack: what Auth0 gets, and what is done with it here. */
export interface PlannedApi {
  readonly resourceServer: PlannedResourceServer;
  /** Sorted by name; they live in `auth0.ResourceServerScopes` only. */
  readonly scopes: readonly PlannedScope[];
  /** How much harm any token for it can do: exactly where it has no scopes. */
  readonly sensitivity?: Sensitivity;
  /** Who answers for the API. */
  readonly owner: string;
  /** Earlier ids, so that a rename keeps the API and its grants; absent where it had no other. */
  readonly formerIds?: readonly string[];
  /** Id of a resource server that the tenant has already; absent where it is made. */
  readonly adopts?: string;
  /** By method and path: the scopes of which a token needs one, sorted, `ANY_TOKEN` alone, or that it needs no token. */
  readonly routes: Readonly<Record<string, readonly string[] | "public">>;
  /** The claim that keeps a user's token within the user's account, where the API has one. */
  readonly accountClaim?: string;
  /** Absent where the stack does not host the API. */
  readonly hosting?: PlannedHosting;
}

/** Inputs of `auth0.Client`. Lifetimes in seconds; lists sorted and without duplicates. */
export interface PlannedClient extends PlainInputs, UrlInputs {
  readonly name: string;
  readonly description: string;
  /** "" is none. */
  readonly logoUri: string;
  readonly appType: AppType;
  readonly isFirstParty: boolean;
  /** Third-party applications only: Auth0 knows no mode for first-party ones. */
  readonly thirdPartySecurityMode?: SecurityMode;
  readonly oidcConformant: true;
  readonly grantTypes: readonly GrantType[];
  readonly jwtConfiguration: { readonly alg: "RS256"; readonly lifetimeInSeconds: number };
  readonly refreshToken: {
    readonly rotationType: RotationType;
    readonly expirationType: ExpirationType;
    readonly leeway: number;
    readonly tokenLifetime: number;
    readonly infiniteTokenLifetime: boolean;
    readonly idleTokenLifetime: number;
    readonly infiniteIdleTokenLifetime: boolean;
  };
  readonly tokenQuota?: {
    readonly clientCredentials: {
      readonly perHour?: number;
      readonly perDay?: number;
      readonly enforce: boolean;
    };
  };
  /** Absent where no app is declared: what Auth0 has stays. */
  readonly mobile?: Mobile;
  readonly clientMetadata: Readonly<Record<string, string>>;
}

/** A public key that a partner signs its assertions with. */
export interface PlannedKey {
  readonly name: string;
  readonly credentialType: "public_key";
  readonly algorithm: KeyAlg;
  readonly pem: string;
  /** ISO 8601 in UTC with milliseconds; absent where it never expires. */
  readonly expiresAt?: string;
}

/** Inputs of `auth0.ClientCredentials`; public keys only, so there is nothing secret in a plan. */
export interface PlannedCredentials {
  readonly authenticationMethod: AuthenticationMethod;
  /** Sorted by name. */
  readonly privateKeyJwt?: { readonly credentials: readonly PlannedKey[] };
}

/** Inputs of `auth0.ClientGrant`, with the id of the API they belong to. */
export interface PlannedAccess {
  readonly api: string;
  /** The API's earlier ids, which were part of the grant's name; absent where it had no other. */
  readonly formerApis?: readonly string[];
  readonly audience: string;
  readonly subjectType: SubjectType;
  /** Sorted, without duplicates. */
  readonly scopes: readonly string[];
}

/** What a partner may do at one API. */
export interface PlannedGrant extends PlannedAccess {
  /** Why the partner needs them, in its file's words. */
  readonly reason: string;
  /** Whom Auth0 asks, once, before the partner gets a token. */
  readonly consent: Consent;
  /** Of the scopes, those that a sign-in does not ask for, sorted; Auth0 knows nothing of it. Absent where all are. */
  readonly optional?: readonly string[];
}

/** One application of a partner in one stack: what Auth0 gets, and what is done with it here. */
export interface PlannedPartner {
  /** Only an active partner has grants; the others keep their application. */
  readonly status: Status;
  /** Who in our company answers for the partner. */
  readonly owner: string;
  /** `ends`: YYYY-MM-DD. */
  readonly contract: { readonly reference: string; readonly ends: string };
  /** What its file says that neither Auth0 nor, by this, AWS is told. */
  readonly notes: { readonly skipConsent?: boolean; readonly awsPrincipal?: string };
  /** Whom to call at the partner. */
  readonly contact: { readonly name: string; readonly email: string };
  /** By the name of a public key, where it is in its life; Auth0 knows nothing of it. */
  readonly keyStates: Readonly<Record<string, KeyState>>;
  /** YYYY-MM-DD; when somebody must have looked again at what the partner may do. */
  readonly reviewBy?: string;
  /** OpenID Connect scopes it may ask for, sorted. */
  readonly oidcScopes: readonly string[];
  /** Earlier ids, so that a rename keeps the application. */
  readonly formerIds: readonly string[];
  /** Client ID of an application that the tenant has already; absent where it is made. */
  readonly adopts?: string;
  /** The part that deploys it; absent where the stack's own Pulumi stack does. */
  readonly part?: string;
  /** Where "Enable" in our app sends the user; absent for machine-only partners. */
  readonly enableUrl?: string;
  readonly application: PlannedClient;
  readonly credentials: PlannedCredentials;
  /** By `<api>/<subject type>`, a key that never changes while the grant lives. */
  readonly grants: Readonly<Record<string, PlannedGrant>>;
  /** The grants that its file names and that exist once it is active again; absent while it is. */
  readonly onceActive?: Readonly<Record<string, PlannedGrant>>;
  /** The grant types that its file gives and that it has once it is active again; absent where it has them. */
  readonly grantTypesOnceActive?: readonly GrantType[];
  /** Names of connections to enable the application on; first-party applications only. */
  readonly connections: readonly string[];
}

/** An application of ours that the tenant has: its grants are made, and nothing else of it. */
export interface PlannedOwnApplication {
  readonly name: string;
  readonly clientId: string;
  /** By `<api>/<subject type>`, a key that never changes while the grant lives. */
  readonly grants: Readonly<Record<string, PlannedAccess>>;
  /** What it may change through the Management API; sorted, sent nowhere. */
  readonly managementScopes?: readonly string[];
  /** Further ways in which it gets users' tokens; sorted, sent nowhere. */
  readonly ways?: readonly ApplicationWay[];
}

/** A connection of the tenant as the files describe it: looked up, never made. */
export interface PlannedConnection {
  readonly strategy: string;
  readonly isDomainConnection: boolean;
}

/** Inputs of `auth0.Action`, and the trigger it is bound to. */
export interface PlannedAction {
  readonly name: string;
  readonly code: string;
  readonly runtime: "node22";
  readonly trigger: { readonly id: "post-login"; readonly version: "v3" };
}

/** What people and checks read of the declarations, and what is sent nowhere: a change of it is told as any other. */
export interface PlannedNotes {
  /** Who approves code, and partners with sensitive scopes. */
  readonly security: string;
  /** Whether callbacks may be plain http on localhost. */
  readonly loopbackCallbacks: boolean;
  /** Whether the tenant still makes third-party applications in permissive mode. */
  readonly offersPermissive: boolean;
  /** Connections of the tenant that no partner's users sign in with. */
  readonly unusedConnections: Readonly<Record<string, PlannedConnection>>;
  readonly connectionDescriptions: Readonly<Record<string, string>>;
  /** Connections by name with the day on which somebody read what of them sets app_metadata; absent where none is. */
  readonly inspected?: Readonly<Record<string, string>>;
  /** Actions of others that somebody has read, by trigger, name and SHA-256; absent where there are none. */
  readonly knownActions?: Readonly<Record<string, KnownAction>>;
  /** Roles of the tenant by name, with their permissions by API, sorted; absent where none is declared. */
  readonly knownRoles?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** How a user's account would get into tokens, while no API asks for it. */
  readonly account?: { readonly claim: string; readonly appMetadataKey: string };
}

/** One stack. Every record is sorted by key, so equal declarations give equal text. */
export interface Plan {
  readonly format: 1;
  readonly project: string;
  readonly stack: string;
  /** The one part that it was narrowed to, by `partOf`; absent in all that is reviewed. */
  readonly part?: string;
  /** Auth0's Management API answers at this host. */
  readonly domain: string;
  /** Whether the consent page shows the scopes' descriptions; otherwise their names. */
  readonly showsScopeDescriptions: boolean;
  /** `iss` of the tokens, with its trailing slash. */
  readonly issuer: string;
  /** Whether the engine refuses to delete what partners depend on. */
  readonly protect: boolean;
  /** Connections of the tenant that some partner's users sign in with: looked up, never created. */
  readonly connections: Readonly<Record<string, PlannedConnection>>;
  readonly apis: Readonly<Record<string, PlannedApi>>;
  /** Code that the tenant runs at every login, by a key that never changes. */
  readonly actions: Readonly<Record<string, PlannedAction>>;
  readonly partners: Readonly<Record<string, PlannedPartner>>;
  /** Our own applications. */
  readonly ownApplications: Readonly<Record<string, PlannedOwnApplication>>;
  readonly notes: PlannedNotes;
  /** When it is deployed: absent where it comes first and nobody has to approve. Nothing of it is sent. */
  readonly deployment?: { readonly after?: string; readonly approval: boolean };
  /** Absent where a stack has nothing on AWS: then no AWS module is loaded and no plugin needed. */
  readonly aws?: PlannedAws;
}

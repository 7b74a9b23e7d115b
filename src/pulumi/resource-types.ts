// What the program makes → its types as state and URNs name them; Pulumi's SDK is not loaded for that.

/** Types of resources and components that the program makes, by what we call them. */
export const TYPES = {
  stack: "pulumi:pulumi:Stack",
  api: "partner-access:index:Api",
  partner: "partner-access:index:PartnerAccess",
  ownApplication: "partner-access:index:OwnApplication",
  loginAction: "partner-access:index:LoginAction",
  resourceServer: "auth0:index/resourceServer:ResourceServer",
  scopes: "auth0:index/resourceServerScopes:ResourceServerScopes",
  client: "auth0:index/client:Client",
  credentials: "auth0:index/clientCredentials:ClientCredentials",
  grant: "auth0:index/clientGrant:ClientGrant",
  action: "auth0:index/action:Action",
  triggerAction: "auth0:index/triggerAction:TriggerAction",
  connectionClient: "auth0:index/connectionClient:ConnectionClient",
} as const;

/** What people call them; none for the components, which are only brackets. */
export const NOUNS: Readonly<Record<string, string>> = {
  [TYPES.resourceServer]: "API",
  [TYPES.scopes]: "scopes",
  [TYPES.client]: "application",
  [TYPES.credentials]: "credentials",
  [TYPES.grant]: "grant",
  [TYPES.connectionClient]: "connection",
  [TYPES.action]: "login action",
  [TYPES.triggerAction]: "binding",
};

const OURS: ReadonlySet<string> = new Set(Object.values(TYPES));

/**
 * Whether recovery can tell what became of an operation on it: everything in the Auth0 tenant that carries a key of
 * its own, or that comes out the same when it is made again. What is on AWS is not among it.
 */
export const isOurs = (type: string): boolean => OURS.has(type);

// What a tenant has already, beside a plan → what stands in the way of an update that would take it over: told before
// anything is changed, all of it at once.
import { declaredIn } from "../model/applications.ts";
import { asksAnybody, compareAsked, DEFAULT_DPOP, isDpopPolicy } from "../model/dpop.ts";
import { page } from "../model/pages.ts";
import { diff } from "../plan/diff.ts";
import { kindOfApplication } from "../plan/replacement.ts";
import type { Plan, PlannedAccess, PlannedAction, PlannedApi, PlannedResourceServer } from "../plan/types.ts";
import type { GrantColumns } from "./natural-keys.ts";

/** An API of the tenant, in the plan's words. */
export interface FoundApi {
  readonly id: string;
  readonly resourceServer: { readonly [K in keyof PlannedResourceServer]?: unknown };
  /** Descriptions by name. */
  readonly scopes: Readonly<Record<string, string>>;
}

export interface FoundGrant {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly allowAllScopes: boolean;
}

export interface FoundAction {
  readonly id: string;
  readonly code: string;
}

/** What to write, or to do, before the update can be. One or more lines; the further ones are YAML. */
export type TakeoverObstacle = string;

const text = (value: unknown): string => JSON.stringify(value);
const listed = (values: readonly string[]) => values.map(text).join(", ");
const indented = (lines: readonly string[]) => lines.map((line) => `\n      ${line}`).join("");

/** Whether taking the API up changes nothing; scopes come last, so one without any may be half made. */
export function isAsPlanned({ resourceServer, scopes }: PlannedApi, found: FoundApi): boolean {
  const hasNone = Object.keys(found.scopes).length === 0;
  const planned = Object.fromEntries(scopes.map(({ name, description }) => [name, description]));
  const [declared, live] = [
    { resourceServer, scopes: planned },
    { resourceServer: found.resourceServer, scopes: hasNone ? planned : found.scopes },
  ];
  return diff(declared, live).length === 0;
}

function* namedWrongly(
  id: string,
  api: PlannedApi,
  stack: string,
  found: FoundApi,
): Generator<TakeoverObstacle> {
  const identifier = text(api.resourceServer.identifier);
  const file = `apis/${id}.yaml`;
  if (api.adopts === undefined && !isAsPlanned(api, found))
    yield `the tenant has the API ${identifier} already: write into ${file}, so that it is taken over${indented(
      ["stacks:", `  ${stack}: { resource_server_id: ${found.id} }`],
    )}`;
  else if (api.adopts !== undefined && api.adopts !== found.id)
    yield `${file} takes over ${api.adopts} in ${stack}, and the id of ${identifier} in the tenant is ${found.id}: write that as resource_server_id`;
}

/**
 * An API keeps the algorithm that it was made with.
 * Source: https://auth0.com/docs/get-started/apis/api-settings (read 2026-11)
 */
function* signedOtherwise(
  id: string,
  { resourceServer }: PlannedApi,
  found: FoundApi,
): Generator<TakeoverObstacle> {
  const [planned, live] = [resourceServer.signingAlg, found.resourceServer.signingAlg];
  if (planned === live) return;
  const todo =
    live === "PS256" || live === "RS256"
      ? `write signing_alg: ${live}`
      : "it cannot be taken over: make another API, with an identifier of its own";
  yield `the tenant's API ${text(resourceServer.identifier)} signs tokens with ${text(live)}, apis/${id}.yaml says ${planned}, and Auth0 does not change it: ${todo}`;
}

/** Who sends no proof today, our own applications among them, would get no token the moment after. */
function* proofDemanded(
  id: string,
  { resourceServer }: PlannedApi,
  found: FoundApi,
): Generator<TakeoverObstacle> {
  const [planned, live] = [resourceServer.dpop, found.resourceServer.dpop];
  if (compareAsked(live, planned) <= 0 || !asksAnybody(planned)) return;
  yield `the tenant's API ${text(resourceServer.identifier)} has dpop ${text(live)}, and apis/${id}.yaml says ${planned}: ` +
    `write dpop: ${isDpopPolicy(live) ? live : DEFAULT_DPOP}; once the API is taken over, a change that is reviewed may demand proofs`;
}

function* scopesLost(id: string, api: PlannedApi, { scopes }: FoundApi): Generator<TakeoverObstacle> {
  const lost = Object.keys(scopes).filter((scope) => !api.scopes.some(({ name }) => name === scope));
  if (lost.length === 0) return;
  yield `the tenant's API ${text(api.resourceServer.identifier)} has scopes that apis/${id}.yaml lacks, and the update would remove them: ${listed(lost)}. ` +
    "Write them into scopes; once the API is taken over, a change that is reviewed may remove them";
}

/** What stands in the way of taking one API over, or of making it. `found` is undefined where the tenant has none. */
export function obstaclesOfApi(
  plan: Plan,
  id: string,
  found: FoundApi | undefined,
): readonly TakeoverObstacle[] {
  const api = plan.apis[id];
  if (!api) return [];
  if (found)
    return [
      ...namedWrongly(id, api, plan.stack, found),
      ...signedOtherwise(id, api, found),
      ...proofDemanded(id, api, found),
      ...scopesLost(id, api, found),
    ];
  if (api.adopts === undefined) return [];
  return [
    `apis/${id}.yaml takes over ${api.adopts} in ${plan.stack}, and the tenant has no API ${text(api.resourceServer.identifier)}: ` +
      `correct the identifier, or remove stacks.${plan.stack}`,
  ];
}

const FOR = { user: "for users", client: "without a user" } as const;

/** What stands in the way of taking over a grant of an application of ours: nothing of it is lost by that. */
export function obstaclesOfGrant(
  own: string,
  grant: PlannedAccess,
  found: FoundGrant,
): readonly TakeoverObstacle[] {
  const which = `the grant of own_applications.${own} for ${grant.api}, ${FOR[grant.subjectType]},`;
  if (found.allowAllScopes)
    return [
      `${which} allows all scopes in the tenant: limit it there to the scopes that tenant.yaml names, or to all of them`,
    ];
  const lost = found.scopes.filter((scope) => !grant.scopes.includes(scope));
  if (lost.length === 0) return [];
  return [
    `${which} has scopes in the tenant that tenant.yaml lacks, and the update would take them away: ${listed(lost)}. ` +
      "Write them into its scopes, or take them away in the tenant; later a change that is reviewed may",
  ];
}

const grantFor = ({ audience, subject_type: subjectType = "client" }: GrantColumns) =>
  `a grant for ${text(audience)}, subject type ${text(subjectType)},`;

/** An application that is taken over with more than its file names would keep it: Pulumi deletes only what it has. */
export const obstacleOfFurther = (where: string, grant: GrantColumns): TakeoverObstacle =>
  `the application of ${where} has ${grantFor(grant)} in the tenant that the file does not name, and would keep it: ` +
  "delete it in the tenant, or write it into the file; an API that has no file gets one by `import`";

/** A grant that was made by hand gives more than the one that is planned in its place. */
export function obstacleOfWider(
  where: string,
  { audience, subjectType, scopes }: PlannedAccess,
  found: FoundGrant,
): readonly TakeoverObstacle[] {
  const wider = found.scopes.filter((scope) => !scopes.includes(scope));
  if (wider.length === 0 && !found.allowAllScopes) return [];
  const what = found.allowAllScopes ? "all scopes" : listed(wider);
  return [
    `the application of ${where} has ${grantFor({ audience, subject_type: subjectType })} in the tenant that was made by hand ` +
      `and gives more than the file: ${what}. Take that away in the tenant, or write it into the file`,
  ];
}

/** The sentence about a client ID of the files that the tenant does not have; `where` names the declaration. */
export const obstacleOfMissing = (
  where: string,
  clientId: string,
  { stack, domain }: Plan,
): TakeoverObstacle =>
  `${where} says client ID ${clientId} for ${stack}, and the tenant ${domain} has no such application: correct it`;

/**
 * Auth0 has the name, callbacks, keys and grant types of such an application from its document, anew at each refresh.
 * Source: https://auth0.com/docs/get-started/auth0-overview/create-applications/register-applications-with-cimd (read 2026-11)
 */
export const obstacleOfDocument = (where: string, clientId: string, document: string): TakeoverObstacle =>
  `${where} takes over ${clientId}, which is registered by the metadata document ${text(document)}: its callbacks are what that says, ` +
  "also after a review, and no update can set them. Remove client_id, so that the partner gets an application of its own " +
  `(${page("docs/runbook.md#a-partner-that-hosts-a-client-id-metadata-document")})`;

/**
 * Auth0 fixes it when it makes an application: the update would stop at that, half done.
 *
 * @param live as the tenant has it; whether it is strict may not be told, and is nothing to judge then
 */
export function obstaclesOfKind(
  where: string,
  clientId: string,
  planned: Parameters<typeof kindOfApplication>[0],
  live: { readonly isFirstParty: boolean; readonly thirdPartySecurityMode?: string | undefined },
): readonly TakeoverObstacle[] {
  const [is, was] = [kindOfApplication(planned), kindOfApplication(live)];
  const isUnknown = !live.isFirstParty && !live.thirdPartySecurityMode && !planned.isFirstParty;
  if (is === was || isUnknown) return [];
  return [
    `${where} says that ${clientId} is ${is}, and it was made ${was}, which Auth0 never changes: write that into the file, ` +
      "or remove client_id, so that the partner gets an application of its own",
  ];
}

/**
 * What takes up an application of a declared partner that no state of the stack has.
 *
 * @param pulumiStack the one that deploys the partner: a part's where it has one
 */
export const wayOfUnheld = (pulumiStack: string): string =>
  `is it in the state of a part whose file is gone, bring that file back; else \`recover --stack ${pulumiStack} --write\` takes it up`;

/** An application that says whose it is, and that no state of the stack has: `where` would get a second one. */
export const obstacleOfSecond = (where: string, clientId: string, plan: Plan): TakeoverObstacle =>
  `the tenant has an application of ${where} already, ${clientId}, and no state of ${plan.stack} has it: a second one would be made; ${wayOfUnheld(plan.part ?? plan.stack)}`;

/** A client ID that tenant.yaml says is ours: two would write its grants, and the one would delete the other's. */
export const obstacleOfShared = (own: string, partner: string, clientId: string): TakeoverObstacle =>
  `own_applications.${own} of tenant.yaml names the client ID ${clientId}, which is that of ${declaredIn(partner)}: take it out of one of them; if it is ours now and the partner gets another one, add that partner in a later change`;

/** An Action of the same name runs other code: it is somebody else's, or an earlier version of ours. */
export const obstaclesOfAction = (
  { stack }: Plan,
  planned: PlannedAction,
  found: FoundAction,
): readonly TakeoverObstacle[] =>
  planned.code === found.code
    ? []
    : [
        `the tenant has an Action ${text(planned.name)} already, with other code (${found.id}): rename it there, or delete it if nothing needs it; ` +
          `if an update of this stack made it and was interrupted, \`recover --stack ${stack} --keep ${found.id} --write\` takes it up`,
      ];

/** All of them, as one message. */
export const obstaclesMessage = ({ stack, part }: Plan, obstacles: readonly TakeoverObstacle[]): string =>
  [
    `nothing is changed in stack ${part ?? stack}, since its tenant has what the files do not say:`,
    ...obstacles.map((one) => `  - ${one}`),
  ].join("\n");

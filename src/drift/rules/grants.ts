// Grants of the tenant that are not the grants of the files, and who has them.

import { entryOf } from "../../model/record.ts";
import { hasAccess } from "../../model/status.ts";
import type { Plan } from "../../plan/types.ts";
import { observedGrant } from "../../tenant/observed.ts";
import { quote } from "../../text.ts";
import { type Comparison, type Difference, isOfNewApi } from "../difference.ts";
import { added, type DriftRule, fieldRule, lastKeyOf, missing, named } from "./rule.ts";

const GRANTS = "https://auth0.com/docs/get-started/applications/application-access-to-apis-client-grants";

/** `contacts, for users`. */
export function grantInWords(key: string): string {
  const at = key.lastIndexOf("/");
  const [api, subjectType] = [key.slice(0, at), key.slice(at + 1)];
  const who = { user: "for users", client: "without a user" }[subjectType] ?? `for ${subjectType}`;
  return `${named([api]).slice(1, -1)}, ${who}`;
}

/** What a grant of ours lists, or that it needs to list none. */
const givenInWords = ({ apis }: Plan, api: string, scopes: readonly string[]): string =>
  entryOf(apis, api)?.sensitivity === undefined
    ? named(scopes) || "no scopes"
    : "all of the API, which has no scopes";

const apiOfGrant = (key: string): string => key.slice(0, key.lastIndexOf("/"));

/** `contacts, for users: "read:contacts"`. */
export const heldInWords = (plan: Plan, key: string, scopes: readonly string[]): string =>
  `${grantInWords(key)}: ${givenInWords(plan, apiOfGrant(key), scopes)}`;

const grantOf = (difference: Difference, index = -2) =>
  `the grant of ${grantInWords(lastKeyOf(difference, index))}`;
const scopesOf = ({ live }: Difference): string[] => (live as { scopes?: string[] })?.scopes ?? [];

/** Grants are declared of partners and of our own applications. */
const ofHolders = (...paths: readonly string[]) =>
  paths.flatMap((path) => [`partner/${path}`, `own-application/${path}`]);

const grantWider = fieldRule({
  id: "grant-wider",
  title: "A grant has no scope that its file does not name",
  severity: "alarm",
  why: "it can get tokens for more than anybody reviewed, from now on",
  remedy: "update",
  source: GRANTS,
  at: ofHolders("grants/*/scopes"),
  says: (d) =>
    added(d).length > 0 && `${grantOf(d)} also allows ${named(added(d))}, which the file does not name`,
});

const grantAllScopes = fieldRule({
  id: "grant-all-scopes",
  title: "No grant allows all scopes",
  severity: "alarm",
  why: "such a grant allows every scope that the API has or will ever have",
  remedy: "by-hand",
  todo: "delete the grant in the tenant, then update the stack with --refresh: it is created as declared",
  source: GRANTS,
  at: ofHolders("grants/*/allowAllScopes"),
  says: (d) => `${grantOf(d)} allows all scopes of the API, also those that are added later`,
});

const grantUndeclared = fieldRule({
  id: "grant-undeclared",
  title: "An application has no grant that its file does not declare",
  severity: "alarm",
  why: "it can get tokens for an API, or in a way, that nobody reviewed",
  remedy: "remove",
  source: GRANTS,
  at: ofHolders("grants/*"),
  says: (d, { plan }) =>
    d.declared === undefined &&
    `it has a grant of ${grantInWords(lastKeyOf(d))} that no file declares: ${givenInWords(plan, apiOfGrant(lastKeyOf(d)), scopesOf(d))}`,
});

const grantOrganizations = fieldRule({
  id: "grant-any-organization",
  title: "No grant holds for every organization",
  severity: "alarm",
  why: "it can act for any organization of the tenant, and files declare no organizations",
  remedy: "by-hand",
  todo: "delete the grant in the tenant, then update the stack with --refresh: it is created as declared",
  source: "https://auth0.com/docs/manage-users/organizations/organizations-for-m2m-applications",
  at: ofHolders("grants/*/anyOrganization", "grants/*/organizationUsage"),
  says: (d) =>
    lastKeyOf(d) === "anyOrganization"
      ? `${grantOf(d)} holds for every organization of the tenant`
      : `${grantOf(d)} can be used with organizations (${named(added(d))}), which files cannot declare`,
});

const grantDetails = fieldRule({
  id: "grant-authorization-details",
  title: "No grant allows authorization details",
  severity: "alarm",
  why: "it can ask for more than scopes, in a way that files cannot declare",
  remedy: "by-hand",
  todo: "take the types out of the grant in the tenant",
  source: "https://auth0.com/docs/get-started/apis/configure-rich-authorization-requests",
  at: ofHolders("grants/*/authorizationDetails"),
  says: (d) => `${grantOf(d)} allows the authorization details ${named(added(d))}`,
});

const grantNarrower = fieldRule({
  id: "grant-narrower",
  title: "A grant has every scope that its file names",
  severity: "finding",
  why: "calls that need the scope are refused with 403 as soon as the token is a new one",
  remedy: "update",
  source: GRANTS,
  at: ofHolders("grants/*/scopes"),
  says: (d) => missing(d).length > 0 && `${grantOf(d)} lacks ${named(missing(d))}, which the file names`,
});

const grantMissing = fieldRule({
  id: "grant-missing",
  title: "Every declared grant exists",
  severity: "finding",
  why: "it gets no tokens for the API any more",
  remedy: "update",
  source: GRANTS,
  at: ofHolders("grants/*"),
  says: (d, comparison) =>
    d.live === undefined &&
    !isOfNewApi(d, comparison) &&
    `the declared grant of ${grantInWords(lastKeyOf(d))} does not exist`,
});

const audiencesOf = ({ plan }: Comparison): ReadonlyMap<string, string> =>
  new Map(Object.entries(plan.apis).map(([id, { resourceServer }]) => [resourceServer.identifier, id]));

const ownMissing = fieldRule({
  id: "own-application-missing",
  title: "Every application of ours that tenant.yaml names exists",
  severity: "alarm",
  why: "an update cannot give it its grants, and fails; if somebody deleted it, those who use it are locked out",
  remedy: "by-hand",
  todo: "correct its client ID in tenant.yaml, or take it out there once nobody uses it",
  source: GRANTS,
  at: ["own-application"],
  says: () => "the tenant has no application with its client ID",
});

/**
 * Third parties without a grant of their own, who get the default one: a grant of theirs would come before it. One that the
 * plan leaves no grant type gets nothing.
 */
function stillLetIn({ partners }: Plan): string {
  const out = Object.entries(partners)
    .filter(([, { status, application }]) => !hasAccess(status) && !application.isFirstParty)
    .filter(([, { application }]) => application.grantTypes.length > 0)
    .map(([id]) => id);
  return out.length === 0 ? "" : `, and it lets in again ${named(out)}, who may have no access`;
}

/** Everybody gets what a default grant allows, so it is one alarm and not one for each application. */
const defaultGrant: DriftRule = {
  id: "default-grant",
  title: "No API of the tenant has a default grant",
  severity: "alarm",
  why: "it gives every third-party application access, also those that are made tomorrow and no file knows",
  remedy: "by-hand",
  todo: "delete the default grant in the tenant",
  source: GRANTS,
  *check(comparison) {
    const { plan, tenant, ownership } = comparison;
    const audiences = audiencesOf(comparison);
    const strangers = ownership.others.filter(({ is_first_party }) => is_first_party !== true).length;
    for (const grant of tenant.grants) {
      const id = audiences.get(grant.audience);
      if (grant.default_for === undefined) continue;
      const { scopes } = observedGrant(grant, tenant.apis);
      const { subject_type: subjectType = "client" } = grant;
      yield {
        subject: id === undefined ? { kind: "tenant", id: plan.domain } : { kind: "api", id },
        what:
          `every third-party application of the tenant is granted ${givenInWords(plan, id ?? "", scopes)}` +
          `${id === undefined ? ` of ${quote(grant.audience)}, an API without a file` : ""}, ` +
          `${grantInWords(`/${subjectType}`).slice(2)}; ${strangers} of them have no file${stillLetIn(plan)}`,
        live: scopes,
      };
    }
  },
};

export const GRANT_RULES: readonly DriftRule[] = [
  grantWider,
  grantAllScopes,
  grantUndeclared,
  grantOrganizations,
  grantDetails,
  defaultGrant,
  grantNarrower,
  grantMissing,
  ownMissing,
];

// Applications that have access to our APIs, or claim to be a partner's, without a file that says so.
import { lookAlikesOf } from "../../identity/look-alike.ts";
import { markerOf, stackOf } from "../../identity/marker.ts";
import { formerIdsWith } from "../../identity/names.ts";
import { grantKey, ownClientIds } from "../../identity/natural-keys.ts";
import { declaredIn } from "../../model/applications.ts";
import { page } from "../../model/pages.ts";
import { isStrict } from "../../model/security-mode.ts";
import { isOfAUser, subjectTypeOf } from "../../model/subject-type.ts";
import type { LiveApplication } from "../../tenant/live.ts";
import { observedGrant } from "../../tenant/observed.ts";
import { quote } from "../../text.ts";
import { type Comparison, deployedIdOf, isNotTakenOver, isRefused } from "../difference.ts";
import { heldInWords } from "./grants.ts";
import { renameNotDeployed } from "./renamed.ts";
import type { Detected, DriftRule } from "./rule.ts";
import { openApis } from "./ways.ts";

const THIRD_PARTY = "https://auth0.com/docs/get-started/applications/third-party-applications";

const nameOf = ({ name }: LiveApplication) => quote(name ?? "");

interface Held {
  readonly isForUsers: boolean;
  readonly inWords: string;
  readonly scopes: readonly string[];
}

/** What an application's own grants allow at our APIs. */
export function heldAt(application: LiveApplication, { plan, tenant }: Comparison): Held[] {
  const ours = new Set(Object.values(plan.apis).map(({ resourceServer }) => resourceServer.identifier));
  return tenant.grants
    .filter(({ client_id, audience }) => client_id === application.client_id && ours.has(audience))
    .map((grant) => {
      const { scopes } = observedGrant(grant, tenant.apis);
      const inWords = heldInWords(plan, grantKey(plan, grant), scopes);
      const type = subjectTypeOf(grant.subject_type);
      return { isForUsers: type !== undefined && isOfAUser(type), inWords, scopes };
    });
}

const subjectOf = ({ client_id }: LiveApplication) => ({ kind: "application", id: client_id }) as const;

/** Applications that no file declares: neither as a partner's nor as one of ours. */
export const strangersIn = ({ plan, ownership }: Comparison): LiveApplication[] => {
  const own = ownClientIds(plan);
  return ownership.others.filter(({ client_id }) => !own.has(client_id));
};

const unmanagedThirdParty: DriftRule = {
  id: "unmanaged-third-party",
  title: "No third-party application without a file has access to our APIs",
  severity: "alarm",
  why: "somebody outside our company can get tokens for our APIs, and no review ever saw it",
  remedy: "by-hand",
  todo: ({ subject }, comparison) => {
    const { plan, ownership, deployed } = comparison;
    const application = ownership.others.find(({ client_id }) => client_id === subject.id);
    const stack = application && stackOf(plan, application);
    const alike = application ? namesakes(comparison, application) : [];
    if (application?.external_client_id !== undefined)
      return `take its grants away in the tenant: its callbacks are what ${quote(application.external_client_id)} says, and no file can declare that (${page("docs/runbook.md#a-partner-that-hosts-a-client-id-metadata-document")})`;
    if (alike.length > 0 && deployed === undefined)
      return `leave it until \`drift --deployed\` has told whether it is that of ${anyOf(alike)}, which has its name`;
    return stack === undefined
      ? "take its grants away in the tenant, or declare it as a partner: `import` writes the file of an application that is there"
      : `it carries the marker of our stack ${quote(stack)}: look there first whether that declares it, and leave it if it does`;
  },
  source: THIRD_PARTY,
  *check(comparison) {
    const open = openApis(comparison);
    for (const application of strangersIn(comparison)) {
      if (application.is_first_party === true) continue;
      const held = heldAt(application, comparison);
      const byPolicy = isStrict(application)
        ? []
        : open.map((id) => `${id}, by the API's policy: every scope`);
      const access = [...held.map(({ inWords }) => inWords), ...byPolicy];
      if (access.length === 0) continue;
      yield {
        subject: subjectOf(application),
        what: `third-party application ${nameOf(application)}, which no file declares, has access to ${access.join("; ")}`,
        live: access,
      };
    }
  },
};

/** The declared partners that an application looks like, of which none is declared: its rename was not said. */
const namesakes = ({ plan }: Comparison, application: LiveApplication): readonly string[] =>
  lookAlikesOf(plan, {
    ids: [markerOf(plan, application) ?? ""],
    called: application.name,
    callbacks: application.callbacks,
  });

/** Those that have no application yet. */
const heirsOf = (comparison: Comparison, application: LiveApplication): readonly string[] =>
  namesakes(comparison, application).filter((one) => !comparison.ownership.ours.has(one));

/** In a sentence: any of them may be meant. */
const anyOf = (ids: readonly string[]): string => ids.map(declaredIn).join(" or ");

/** Applications whose marker names nobody declared, with that name. */
const withoutFiles = ({ plan, ownership }: Comparison) =>
  [...ownership.ours]
    .filter(([partner]) => !Object.hasOwn(plan.partners, partner))
    .flatMap(([partner, owned]) => owned.map((application) => ({ partner, application })));

const inWordsOf = (application: LiveApplication, comparison: Comparison) =>
  heldAt(application, comparison).map(({ inWords }) => inWords);

const refusalOf = ({ refused }: Comparison, clientId: string) =>
  refused.find(({ held }) => held.key === clientId);

/** What was retired before has no access, and the last deployment made it. */
const isRemoval = (partner: string, application: LiveApplication, comparison: Comparison): boolean =>
  deployedIdOf(comparison, partner) === application.client_id &&
  refusalOf(comparison, application.client_id) === undefined &&
  heldAt(application, comparison).length === 0 &&
  heirsOf(comparison, application).length === 0;

const removalNotDeployed: DriftRule = {
  id: "removal-not-deployed",
  title: "A retired partner that is removed from the files has no application",
  severity: "note",
  why: "the next update deletes it; it has no access to our APIs",
  remedy: "update",
  todo: "deploy it, once it is approved",
  *check(comparison) {
    for (const { partner, application } of withoutFiles(comparison))
      if (isRemoval(partner, application, comparison))
        yield {
          subject: subjectOf(application),
          what: `application ${nameOf(application)} of partner ${quote(partner)}, which has no file in this stack: the removal is not deployed yet`,
        };
  },
};

/** Another rule says under which name a declaration has it. */
const isMisnamed = (comparison: Comparison, { client_id: clientId }: LiveApplication): boolean =>
  refusalOf(comparison, clientId)?.isReviewable === false;

/** Never "delete it" where the files may still mean it. */
function withoutFileTodo({ subject }: Detected, comparison: Comparison): string {
  const found = withoutFiles(comparison).find(({ application }) => application.client_id === subject.id);
  const refusal = refusalOf(comparison, subject.id);
  if (refusal) return refusal.sentences.join("; ");
  const heirs = found ? heirsOf(comparison, found.application) : [];
  const [heir] = heirs;
  if (found && heir !== undefined)
    return `leave it: ${anyOf(heirs)} has its name. If that is what ${quote(found.partner)} is called now, write former_ids: [${formerIdsWith(comparison.plan.partners[heir] ?? {}, found.partner)}] into it`;
  if (found && deployedIdOf(comparison, found.partner) === subject.id)
    return `leave it to the update: the last deployment made it, and the next one deletes it if it was retired or a review told of it. To keep it, bring its file back, or write former_ids: [${found.partner}] into the one that it has now`;
  return "find out who made it. If `pulumi stack output` names it, it is the stack's: bring its file back, and where it is to end, retire it there first. Only what no stack has is deleted in the tenant";
}

/** Whether `application-without-file` tells of it, with what it may do. */
export const isOfWithoutFile = (comparison: Comparison, clientId: string): boolean =>
  withoutFiles(comparison).some(({ application }) => application.client_id === clientId);

const withoutFile: DriftRule = {
  id: "application-without-file",
  title: "An application that carries our marker has a file",
  severity: "alarm",
  why: "it looks like ours, and nothing that it may do is declared: a removal that was never deployed, or a marker that somebody copied",
  remedy: "by-hand",
  todo: withoutFileTodo,
  *check(comparison) {
    for (const { partner, application } of withoutFiles(comparison)) {
      if (isRemoval(partner, application, comparison)) continue;
      if (isMisnamed(comparison, application)) continue;
      const access = inWordsOf(application, comparison);
      yield {
        subject: subjectOf(application),
        what:
          `application ${nameOf(application)} carries the marker of partner ${quote(partner)}, which has no file in ` +
          `this stack; it has ${access.length > 0 ? `access to ${access.join("; ")}` : "no access to our APIs"}`,
        live: access,
      };
    }
  },
};

const notTakenOver: DriftRule = {
  id: "not-taken-over-yet",
  title: "An application that a file names by its client ID was taken over",
  severity: "note",
  why: "the first update makes it what the file says; until then it may do what it always could",
  remedy: "update",
  todo: "deploy it, once it is approved",
  *check(comparison) {
    for (const [id, owned] of comparison.ownership.ours)
      for (const application of owned.filter((one) => isNotTakenOver(comparison, one))) {
        const subject = { kind: "partner", id, clientId: application.client_id } as const;
        if (isRefused(comparison, subject)) continue;
        const access = inWordsOf(application, comparison);
        yield {
          subject,
          what:
            `application ${nameOf(application)} is not taken over yet; ` +
            `it has ${access.length > 0 ? `access to ${access.join("; ")}` : "no access to our APIs"}`,
          live: access,
        };
      }
  },
};

/** The ids that its applications' markers name: a rename onto an id in use leaves those of two partners. */
const markersOf = ({ plan, ownership }: Comparison, id: string): string[] => [
  ...new Set((ownership.ours.get(id) ?? []).flatMap((one) => markerOf(plan, one) ?? [])),
];

/** Which one stays is what the file says, then what the last deployment made; never the other way round. */
function duplicateTodo({ subject }: Detected, comparison: Comparison): string {
  const named = comparison.plan.partners[subject.id]?.adopts;
  const made = deployedIdOf(comparison, subject.id);
  const markers = markersOf(comparison, subject.id);
  const isUnknown = comparison.deployed === undefined || (named === undefined && made === undefined);
  if (markers.length > 1 && isUnknown)
    return `leave all: their markers are those of ${markers.map((one) => quote(one)).join(" and ")}, so each may be in use. \`drift --deployed\` shows what the next update makes of them`;
  const others = "delete another only when the tenant's log shows that nobody uses it";
  if (named !== undefined && made !== undefined && named !== made)
    return `leave both: the file names ${named}, and the last deployment made ${made}. The next update takes the one over and deletes the other, as its review says`;
  if (named !== undefined) return `keep ${named}, which the file names; ${others}`;
  if (made !== undefined) return `keep ${made}, which the last deployment made; ${others}`;
  return `find out which client ID the partner uses (\`pulumi stack output\` names what was deployed); ${others}`;
}

const duplicateMarker: DriftRule = {
  id: "application-duplicate",
  title: "A partner has one application",
  severity: "alarm",
  why: "only one of them is the partner's; the others can do the same and nobody watches them",
  remedy: "by-hand",
  todo: duplicateTodo,
  *check({ plan, ownership, refused }) {
    for (const [id, owned] of ownership.ours) {
      if (owned.length < 2 || !Object.hasOwn(plan.partners, id)) continue;
      if (isRefused({ refused }, { kind: "partner", id })) continue;
      const ids = owned.map(({ client_id }) => client_id);
      yield {
        subject: { kind: "partner", id },
        what: `${owned.length} applications carry its marker: ${ids.join(", ")}`,
        live: ids,
      };
    }
  },
};

export const STRANGER_RULES: readonly DriftRule[] = [
  unmanagedThirdParty,
  withoutFile,
  removalNotDeployed,
  notTakenOver,
  renameNotDeployed,
  duplicateMarker,
];

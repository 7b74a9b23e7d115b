// Partners that come, go, pause or change their name.

import { isPublicMethod } from "../../model/authentication.ts";
import { entryOf } from "../../model/record.ts";
import { hasAccess } from "../../model/status.ts";
import type { PlannedSecret } from "../../plan/aws/aws-types.ts";
import { grantTypesOf } from "../../plan/grants.ts";
import { kindOfApplication } from "../../plan/replacement.ts";
import type { PlannedPartner } from "../../plan/types.ts";
import { setOff } from "../../text.ts";
import { exchanged } from "./exchanged.ts";
import { apiFormerIdsDropped, apiRenamed, formerIdsDropped, takesOver } from "./former-ids.ts";
import { goneRetired, goneUnretired, losing } from "./gone.ts";
import type { PartnerPair, PlanPath } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { listOf } from "./words.ts";

function* added({ name, before, after, at, id, stack }: PartnerPair): Generator<Said> {
  if (before || !after) return;
  const where = stack.people.before.has(id) ? "gets an application in this stack" : "is a new partner";
  const grantTypes = grantTypesOf(after);
  const { isFirstParty } = after.application;
  const method = after.credentials.authenticationMethod;
  const proof = isPublicMethod(method) ? "without any credentials" : `with ${method}`;
  const how = grantTypes.length === 0 ? "no grant type" : listOf(grantTypes);
  const paused = hasAccess(after.status)
    ? ""
    : ` It is ${after.status}: it has no grants${grantTypes.length > after.application.grantTypes.length ? " and no grant type yet" : ""}.`;
  yield {
    what: `${name} ${where} (${kindOfApplication(after.application)}): it gets tokens ${proof}, by ${how}.${paused}`,
    // What third-party applications are kept from is open to it: as if it were ours.
    ...(isFirstParty && { severity: "high" as const }),
    covers: [at()],
  };
}

const becomes = (status: PlannedPartner["status"]) =>
  function* ({ name, before, after, at, ...rest }: PartnerPair): Generator<Said> {
    if (!before || !after || before.status === after.status || after.status !== status) return;
    const effect = hasAccess(before.status)
      ? ` ${losing({ name, before, after, at, ...rest })} Tokens issued before work until they expire.`
      : "";
    yield {
      what: `${name} is ${hasAccess(status) ? "active again" : status}.${effect}`,
      covers: [at("status"), ...promises(before, after, at), ...goneGrants(before, after, at)],
    };
  };

/** A partner that is not active has no grants: those that went, went for that. */
const goneGrants = (before: PlannedPartner, after: PlannedPartner, at: PartnerPair["at"]) =>
  Object.keys(before.grants)
    .filter((key) => !Object.hasOwn(after.grants, key))
    .map((key) => at("grants", key));

/** What it has while it is active it is promised while it is not: that part of its plan comes or goes with that. */
const promises = (before: PlannedPartner, after: PlannedPartner, at: PartnerPair["at"]) =>
  hasAccess(before.status) === hasAccess(after.status)
    ? []
    : [at("onceActive"), at("grantTypesOnceActive"), at("application", "grantTypes")];

/** The engine knows resources by the Pulumi stack that has them. */
function* moved({ name, id, before, after, at, stack }: PartnerPair): Generator<Said> {
  if (!before || !after || before.part === after.part) return;
  const of = stack.head.stack;
  const [from, to] = [before.part ?? of, after.part ?? of];
  yield {
    what: `${name} moves from the Pulumi stack ${from} to ${to}. Until its state is moved, no update of the two changes anything, since its application would be deleted, and another one made: \`target ${id} --stack ${of} --moved-from ${from}\` prints the command.`,
    covers: [at("part")],
  };
}

/** A secret's name is in its policy too: that is all that differs when the principals are the same. */
function sameReaders(was: PlannedSecret, now: PlannedSecret, id: string): PlanPath[] {
  const text = ({ name, statements }: PlannedSecret) => JSON.stringify(statements).replaceAll(name, "");
  return text(was) === text(now) ? [["aws", "secrets", id, "statements"]] : [];
}

export const LIFECYCLE = rules(
  {
    id: "partner-vanished",
    title: "a partner is gone without having been retired",
    severity: "high",
    explanation:
      "A deleted application cannot be brought back: a new one has another client ID, and every user must enable it again. Set status: retired first, and delete the file later; if the file was renamed, name its former id in former_ids.",
    ofPartner: goneUnretired,
  },
  {
    id: "partner-moved",
    title: "another Pulumi stack deploys a partner",
    severity: "high",
    explanation:
      "Move the partner's state after the approval and before the deployment: then nothing changes at Auth0, the client ID least of all. A deployment looks for partners whose state was not moved, and ends before it changes anything.",
    source: "https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_move/",
    ofPartner: moved,
  },
  {
    id: "partner-added",
    title: "a partner is added",
    severity: "medium",
    explanation:
      "Somebody new gets credentials at our tenant, and a first-party partner the trust of an application of ours. What it may do, and where users and codes are sent, is told line by line.",
    ofPartner: added,
  },
  {
    id: "partner-removed",
    title: "a retired partner is removed",
    severity: "low",
    explanation:
      "Its application and client ID are deleted for good. It has had no access since it was retired; where that was never deployed, it may be in use, and a plain update refuses to delete it.",
    ofPartner: goneRetired,
  },
  {
    id: "partner-suspended",
    title: "a partner is suspended",
    severity: "high",
    explanation:
      "Its grants go at once, and the grant types of one that signs users in without a grant; its application and client ID stay, so that it can be resumed. Access tokens already issued are checked without asking Auth0 and work until they expire.",
    source: "https://auth0.com/docs/get-started/applications/revoke-api-access",
    ofPartner: becomes("suspended"),
  },
  {
    id: "partner-retired",
    title: "a partner is retired",
    severity: "high",
    explanation:
      "Its grants go at once, and the grant types of one that signs users in without a grant. Its application stays until its file is deleted. Make sure that the partner and its users know.",
    ofPartner: becomes("retired"),
  },
  {
    id: "partner-resumed",
    title: "a partner is active again",
    severity: "medium",
    explanation:
      "It gets what its file says now, which may be more than it had, with the same client ID; it is told scope by scope.",
    ofPartner: becomes("active"),
  },
  {
    id: "partner-renamed",
    title: "a partner's file is renamed",
    severity: "low",
    explanation:
      "Its application and client ID stay, since the file names its former id. Nothing else says that it is the same partner: where its name changes too, make sure that it is.",
    *ofPartner({ id, name, before, after, stack, at }) {
      const former = stack.people.former.get(id);
      if (former === undefined || !before || !after) return;
      const secret = stack.head.aws && entryOf(stack.head.aws.secrets, id);
      const known = stack.base.aws && entryOf(stack.base.aws.secrets, id);
      if (secret && known && secret.name !== known.name)
        yield {
          what: `The credentials of ${name} are on AWS under the name ${secret.name} instead of ${known.name}: who reads them must look there.`,
          severity: "medium",
          covers: [["aws", "secrets", id, "name"], ...sameReaders(known, secret, id)],
        };
      const wasCalled = setOff(before.application.name);
      if (before.application.name !== after.application.name)
        yield {
          what: `${name} gets the application of ${wasCalled}, with its client ID, secret and consents: its file says that it was ${former}.`,
          severity: "high",
        };
      yield {
        what: `${name} is called ${id} instead of ${former}; its client ID stays.`,
        covers: [at("formerIds"), at("application", "clientMetadata", "partner_access_partner")],
      };
    },
  },
  {
    id: "applications-exchanged",
    title: "an application is what another one was",
    severity: "high",
    explanation:
      "Client ID, secret and consents stay with the file's name and the key in it. Give each its own again; another name or key needs former_ids, in a change of its own. Where they are to exchange what they say, change one first, and deploy that.",
    ofPartner: exchanged,
  },
  {
    id: "partner-takes-over",
    title: "a partner takes over the application of an id that was somebody's before",
    severity: "high",
    explanation:
      "A former id makes an application the partner's own wherever a stack's state still has it under that id, with all that its users allowed it. If it was another partner, remove the former id.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/",
    ofPartner: takesOver,
  },
  {
    id: "partner-former-id-dropped",
    title: "a partner no longer names a former id",
    severity: "medium",
    explanation:
      "Right once every stack was deployed after the rename: `pulumi stack output` then names the partner by its present id. Where it does not, write the former id again. Where the display name has changed as well, nothing says that it is the same application: a plain update refuses to delete it, and the review of a deployment, against what was deployed last, says that it goes.",
    source: "https://www.pulumi.com/docs/iac/concepts/resources/options/aliases/",
    ofPartner: formerIdsDropped,
  },
  {
    id: "api-renamed",
    title: "an API's file is renamed",
    severity: "low",
    explanation:
      "The API and its grants stay, since the file names its former id, as long as its identifier stays.",
    ofApi: apiRenamed,
  },
  {
    id: "api-former-id-dropped",
    title: "an API no longer names a former id",
    severity: "medium",
    explanation:
      "Right once every stack was deployed after the rename. Where it was not, the deployment stops and says what to write; where the identifier has changed as well, the review of the deployment, against what was deployed last, says that the API goes.",
    ofApi: apiFormerIdsDropped,
  },
);

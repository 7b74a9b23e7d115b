// Applications that have access to our APIs, or claim to be a partner's, without a file that says so.

import { grantKey } from "../../identity/natural-keys.ts";
import type { LiveApplication } from "../../tenant/live.ts";
import { observedGrant } from "../../tenant/observed.ts";
import { quote } from "../../text.ts";
import { type Comparison, formerNameOf, isNotTakenOver } from "../difference.ts";
import { grantInWords } from "./grants.ts";
import { type DriftRule, named } from "./rule.ts";

const THIRD_PARTY = "https://auth0.com/docs/get-started/applications/third-party-applications";

const nameOf = ({ name }: LiveApplication) => quote(name ?? "");

interface Held {
  readonly subjectType: string;
  readonly inWords: string;
  readonly scopes: readonly string[];
}

/** What an application's own grants allow at our APIs. */
function heldAt(application: LiveApplication, { plan, tenant }: Comparison): Held[] {
  const ours = new Set(Object.values(plan.apis).map(({ resourceServer }) => resourceServer.identifier));
  return tenant.grants
    .filter(({ client_id, audience }) => client_id === application.client_id && ours.has(audience))
    .map((grant) => {
      const { scopes } = observedGrant(grant, tenant.apis);
      const inWords = `${grantInWords(grantKey(plan, grant))}: ${named(scopes) || "no scopes"}`;
      return { subjectType: grant.subject_type ?? "client", inWords, scopes };
    });
}

/** APIs of ours that let permissive applications in without a grant, by the policy they have now. */
const openApis = ({ plan, tenant }: Comparison): string[] =>
  Object.entries(plan.apis)
    .filter(([, { resourceServer }]) => {
      const live = tenant.apis.find(({ identifier }) => identifier === resourceServer.identifier);
      return (
        live !== undefined && (live.subject_type_authorization?.user?.policy ?? "allow_all") === "allow_all"
      );
    })
    .map(([id]) => id);

const subjectOf = ({ client_id }: LiveApplication) => ({ kind: "application", id: client_id }) as const;

const unmanagedThirdParty: DriftRule = {
  id: "unmanaged-third-party",
  title: "No third-party application without a file has access to our APIs",
  severity: "alarm",
  why: "somebody outside our company can get tokens for our APIs, and no review ever saw it",
  remedy: "by-hand",
  todo: "take its grants away in the tenant, or declare it as a partner: `import` writes the file of an application that is there",
  source: THIRD_PARTY,
  *check(comparison) {
    const open = openApis(comparison);
    for (const application of comparison.ownership.others) {
      if (application.is_first_party === true) continue;
      const held = heldAt(application, comparison);
      const isStrict = application.third_party_security_mode === "strict";
      const byPolicy = isStrict ? [] : open.map((id) => `${id}, by the API's policy: every scope`);
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

const unmanagedMachine: DriftRule = {
  id: "unmanaged-machine",
  title: "No first-party application without a file calls our APIs on its own",
  severity: "finding",
  why: "it gets tokens without a user, and no review ever saw it",
  remedy: "by-hand",
  todo: "take the grant away in the tenant, declare it as a partner, or name it with --known if it is our own",
  source: "https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow",
  *check(comparison) {
    for (const application of comparison.ownership.others) {
      if (application.is_first_party !== true) continue;
      const held = heldAt(application, comparison).filter(({ subjectType }) => subjectType !== "user");
      if (held.length === 0) continue;
      yield {
        subject: subjectOf(application),
        what: `first-party application ${nameOf(application)}, which no file declares, has access to ${held.map(({ inWords }) => inWords).join("; ")}`,
        live: held.map(({ inWords }) => inWords),
      };
    }
  },
};

const unmanagedFirstParty: DriftRule = {
  id: "unmanaged-first-party",
  title: "Every first-party application with a grant for users is known",
  severity: "note",
  why: "our own app is not a partner and has no file; anything else should have one",
  remedy: "by-hand",
  todo: "nothing, if it is our own: name it with --known",
  *check(comparison) {
    for (const application of comparison.ownership.others) {
      if (application.is_first_party !== true) continue;
      const held = heldAt(application, comparison).filter(({ subjectType }) => subjectType === "user");
      if (held.length === 0) continue;
      yield {
        subject: subjectOf(application),
        what: `first-party application ${nameOf(application)}, which no file declares, may act for users: ${held.map(({ inWords }) => inWords).join("; ")}`,
        live: held.map(({ inWords }) => inWords),
      };
    }
  },
};

const withoutFile: DriftRule = {
  id: "application-without-file",
  title: "An application that carries our marker has a file",
  severity: "alarm",
  why: "it looks like ours, and nothing that it may do is declared: a removal that was never deployed, or a marker that somebody copied",
  remedy: "remove",
  *check(comparison) {
    for (const [partner, owned] of comparison.ownership.ours) {
      if (Object.hasOwn(comparison.plan.partners, partner)) continue;
      for (const application of owned) {
        const access = heldAt(application, comparison).map(({ inWords }) => inWords);
        yield {
          subject: subjectOf(application),
          what:
            `application ${nameOf(application)} carries the marker of partner ${quote(partner)}, which has no file in ` +
            `this stack; it has ${access.length > 0 ? `access to ${access.join("; ")}` : "no access to our APIs"}`,
          live: access,
        };
      }
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
    const { plan, ownership } = comparison;
    for (const [id, owned] of ownership.ours)
      for (const application of owned.filter((one) => isNotTakenOver(plan, one))) {
        const access = heldAt(application, comparison).map(({ inWords }) => inWords);
        yield {
          subject: { kind: "partner", id, clientId: application.client_id },
          what:
            `application ${nameOf(application)} is not taken over yet; ` +
            `it has ${access.length > 0 ? `access to ${access.join("; ")}` : "no access to our APIs"}`,
          live: access,
        };
      }
  },
};

const renameNotDeployed: DriftRule = {
  id: "rename-not-deployed",
  title: "A renamed partner's application carries its present id",
  severity: "note",
  why: "the next update writes it; the client ID stays",
  remedy: "update",
  todo: "deploy it, once it is approved; the application is the partner's: leave it",
  *check({ plan, ownership }) {
    for (const [id, owned] of ownership.ours)
      for (const application of owned) {
        const marker = formerNameOf(plan, id, application);
        if (marker === undefined) continue;
        yield {
          subject: { kind: "partner", id, clientId: application.client_id },
          what: `its application is still marked as ${quote(marker)}, its former id: the rename is not deployed yet`,
        };
      }
  },
};

const duplicateMarker: DriftRule = {
  id: "application-duplicate",
  title: "A partner has one application",
  severity: "alarm",
  why: "only one of them is the partner's; the others can do the same and nobody watches them",
  remedy: "by-hand",
  todo: "find out which client ID the partner uses (`pulumi stack output`), and delete the others in the tenant",
  *check({ plan, ownership }) {
    for (const [id, owned] of ownership.ours) {
      if (owned.length < 2 || !Object.hasOwn(plan.partners, id)) continue;
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
  notTakenOver,
  renameNotDeployed,
  duplicateMarker,
  unmanagedMachine,
  unmanagedFirstParty,
];

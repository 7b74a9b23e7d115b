// First-party applications that no file declares and that have access to our APIs, by a grant or by a policy.

import { letsEverybodyIn } from "../../model/access-policy.ts";
import { signsUsersIn } from "../../model/grant-type.ts";
import type { LiveApplication } from "../../tenant/live.ts";
import { quote } from "../../text.ts";
import type { Comparison } from "../difference.ts";
import type { DriftRule } from "./rule.ts";
import { heldAt, strangersIn } from "./strangers.ts";
import { openApis } from "./ways.ts";

/** What a first-party application without a grant has where the file itself lets everybody in. */
const heldByPolicy = (application: LiveApplication, comparison: Comparison): string[] =>
  signsUsersIn(application)
    ? openApis(comparison)
        .filter((id) =>
          letsEverybodyIn(
            comparison.plan.apis[id]?.resourceServer.subjectTypeAuthorization.user.policy ?? "",
          ),
        )
        .map((id) => `${id}, by the API's policy: every scope`)
    : [];

/** Tells what each first-party application has for users, or on its own. */
const firstPartyWith = (ofUsers: boolean, may: string): DriftRule["check"] =>
  function* (comparison) {
    for (const application of strangersIn(comparison)) {
      if (application.is_first_party !== true) continue;
      const byGrant = heldAt(application, comparison).filter(({ isForUsers }) => isForUsers === ofUsers);
      const byPolicy = ofUsers && byGrant.length === 0 ? heldByPolicy(application, comparison) : [];
      const access = [...byGrant.map(({ inWords }) => inWords), ...byPolicy];
      if (access.length === 0) continue;
      yield {
        subject: { kind: "application", id: application.client_id },
        what: `first-party application ${quote(application.name ?? "")}, which no file declares, ${may} ${access.join("; ")}`,
        live: access,
      };
    }
  };

const unmanagedMachine: DriftRule = {
  id: "unmanaged-machine",
  title: "No first-party application without a file calls our APIs on its own",
  severity: "alarm",
  why: "it gets tokens without a user, and no review ever saw it",
  remedy: "by-hand",
  todo:
    "take the grant away in the tenant, or declare it: among own_applications in tenant.yaml if it is ours; as a partner's in a " +
    "file with its client_id below the stack, which the next update takes over. `import` writes files of third parties alone",
  source: "https://auth0.com/docs/get-started/authentication-and-authorization-flow/client-credentials-flow",
  check: firstPartyWith(false, "has access to"),
};

const unmanagedFirstParty: DriftRule = {
  id: "unmanaged-first-party",
  title: "Every first-party application that may act for users is declared",
  severity: "alarm",
  why: "what it may do was never reviewed, and a change of the API can lock it out unseen",
  remedy: "by-hand",
  todo: "write it into own_applications of tenant.yaml if it is our own; if it is a partner's, give it a file",
  check: firstPartyWith(true, "may act for users:"),
};

export const FIRST_PARTY_RULES: readonly DriftRule[] = [unmanagedMachine, unmanagedFirstParty];

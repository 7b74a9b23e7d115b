// Tokens for people who have not signed in: no file can declare them.
import { WAY_FACTS } from "../../access/ways.ts";
import { liveApiOf } from "../../identity/natural-keys.ts";
import { letsEverybodyIn, letsNobodyIn } from "../../model/access-policy.ts";
import type { LiveApi, LiveApplication } from "../../tenant/live.ts";
import { observedGrant } from "../../tenant/observed.ts";
import { quote } from "../../text.ts";
import type { Comparison } from "../difference.ts";
import { type DriftRule, named } from "./rule.ts";

/** The subject type of grants for people who have not signed in. */
export const ANONYMOUS = "anonymous_user";

/**
 * Scopes that an application gets at an API without anybody's sign-in, sorted; undefined where it gets no such token.
 * Which policy an API has that names none, no page says: the widest is taken.
 * Source: https://auth0.com/docs/manage-users/sessions/anonymous-sessions/configure-anonymous-sessions (read 2026-11)
 */
export function anonymousAccess(
  application: LiveApplication,
  api: LiveApi,
  { tenant }: Pick<Comparison, "tenant">,
): readonly string[] | undefined {
  if (api.allow_anonymous_access !== true || application.anonymous_sessions?.active !== true)
    return undefined;
  const policy = api.subject_type_authorization?.anonymous_user?.policy ?? "allow_all";
  if (letsNobodyIn(policy)) return undefined;
  if (letsEverybodyIn(policy)) return api.scopes.map(({ value }) => value).toSorted();
  const grant = tenant.grants.find(
    ({ audience, subject_type: type, client_id: id }) =>
      audience === api.identifier && type === ANONYMOUS && id === application.client_id,
  );
  return grant && observedGrant(grant, tenant.apis).scopes;
}

export const anonymousOpen: DriftRule = {
  id: "anonymous-access",
  title: "No API of ours gives tokens to people who have not signed in",
  severity: "alarm",
  why: "anybody on the internet gets such a token without an account, and no file can say that this is wanted",
  remedy: "by-hand",
  todo: "switch allow_anonymous_access of the API off in the tenant",
  source: WAY_FACTS["anonymous-session"].source,
  *check(comparison) {
    const { plan, tenant } = comparison;
    for (const [id, { resourceServer }] of Object.entries(plan.apis)) {
      const live = liveApiOf(resourceServer.identifier, tenant.apis);
      if (live?.allow_anonymous_access !== true) continue;
      const who = tenant.applications.flatMap((one) => {
        const scopes = anonymousAccess(one, live, comparison);
        return scopes ? [`${quote(one.name ?? "")} with ${named(scopes) || "no scopes"}`] : [];
      });
      yield {
        subject: { kind: "api", id },
        what: `people who have not signed in may get its tokens: ${who.length > 0 ? `through ${who.join(", ")}` : "through no application yet"}`,
        live: who,
      };
    }
  },
};

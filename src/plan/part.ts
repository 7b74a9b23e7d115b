// A stack's plan and one of its Pulumi stacks → what that one makes: everything but the parts' partners, or a part's.
import type { PlannedAws } from "./aws/aws-types.ts";
import type { Plan } from "./types.ts";

const only = <T>(record: Readonly<Record<string, T>>, ids: ReadonlySet<string>) =>
  Object.fromEntries(Object.entries(record).filter(([id]) => ids.has(id)));

/** What is on AWS, of these partners. */
const ofPartners = <T extends Pick<PlannedAws, "secrets" | "integrations">>(
  aws: T,
  ids: ReadonlySet<string>,
): T => ({
  ...aws,
  secrets: only(aws.secrets, ids),
  integrations: only(aws.integrations, ids),
});

/** What is shared on AWS stays whole: who may use the key is told of all partners' secrets. */
function awsOf({ logStream, ...aws }: PlannedAws, ids: ReadonlySet<string>, part: boolean): PlannedAws {
  return {
    ...ofPartners(aws, ids),
    ...(part ? { tokenSettings: {} } : logStream && { logStream }),
  };
}

/** The path of the catalogue, where another Pulumi stack writes some of it. */
const othersBelow = (aws: PlannedAws | undefined, ids: ReadonlySet<string>): string | undefined =>
  Object.entries(aws?.integrations ?? {})
    .find(([id]) => !ids.has(id))?.[1]
    .name.replace(/[^/]*$/, "");

/** The APIs, with dashboards that say where to look for the client IDs that they cannot know. */
function apisOf({ apis, aws }: Plan, ids: ReadonlySet<string>): Plan["apis"] {
  const others = othersBelow(aws, ids);
  if (others === undefined) return apis;
  return Object.fromEntries(
    Object.entries(apis).map(([id, api]) => {
      const { hosting } = api;
      if (!hosting) return [id, api];
      return [
        id,
        { ...api, hosting: { ...hosting, dashboard: { ...hosting.dashboard, othersBelow: others } } },
      ];
    }),
  );
}

/** The plan with one of its partners, or with none where that one is gone; what is shared stays. */
export function onlyPartner(plan: Plan, partner: string): Plan {
  const ids = new Set([partner]);
  const { aws } = plan;
  return {
    ...plan,
    partners: only(plan.partners, ids),
    ...(aws && { aws: ofPartners(aws, ids) }),
  };
}

/**
 * The plan as one Pulumi stack deploys it. The stack's own makes the APIs, the Actions, the grants of our own
 * applications, what is on AWS, and the partners that name no part; a part makes its partners and nothing else.
 * Together they make the whole plan, each thing once. Ownership markers and names on AWS say the stack, so nothing changes when a partner moves.
 */
export function partOf(plan: Plan, pulumiStack: string): Plan {
  const part = pulumiStack === plan.stack ? undefined : pulumiStack;
  const { aws, ...rest } = plan;
  const its = Object.entries(plan.partners).filter(([, partner]) => partner.part === part);
  const ids = new Set(its.map(([id]) => id));
  return {
    ...rest,
    ...(part === undefined
      ? { apis: apisOf(plan, ids) }
      : { part, apis: {}, actions: {}, ownApplications: {} }),
    partners: Object.fromEntries(its),
    ...(aws && { aws: awsOf(aws, ids, part !== undefined) }),
  };
}

/** The whole plan, as one Pulumi stack of it is spoken of: seen from one part alone, what another declares would be gone. */
export const wholeSeenFrom = (whole: Plan, { part }: Pick<Plan, "part">): Plan => ({
  ...whole,
  ...(part !== undefined && { part }),
});

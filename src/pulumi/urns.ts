// A stack and a partner's id → the patterns of every resource that the partner has there, and of no other.
import { PROJECT } from "../plan/plan.ts";

const OURS = "partner-access:index";

const urnIn = (pulumiStack: string) => (type: string, name: string) =>
  `urn:pulumi:${pulumiStack}::${PROJECT}::${OURS}:${type}::${name}`;

/** What a partner has on AWS, below the component that all share: type and name. */
const ON_AWS = [
  ["secretsmanager/secret:Secret", "aws"],
  ["secretsmanager/secretPolicy:SecretPolicy", "aws"],
  ["secretsmanager/secretVersion:SecretVersion", "aws"],
  ["ssm/parameter:Parameter", "aws/integrations"],
] as const;

/**
 * URN patterns for `pulumi … --target`: the partner's component, its application, and what is named after that;
 * with AWS its secret and its place in our app's catalogue. Patterns rather than URNs, so that what only the state
 * still has is meant too. `**` stands for anything. Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_up/ (read 2026-11)
 */
export function partnerTargets(pulumiStack: string, partner: string, hasAws: boolean): readonly string[] {
  const urn = urnIn(pulumiStack);
  return [
    urn("PartnerAccess", partner),
    urn("PartnerAccess$**", partner),
    urn("PartnerAccess$**", `${partner}/**`),
    ...(hasAws ? [`aws/${partner}`, `aws/integrations/${partner}`] : []).map((name) =>
      urn("StackOnAws$**", name),
    ),
  ];
}

/**
 * What limits Pulumi, and our program with it, to one partner: the environment of one command. The variable is the
 * CLI's own `--target`, which hands it on to the program; of a flag the program would learn nothing.
 * Source: https://www.pulumi.com/blog/controlling-the-cli-through-environment-variables/ (read 2026-11)
 */
export const TARGETS = "PULUMI_OPTION_TARGET";

/** The environment of a command that deploys one partner and nothing else. */
export const targetEnvironment = (pulumiStack: string, partner: string, hasAws: boolean) => ({
  PULUMI_STACK: pulumiStack,
  [TARGETS]: partnerTargets(pulumiStack, partner, hasAws).join(","),
});

/** The partner whose targets these are, all of them and nothing else. Other targets are somebody's own. */
export function targetedPartner(
  targets: string | undefined,
  pulumiStack: string,
  hasAws: boolean,
): string | undefined {
  const partner = targets?.split(",")[0]?.split("::").at(-1);
  if (partner === undefined) return undefined;
  return targets === targetEnvironment(pulumiStack, partner, hasAws)[TARGETS] ? partner : undefined;
}

/**
 * The command that moves a partner, by each name that the state may have for it, from one Pulumi stack's state to another's, so that the next deployment finds
 * there what it would make. Children go with their component; names that the state does not have get a warning.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_move/ (read 2026-11)
 */
export function moveCommand(
  partner: string | readonly string[],
  source: string,
  dest: string,
  hasAws: boolean,
): string {
  const urn = urnIn(source);
  const urns = [partner]
    .flat()
    .flatMap((name) => [
      urn("PartnerAccess", name),
      ...(hasAws ? ON_AWS.map(([type, prefix]) => urn(`StackOnAws$aws:${type}`, `${prefix}/${name}`)) : []),
    ]);
  return `pulumi state move --source ${source} --dest ${dest} ${urns.map((one) => `'${one}'`).join(" ")}`;
}

/** What brackets an application and its grants in a state. */
export type Component = "PartnerAccess" | "OwnApplication";

/** The URN of a component. */
export const componentUrn = (pulumiStack: string, type: Component, name: string): string =>
  urnIn(pulumiStack)(type, name);

/**
 * The command that makes a state forget a component, what is in it and what depends on that, and changes nothing in the
 * tenant or on AWS.
 * Source: https://www.pulumi.com/docs/iac/cli/commands/pulumi_state_delete/ (read 2026-11)
 */
export const forgetCommand = (pulumiStack: string, type: Component, name: string): string =>
  `pulumi state delete '${componentUrn(pulumiStack, type, name)}' --target-dependents --force --yes --stack ${pulumiStack}`;

// A plan becomes the list of what decides on AWS who gets in, made apart from the code that registers it.
import type { PlannedStatement } from "../plan/aws/aws-types.ts";
import type {
  PlannedFargateBackend,
  PlannedRole,
  PlannedSecurityGroupRule,
} from "../plan/aws/fargate-types.ts";
import type { PlannedHosting } from "../plan/aws/hosting-types.ts";
import type { Plan } from "../plan/types.ts";
import { ANY_OUTPUT, type Expected, OutputOf } from "./expected.ts";

const TYPES = {
  key: "aws:kms/key:Key",
  secretPolicy: "aws:secretsmanager/secretPolicy:SecretPolicy",
  authorizer: "aws:apigatewayv2/authorizer:Authorizer",
  integration: "aws:apigatewayv2/integration:Integration",
  route: "aws:apigatewayv2/route:Route",
  api: "aws:apigatewayv2/api:Api",
  listener: "aws:lb/listener:Listener",
  vpcLink: "aws:apigatewayv2/vpcLink:VpcLink",
  role: "aws:iam/role:Role",
  rolePolicy: "aws:iam/rolePolicy:RolePolicy",
  group: "aws:ec2/securityGroup:SecurityGroup",
  ingress: "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  egress: "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
} as const;

/** What decides who gets in. Only what is listed may be made of these types, and of any other that grants. */
const DECIDING: ReadonlySet<string> = new Set(
  Object.values(TYPES).filter(
    (type) => ![TYPES.api, TYPES.listener, TYPES.vpcLink, TYPES.group].includes(type as never),
  ),
);

/** Types by which others get in, and which no plan makes. */
const GRANTS =
  /^aws:(iam|organizations|sso|ram|lambda|cognito)\/|Policy(Attachment)?$|Permission$|^aws:kms\/grant/;

/** Those with a policy of their own that decide nothing about who gets in, or whose policy the plan's log has. */
const GRANTS_NOTHING: ReadonlySet<string> = new Set([
  "aws:appautoscaling/policy:Policy",
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
]);

export const decidesOnAws = (type: string): boolean =>
  DECIDING.has(type) || (GRANTS.test(type) && !GRANTS_NOTHING.has(type));

const oneOrMore = (values: readonly string[]): unknown => (values.length === 1 ? values[0] : values);

/** In the order in which AWS itself writes a statement. */
const document = (statements: readonly PlannedStatement[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map(({ sid, effect, principals, actions, resources, condition }) => ({
      Sid: sid,
      Effect: effect,
      Principal: principals && { [principals.type]: oneOrMore(principals.identifiers) },
      Action: oneOrMore(actions),
      Resource: resources.length > 0 ? oneOrMore(resources) : undefined,
      Condition: condition,
    })),
  });

function rolesOf(id: string, key: string, tags: object, planned: PlannedRole): Expected[] {
  const { name, permissionsBoundary, trust, statements } = planned;
  const role = {
    type: TYPES.role,
    name: `${id}/${key}`,
    inputs: { name, permissionsBoundary, assumeRolePolicy: document(trust), tags },
  };
  const inputs = {
    name: key,
    role: new OutputOf(TYPES.role, `${id}/${key}`, "name"),
    policy: document(statements),
  };
  return statements.length === 0 ? [role] : [role, { type: TYPES.rolePolicy, name: `${id}/${key}`, inputs }];
}

function ruleOf(id: string, tags: object, rule: PlannedSecurityGroupRule): Expected {
  const { group, direction, protocol, port, peer, description } = rule;
  const groupOf = (one: string) => new OutputOf(TYPES.group, `${id}/${one}`, "id");
  return {
    type: TYPES[direction],
    name: `${id}/${group}/${direction}/${port}/${typeof peer === "string" ? peer : peer.cidrIpv4}`,
    inputs: {
      securityGroupId: groupOf(group),
      ipProtocol: protocol,
      fromPort: port,
      toPort: port,
      description,
      referencedSecurityGroupId: typeof peer === "string" ? groupOf(peer) : undefined,
      cidrIpv4: typeof peer === "string" ? undefined : peer.cidrIpv4,
      tags,
    },
  };
}

const serviceOf = (id: string, tags: object, planned: PlannedFargateBackend): Expected[] => [
  ...rolesOf(id, "execution", tags, planned.executionRole),
  ...rolesOf(id, "task", tags, planned.taskRole),
  ...planned.securityGroupRules.map((rule) => ruleOf(id, tags, rule)),
];

/** What is asked of a request, and where it goes after that. */
function gatewayOf(id: string, { gateway, backend, tags }: PlannedHosting): Expected[] {
  const apiId = new OutputOf(TYPES.api, id, "id");
  const way =
    backend.kind === "origin"
      ? backend.integration
      : {
          ...backend.integration,
          integrationUri: new OutputOf(TYPES.listener, id, "arn"),
          connectionId: new OutputOf(TYPES.vpcLink, id, "id"),
        };
  return [
    {
      type: TYPES.authorizer,
      name: `${id}/tokens`,
      inputs: { apiId, name: "tokens", ...gateway.authorizer },
    },
    { type: TYPES.integration, name: `${id}/backend`, inputs: { apiId, ...way } },
    ...Object.entries(gateway.routes).map(([key, { routeKey, authorizationType, authorizationScopes }]) => ({
      type: TYPES.route,
      name: `${id}/${key}`,
      inputs: {
        apiId,
        routeKey,
        // Of the one integration that there is.
        target: ANY_OUTPUT,
        authorizationType,
        authorizationScopes,
        authorizerId: authorizationScopes && new OutputOf(TYPES.authorizer, `${id}/tokens`, "id"),
      },
    })),
    ...(backend.kind === "fargate" ? serviceOf(id, tags, backend) : []),
  ];
}

/** Nothing for a plan without AWS. In a part, the key is the stack's own. */
export function expectedOnAws({ aws, apis, part }: Plan): Expected[] {
  if (aws === undefined) return [];
  const { description, enableKeyRotation, deletionWindowInDays, statements } = aws.key;
  const policy = document(statements);
  const key = { description, enableKeyRotation, deletionWindowInDays, policy, tags: aws.tags };
  return [
    ...(part === undefined ? [{ type: TYPES.key, name: "aws/key", inputs: key }] : []),
    ...Object.entries(aws.secrets).map(([partner, secret]) => ({
      type: TYPES.secretPolicy,
      name: `aws/${partner}`,
      inputs: {
        secretArn: new OutputOf("aws:secretsmanager/secret:Secret", `aws/${partner}`, "arn"),
        policy: document(secret.statements),
        blockPublicPolicy: true,
      },
    })),
    ...Object.entries(apis).flatMap(([id, { hosting }]) => (hosting ? gatewayOf(id, hosting) : [])),
  ];
}

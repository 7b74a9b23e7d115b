// A plan becomes the list of what a stack has on AWS, made apart from the code that registers it.
import type { PlannedAws, PlannedLogStream } from "../plan/aws/aws-types.ts";
import { integrationText } from "../plan/catalogue.ts";
import type { Plan } from "../plan/types.ts";
import { TYPES as AUTH0 } from "../pulumi/resource-types.ts";
import { below, type Expected, formerNames, MadeOf, MOVED, OutputOf, partOfOutput } from "./expected.ts";
import { expectedOfHosting } from "./expected-hosting.ts";
import { expectedPolicy } from "./expected-policy.ts";
import { expectedLogGroup } from "./expected-watching.ts";

const TYPES = {
  stack: "partner-access:index:StackOnAws",
  hosting: "partner-access:index:ApiHosting",
  key: "aws:kms/key:Key",
  alias: "aws:kms/alias:Alias",
  secret: "aws:secretsmanager/secret:Secret",
  secretPolicy: "aws:secretsmanager/secretPolicy:SecretPolicy",
  secretVersion: "aws:secretsmanager/secretVersion:SecretVersion",
  parameter: "aws:ssm/parameter:Parameter",
  logStream: "auth0:index/logStream:LogStream",
  logGroup: "aws:cloudwatch/logGroup:LogGroup",
  logPolicy: "aws:cloudwatch/logResourcePolicy:LogResourcePolicy",
  bus: "aws:cloudwatch/eventBus:EventBus",
  rule: "aws:cloudwatch/eventRule:EventRule",
  target: "aws:cloudwatch/eventTarget:EventTarget",
} as const;

/** The provider of all that is on AWS. */
export const AWS_PROVIDER = { type: "pulumi:providers:aws", name: "aws" } as const;

const STACK_REFERENCE = "pulumi:pulumi:StackReference";

const KEY = new OutputOf(TYPES.key, "aws/key", "arn");

/** Of the stack's own key, in the stack itself. */
export const KEY_ARN = partOfOutput<string>(KEY, (arn) => arn);

/** The same; a part reads it in the outputs of its stack. */
const keyArnOf = (part: string | undefined, reference: string): MadeOf =>
  part === undefined
    ? KEY_ARN
    : partOfOutput<{ key_arn?: string }>(
        new OutputOf(STACK_REFERENCE, reference, "outputs"),
        ({ key_arn }) => key_arn,
      );

/** What a partner's secret says, and who may read it. */
function secretsOf({ secrets, tags }: PlannedAws, kmsKeyId: MadeOf): Expected[] {
  return Object.entries(secrets).flatMap(([partner, planned]) => {
    const name = `aws/${partner}`;
    const { value, description, recoveryWindowInDays } = planned;
    const text = new MadeOf(
      [
        new OutputOf(AUTH0.client, partner, "clientId"),
        new OutputOf(AUTH0.credentials, `${partner}/credentials`, "clientSecret"),
      ],
      ([client_id, client_secret]) => JSON.stringify({ ...value, client_id, client_secret }),
    );
    const policy = expectedPolicy(planned.statements);
    return [
      {
        type: TYPES.secret,
        name,
        inputs: { name: planned.name, description, recoveryWindowInDays, kmsKeyId, tags },
        options: MOVED,
      },
      {
        type: TYPES.secretPolicy,
        name,
        inputs: { secretArn: new OutputOf(TYPES.secret, name, "arn"), policy, blockPublicPolicy: true },
        options: MOVED,
      },
      {
        type: TYPES.secretVersion,
        name,
        inputs: { secretId: new OutputOf(TYPES.secret, name, "id"), secretString: text },
        options: MOVED,
      },
    ];
  });
}

/** What our app and our APIs read. */
function parametersOf({ tokenSettings, integrations, tags }: PlannedAws): Expected[] {
  const parameter = (key: string, name: string, description: string, value: MadeOf): Expected => ({
    type: TYPES.parameter,
    name: `aws/${key}`,
    inputs: { name, description, type: "String", tier: "Intelligent-Tiering", value, tags },
    options: MOVED,
  });
  return [
    ...Object.entries(tokenSettings).map(([id, { name, description, value }]) =>
      parameter(`apis/${id}`, name, description, new MadeOf([], () => value)),
    ),
    ...Object.entries(integrations).map(([id, { name, description, integration }]) => {
      const clientId = new OutputOf(AUTH0.client, id, "clientId");
      const text = partOfOutput<string>(clientId, (known) => integrationText(integration, known));
      return parameter(`integrations/${id}`, name, description, text);
    }),
  ];
}

/** The way of the tenant's log, from Auth0 into the log group. */
function tenantLogOf(planned: PlannedLogStream, kmsKeyId: MadeOf, tags: object): Expected[] {
  const name = "aws/tenant-log";
  const source = partOfOutput<{ awsPartnerEventSource?: string }>(
    new OutputOf(TYPES.logStream, name, "sink"),
    ({ awsPartnerEventSource }) => awsPartnerEventSource ?? "",
  );
  const eventBusName = new OutputOf(TYPES.bus, name, "name");
  const inputs: readonly (readonly [string, object])[] = [
    [TYPES.logStream, { name: planned.name, type: planned.type, sink: planned.sink }],
    [TYPES.logPolicy, { policyName: planned.name, policyDocument: expectedPolicy(planned.statements) }],
    [TYPES.bus, { name: source, eventSourceName: source, tags }],
    [TYPES.rule, { name: "tenant-log", eventBusName, eventPattern: planned.eventPattern, tags }],
    [
      TYPES.target,
      {
        rule: new OutputOf(TYPES.rule, name, "name"),
        eventBusName,
        targetId: "log-group",
        arn: new OutputOf(TYPES.logGroup, name, "arn"),
      },
    ],
  ];
  return [
    expectedLogGroup(name, planned.log, kmsKeyId, tags),
    ...inputs.map(([type, its]) => ({ type, name, inputs: { ...its } })),
  ];
}

const keyOf = ({ key, tags }: PlannedAws, protect: boolean): Expected[] => {
  const { description, enableKeyRotation, deletionWindowInDays, statements } = key;
  const policy = expectedPolicy(statements);
  const targetKeyId = new OutputOf(TYPES.key, "aws/key", "keyId");
  return [
    {
      type: TYPES.key,
      name: "aws/key",
      inputs: { description, enableKeyRotation, deletionWindowInDays, policy, tags },
      options: { protect },
    },
    { type: TYPES.alias, name: "aws/key", inputs: { name: key.alias, targetKeyId } },
  ];
};

/**
 * Nothing for a plan without AWS. In a part, the key is the stack's own.
 *
 * @param organization of the backend, by which a part finds its stack
 */
export function expectedOnAws(
  { project, stack, protect, aws, apis, partners, part }: Plan,
  organization: string,
): Expected[] {
  if (aws === undefined) return [];
  const reference = `${organization}/${project}/${stack}`;
  const keyArn = keyArnOf(part, reference);
  const { region, accountId } = aws;
  return [
    {
      ...AWS_PROVIDER,
      inputs: {
        region,
        // Providers take lists and the like as JSON.
        allowedAccountIds: new MadeOf([], () => JSON.stringify([accountId])),
        skipCredentialsValidation: new MadeOf([], () => "false"),
        skipRegionValidation: new MadeOf([], () => "true"),
      },
    },
    ...(part === undefined
      ? []
      : [
          { type: STACK_REFERENCE, name: reference, inputs: { name: reference }, options: { id: reference } },
        ]),
    ...below({ type: TYPES.stack, name: "aws", inputs: {} }, [
      ...(part === undefined ? keyOf(aws, protect) : []),
      ...secretsOf(aws, keyArn),
      ...parametersOf(aws),
      ...(aws.logStream ? tenantLogOf(aws.logStream, keyArn, aws.tags) : []),
    ]),
    ...Object.entries(apis).flatMap(([id, { hosting, formerIds }]) =>
      hosting
        ? below(
            { type: TYPES.hosting, name: id, inputs: {}, options: { ...formerNames(formerIds) } },
            expectedOfHosting(id, hosting, apis, { keyArn, partners: Object.keys(partners) }),
          )
        : [],
    ),
  ];
}

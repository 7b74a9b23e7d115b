// AWS in Pulumi.<stack>.yaml: the account, who may read what, and what differs by stack for each hosted API.
import { z } from "zod";
import { durationSchema, flagSchema } from "./units.ts";

/** AWS's parts in an ARN. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (read 2026-11) */
const arn = (pattern: string, example: string) =>
  z.string().regex(new RegExp(`^arn:aws[a-z-]*:${pattern}$`), `expected an ARN such as "${example}"`);

const NAME = "[\\w+=,.@/-]{1,512}";

export const roleArnSchema = arn(`iam::\\d{12}:role/${NAME}`, "arn:aws:iam::111122223333:role/operators");
/** Who may read a partner's credentials: never a whole account. */
export const principalArnSchema = arn(
  `iam::\\d{12}:(role|user)/${NAME}`,
  "arn:aws:iam::444455556666:role/our-app",
);
const topicArnSchema = arn(
  "sns:[a-z0-9-]+:\\d{12}:[\\w-]{1,256}",
  "arn:aws:sns:eu-central-1:111122223333:alarms",
);
const secretArnSchema = arn(
  "(secretsmanager:[a-z0-9-]+:\\d{12}:secret:[\\w/+=.@:-]{1,600}|ssm:[a-z0-9-]+:\\d{12}:parameter/[\\w./-]{1,1000})",
  "arn:aws:secretsmanager:eu-central-1:111122223333:secret:contacts/database-AbCdEf",
);

const certificateArnSchema = arn(
  "acm:[a-z0-9-]+:\\d{12}:certificate/[\\w-]{1,100}",
  "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
);

const id = (prefix: string) =>
  z
    .string()
    .regex(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `expected an id such as "${prefix}-0123456789abcdef0"`);

export const regionSchema = z
  .string()
  .regex(/^[a-z]{2,4}(-[a-z]+)+-\d$/, 'expected a region such as "eu-central-1"');

export const awsSchema = z.strictObject({
  account_id: z
    .string({ error: 'expected twelve digits in quotes, such as "111122223333"' })
    .regex(/^\d{12}$/, 'expected twelve digits in quotes, such as "111122223333"')
    .meta({ description: "The account; credentials of any other stop the run." }),
  deploy_role_arn: roleArnSchema.meta({ description: "The role that runs Pulumi for this stack." }),
  drift_role_arn: roleArnSchema.optional().meta({
    description: "The role that compares the stack with what exists; it reads credentials to do so.",
  }),
  operators_role_arn: roleArnSchema.meta({
    description: "The role of our operators; reads the credentials of partners that name nobody.",
  }),
  alarm_topic_arn: topicArnSchema.optional().meta({ description: "The SNS topic that alarms go to." }),
  log_stream: flagSchema
    .optional()
    .meta({ description: "Whether the tenant's log goes through EventBridge into a log group." }),
});

const vpcSchema = z.strictObject({
  id: id("vpc"),
  subnet_ids: z.array(id("subnet")).meta({ description: "Private subnets with a way to the internet." }),
});

const newVpcSchema = z.strictObject({
  cidr_block: z.cidrv4({ error: 'expected an IPv4 range such as "10.20.0.0/20"' }),
  availability_zones: z.array(
    z.string().regex(/^[a-z]{2,4}(-[a-z]+)+-\d[a-z]$/, 'expected a zone such as "eu-central-1a"'),
  ),
});

const imageSchema = z
  .string()
  .regex(
    /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9]+([._-]+[a-z0-9]+)*)+(:[\w][\w.-]{0,127})?(@sha256:[0-9a-f]{64})?$/,
    'expected an image such as "111122223333.dkr.ecr.eu-central-1.amazonaws.com/contacts@sha256:…"',
  );

/** Names of environment variables. */
const variables = <T extends z.ZodType>(value: T) =>
  z.record(
    z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected the name of a variable such as "RAILS_ENV"'),
    value,
  );

const serviceSchema = z.strictObject({
  image: imageSchema.meta({ description: "The container image; by digest where the stack is protected." }),
  vpc: vpcSchema.optional().meta({ description: "An existing network." }),
  new_vpc: newVpcSchema.optional().meta({ description: "A network made for this API." }),
  security_group_ids: z
    .array(id("sg"))
    .optional()
    .meta({ description: "Groups that the tasks join as well, e.g. one that the database lets in." }),
  min_capacity: z.int().min(1).meta({ description: "Tasks that always run." }),
  max_capacity: z.int().min(1).max(5000).meta({ description: "Tasks that run under load." }),
  environment: variables(z.string()).optional().meta({ description: "Values that are not secrets." }),
  secrets: variables(secretArnSchema)
    .optional()
    .meta({ description: "ARNs in Secrets Manager or Parameter Store." }),
});

const HOST = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/;
const hostSchema = z.string().regex(HOST, 'expected a host name such as "api.our-app.example"');

/** What stands between the domain and the routes. Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html (read 2026-11) */
const basePathSchema = z
  .string()
  .max(300)
  .regex(
    /^(?!\.+(\/|$))[A-Za-z0-9._-]+(\/(?!\.+(\/|$))[A-Za-z0-9._-]+)*$/,
    'expected a path without slashes around it, such as "contacts" or "contacts/v1"',
  );

/** A header's name; `*` would be every header but the one that carries the token. Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.1 */
const headerSchema = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'+.^_`|~-]+$/, 'expected the name of one header such as "traceparent"');

/** Seconds. Source: https://github.com/boto/botocore, botocore/data/apigatewayv2/2018-11-29/service-2.json (read 2026-11) */
const LONGEST_MAX_AGE = 86_400;

/** One API's hosting in one stack. */
export const stackHostingSchema = z.strictObject({
  domain_name: hostSchema.meta({ description: "Where the API answers." }),
  base_path: basePathSchema.optional().meta({
    description: "What its addresses begin with, where several APIs answer at the domain.",
  }),
  hosted_zone: z
    .strictObject({
      id: z.string().regex(/^Z[A-Z0-9]{1,31}$/, 'expected an id such as "Z0123456789ABCDEFGHIJ"'),
      name: hostSchema,
      allow_overwrite: z.boolean().optional().meta({
        description: "Whether the record that proves the certificate may be there already.",
      }),
    })
    .optional()
    .meta({ description: "The Route 53 zone that gets the domain's records; without it others make them." }),
  certificate_arn: certificateArnSchema.optional().meta({
    description: "A valid certificate of the domain; without it one is made and proved in the zone.",
  }),
  allow_origins: z
    .array(z.string())
    .optional()
    .meta({ description: "Origins of web pages that may call the API; by default none." }),
  allow_headers: z.array(headerSchema).optional().meta({
    description: "Headers that these pages may send beside authorization and content-type.",
  }),
  expose_headers: z.array(headerSchema).optional().meta({
    description: "Headers of answers that these pages may read beside www-authenticate.",
  }),
  max_age: durationSchema
    .refine((seconds) => seconds <= LONGEST_MAX_AGE, 'expected at most "1d"')
    .optional()
    .meta({ description: "How long a browser remembers what it may send; by default 10m." }),
  origin_url: z.string().optional().meta({ description: "For origin: where the server answers." }),
  service: serviceSchema.optional().meta({ description: "For fargate: what runs, where and how often." }),
});

/** `partner-access:aws` of a stack's settings. */
export type AwsSettings = z.infer<typeof awsSchema>;
/** `partner-access:hosting` of a stack's settings, for one API. */
export type StackHosting = z.infer<typeof stackHostingSchema>;
/** How the container of an API runs in one stack. */
export type Service = z.infer<typeof serviceSchema>;

/** Whether an API's settings say how its domain is made; of several at one domain, one's do. */
export const hasDomain = ({ hosted_zone, certificate_arn }: StackHosting): boolean =>
  hosted_zone !== undefined || certificate_arn !== undefined;

/** The partition of a region's ARNs. Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html (read 2026-11) */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  if (region.startsWith("us-gov-")) return "aws-us-gov";
  return region.startsWith("eusc-") ? "aws-eusc" : "aws";
}

// Pulumi without an engine: a program registers its resources as in a first update, and nothing is made of them.
import { createRequire } from "node:module";
import * as pulumi from "@pulumi/pulumi";

/** One registered resource, as the engine would have been told. */
export interface Registered {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  readonly options: {
    readonly protect: boolean;
    readonly replaceOnChanges: readonly string[];
    readonly deleteBeforeReplace: boolean;
    readonly ignoreChanges: readonly string[];
    /** Earlier names. */
    readonly aliases: readonly string[];
    /** The URN of the provider that was made for it; absent where the default one works. */
    readonly provider?: string;
    /** URNs of what must exist before. */
    readonly dependsOn: readonly string[];
  };
}

/** Who answers what a program asks. */
export interface EngineAnswers {
  /** Look-ups, each by its function's token; throws where there is nothing. */
  call(args: pulumi.runtime.MockCallArgs): object;
  /** Outputs of another Pulumi stack, by its whole name. */
  outputsOf(stack: string): object;
}

/** The part of a registration request that mocks do not pass on. Source: pulumi/pulumi, proto/pulumi/resource.proto (read 2026-11) */
interface RegisterRequest {
  getType(): string;
  getName(): string;
  getParent(): string;
  getObject(): Parameters<typeof pulumi.runtime.deserializeProperties>[0];
  getProtect(): boolean | undefined;
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
  getIgnorechangesList(): string[];
  getProvider(): string;
  getDependenciesList(): string[];
  getAliasesList(): { getSpec(): { getName(): string } | undefined }[];
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: (...answer: unknown[]) => void): Promise<void>;
}

/** The value of an Output, or the error that it ended with. */
export const valueFrom = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();

type Inputs = Readonly<Record<string, unknown>>;

/** What the provider adds to a resource's inputs. */
const computed: Readonly<Record<string, (name: string, inputs: Inputs) => object>> = {
  "auth0:index/client:Client": (name) => ({ clientId: `client-id-of-${name}` }),
  "auth0:index/clientCredentials:ClientCredentials": (name) => ({ clientSecret: `secret-of-${name}` }),
  "aws:kms/key:Key": (name) => ({ keyId: `key-id-of-${name}` }),
  "auth0:index/logStream:LogStream": (_, { sink }) => ({
    sink: { ...(sink as object), awsPartnerEventSource: "aws.partner/auth0.com/our-app/auth0.logs" },
  }),
  "aws:acm/certificate:Certificate": (_, { domainName }) => ({
    domainValidationOptions: [
      {
        domainName,
        resourceRecordName: `_proof.${domainName}.`,
        resourceRecordType: "CNAME",
        resourceRecordValue: "_proof.acm-validations.aws.",
      },
    ],
  }),
  "aws:route53/record:Record": (_, { name }) => ({ fqdn: name }),
  "aws:apigatewayv2/domainName:DomainName": (_, { domainNameConfiguration }) => ({
    domainNameConfiguration: {
      ...(domainNameConfiguration as object),
      targetDomainName: "d-gateway.execute-api.eu-central-1.amazonaws.com",
      hostedZoneId: "ZGATEWAY",
    },
  }),
};

/** Outputs that many resources of AWS have. */
const common = (type: string, name: string) =>
  type.startsWith("aws:") ? { arn: `arn-of-${name}`, arnSuffix: `arn-suffix-of-${name}` } : {};

/** The mark of a secret on the wire. Source: pulumi/pulumi, sdk/nodejs/runtime/rpc.ts (read 2026-11) */
const MARK = "4dabf18193072939515e22adb298388d";

/** Secrets as `{ secret: value }`, so that it is seen which values are some. */
function readable(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(readable);
  if (MARK in value && "value" in value) return { secret: readable(value.value) };
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, readable(part)]));
}

const STACK = "pulumi:pulumi:Stack";
const REFERENCE = "pulumi:pulumi:StackReference";

/** The engine leaves the stack out of the types of what is below it; mocks do not. */
const withoutStack = (urn: string): string => urn.replace(`::${STACK}$`, "::");

/** Told at once: a component would otherwise tell its outputs later, and those of before would be gone. */
class Root extends pulumi.ComponentResource {
  constructor(type: string, name: string) {
    super(type, name);
    this.registerOutputs({});
  }
}

/** The SDK keeps to itself how its runner makes a stack the root of all. */
const { setStackResource } = createRequire(import.meta.url)("@pulumi/pulumi/runtime/state.js") as {
  setStackResource(stack: pulumi.Resource | undefined): void;
};

const optionsOf = (request: RegisterRequest): Registered["options"] => ({
  protect: request.getProtect() ?? false,
  replaceOnChanges: request.getReplaceonchangesList(),
  deleteBeforeReplace: request.getDeletebeforereplace(),
  ignoreChanges: request.getIgnorechangesList(),
  aliases: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getName() ?? []),
  // A reference to a provider is its URN, two colons and its id.
  ...(request.getProvider() && { provider: withoutStack(request.getProvider()).replace(/::[^:]*$/, "") }),
  dependsOn: request.getDependenciesList().map(withoutStack),
});

/** The engine leaves the stack itself out of the types in a URN. */
const urnOf = (project: string, stack: string, request: RegisterRequest): string => {
  const parent = withoutStack(request.getParent()).split("::")[2];
  const type = parent && parent !== STACK ? `${parent}$${request.getType()}` : request.getType();
  return `urn:pulumi:${stack}::${project}::${type}::${request.getName()}`;
};

/** From now on nothing is asked of an engine: the list grows by what a program registers, also of one that fails. */
export async function keepRegistered(
  project: string,
  stack: string,
  answers: EngineAnswers,
): Promise<readonly Registered[]> {
  const resources: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `id-of-${name}`,
        state: {
          ...common(type, name),
          ...inputs,
          ...computed[type]?.(name, inputs),
          ...(type === REFERENCE && { outputs: answers.outputsOf(name), secretOutputNames: [] }),
        },
      }),
      call: (args) => answers.call(args),
    },
    project,
    stack,
    false,
    "organization",
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  setStackResource(undefined);
  const root = new Root(STACK, `${project}-${stack}`);
  await valueFrom(root.urn);
  await new Promise(setImmediate);
  setStackResource(root);
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    resources.push({
      urn: urnOf(project, stack, request),
      type: request.getType(),
      name: request.getName(),
      inputs: readable(pulumi.runtime.deserializeProperties(request.getObject())) as Inputs,
      options: optionsOf(request),
    });
    return register(request, callback);
  };
  return resources;
}

/** What a program gives, every Output in it resolved. The SDK keeps a stack of each property as text: one line is enough. */
export async function resolvedOutputs<T extends object>(
  program: () => Promise<T>,
): Promise<pulumi.Unwrap<T>> {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 1;
  try {
    const given = await program();
    return (await valueFrom(pulumi.output(given))) as pulumi.Unwrap<T>;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    await pulumi.runtime.disconnect();
  }
}

export const inOrderOfUrns = (resources: readonly Registered[]): readonly Registered[] =>
  [...resources].sort((a, b) => (a.urn < b.urn ? -1 : 1));

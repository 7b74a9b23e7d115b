// Pulumi without an engine: programs run against mocks that keep what was registered, options included.
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
    /** Earlier names. */
    readonly aliases: readonly string[];
  };
}

/** A connection of the tenant, as the provider answers. */
export interface TenantConnection {
  readonly isDomainConnection: boolean;
  readonly strategy: string;
}

export interface Tenant {
  readonly connections: Readonly<Record<string, TenantConnection>>;
}

export interface MockRun<T> {
  /** What the program returned, every Output in it resolved. */
  readonly outputs: pulumi.Unwrap<T>;
  /** In the order of their URNs. */
  readonly resources: readonly Registered[];
  /** Every look-up that was asked of the provider. */
  readonly lookUps: readonly { readonly token: string; readonly inputs: unknown }[];
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
  getAliasesList(): { getSpec(): { getName(): string } | undefined }[];
}

interface Monitor {
  registerResource(request: RegisterRequest, callback: (...answer: unknown[]) => void): Promise<void>;
}

/** The value of an Output, or the error that it ended with. */
export const valueFrom = <T>(output: pulumi.Output<T>): Promise<T> =>
  (output as unknown as { promise(): Promise<T> }).promise();

/** What the provider adds to a resource's inputs. */
const computed: Readonly<Record<string, (name: string) => object>> = {
  "auth0:index/client:Client": (name) => ({ clientId: `client-id-of-${name}` }),
};

const optionsOf = (request: RegisterRequest): Registered["options"] => ({
  protect: request.getProtect() ?? false,
  replaceOnChanges: request.getReplaceonchangesList(),
  deleteBeforeReplace: request.getDeletebeforereplace(),
  aliases: request.getAliasesList().flatMap((alias) => alias.getSpec()?.getName() ?? []),
});

/** The engine leaves the stack itself out of the types in a URN. */
const urnOf = (project: string, stack: string, request: RegisterRequest): string => {
  const parent = request.getParent().split("::")[2];
  const type = parent ? `${parent}$${request.getType()}` : request.getType();
  return `urn:pulumi:${stack}::${project}::${type}::${request.getName()}`;
};

function answerLookUp({ connections }: Tenant, { token, inputs }: pulumi.runtime.MockCallArgs) {
  const { name } = inputs as { name: string };
  const found = connections[name];
  if (token !== "auth0:index/getConnection:getConnection" || !found)
    // The SDK reads `details` of what comes back from gRPC, not the message.
    throw Object.assign(new Error(), { details: `No connection found with "name" = "${name}"` });
  return { id: `con_${name}`, name, ...found };
}

/** Sets mocks that write down what they are asked; what a failing program had asked before it failed is there too. */
async function watch(project: string, stack: string, tenant: Tenant) {
  const resources: Registered[] = [];
  const lookUps: { token: string; inputs: unknown }[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => ({
        id: `id-of-${name}`,
        state: { ...inputs, ...computed[type]?.(name) },
      }),
      call: (args) => {
        lookUps.push({ token: args.token, inputs: args.inputs });
        return answerLookUp(tenant, args);
      },
    },
    project,
    stack,
  );
  const monitor = pulumi.runtime.getMonitor() as unknown as Monitor;
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) => {
    resources.push({
      urn: urnOf(project, stack, request),
      type: request.getType(),
      name: request.getName(),
      inputs: pulumi.runtime.deserializeProperties(request.getObject()),
      options: optionsOf(request),
    });
    return register(request, callback);
  };
  return { resources, lookUps };
}

export interface MockOptions {
  readonly stack: string;
  readonly tenant: Tenant;
  readonly project?: string;
}

/** Runs a program as `pulumi up` would, on an empty stack. Rejects as the program does, or anything it gives. */
export async function runWithMocks<T extends object>(
  program: () => Promise<T>,
  { stack, tenant, project = "partner-access" }: MockOptions,
): Promise<MockRun<T>> {
  const { resources, lookUps } = await watch(project, stack, tenant);
  const outputs = (await valueFrom(pulumi.output(await program()))) as pulumi.Unwrap<T>;
  await pulumi.runtime.disconnect();
  return { outputs, resources: resources.sort((a, b) => (a.urn < b.urn ? -1 : 1)), lookUps };
}

/** How a program fails, and what it had registered until then. */
export async function failWithMocks(
  program: () => Promise<object>,
  { stack, tenant, project = "partner-access" }: MockOptions,
): Promise<{ error: unknown; resources: readonly Registered[] }> {
  const { resources } = await watch(project, stack, tenant);
  const error = await program().then(
    () => {
      throw new Error("the program did not fail");
    },
    (reason: unknown) => reason,
  );
  await pulumi.runtime.disconnect();
  return { error, resources };
}

// Pulumi without an engine: programs run against answers of a tenant, and what was registered and asked is kept.
import type * as pulumi from "@pulumi/pulumi";
import {
  inOrderOfUrns,
  keepRegistered,
  type Registered,
  resolvedOutputs,
} from "../../src/infra/without-engine.ts";

/** A connection of the tenant, as the provider answers. */
export interface TenantConnection {
  readonly isDomainConnection: boolean;
  readonly strategy: string;
}

/** What the provider finds, by the name of its function, such as `getResourceServer`; undefined for nothing. */
export type Found = Readonly<Record<string, (inputs: Record<string, unknown>) => object | undefined>>;

export interface Tenant {
  readonly found?: Found;
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

/** The SDK reads `details` of what comes back from gRPC, not the message. */
const refusal = (details: string) => Object.assign(new Error(), { details });

function answerLookUp({ connections, found = {} }: Tenant, { token, inputs }: pulumi.runtime.MockCallArgs) {
  const { name } = inputs as { name: string };
  const what = token.split(":").at(-1) ?? "";
  if (what === "getConnection") {
    const connection = connections[name];
    if (!connection) throw refusal(`No connection found with "name" = "${name}"`);
    return { id: `con_${name}`, name, ...connection };
  }
  const answer = found[what]?.(inputs);
  if (answer) return answer;
  throw refusal(
    what === "getAction"
      ? `No action found with "name" = "${name}"`
      : "404 Not Found: The object does not exist",
  );
}

/** What a failing program had asked before it failed is there too. */
async function watch({ stack, tenant, project = "partner-access" }: MockOptions) {
  const lookUps: { token: string; inputs: unknown }[] = [];
  const resources = await keepRegistered(project, stack, {
    call: (args) => {
      lookUps.push({ token: args.token, inputs: args.inputs });
      return answerLookUp(tenant, args);
    },
    outputsOf: (name) => (name.endsWith("/prod") ? { key_arn: "arn-of-aws/key" } : {}),
  });
  // Nobody is called with it.
  process.env.AUTH0_API_TOKEN ??= "token";
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
  options: MockOptions,
): Promise<MockRun<T>> {
  const { resources, lookUps } = await watch(options);
  const outputs = await resolvedOutputs(program);
  return { outputs, resources: inOrderOfUrns(resources), lookUps };
}

/** How a program fails, and what it had registered and asked until then. */
export async function failWithMocks(
  program: () => Promise<object>,
  options: MockOptions,
): Promise<{ error: unknown } & Pick<MockRun<object>, "resources" | "lookUps">> {
  const { resources, lookUps } = await watch(options);
  const error = await resolvedOutputs(program).then(
    () => {
      throw new Error("the program did not fail");
    },
    (reason: unknown) => reason,
  );
  return { error, resources, lookUps };
}

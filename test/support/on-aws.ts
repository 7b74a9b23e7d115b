// What must hold for everything that a program registers on AWS: each check lists what is wrong.
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Registered } from "../../src/infra/without-engine.ts";
import type { PlannedStatement } from "../../src/plan/aws/aws-types.ts";

const PACKAGE = resolve(import.meta.dirname, "../../node_modules/@pulumi/aws");

const isAws = ({ type }: Registered) => type.startsWith("aws:");
const label = ({ type, name }: Registered) => `${type.split(":").at(-1)} ${name}`;

/** Everything inside a value that is an object, the value itself among it. */
export function* within(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const part of Object.values(value)) yield* within(part);
}

const read = new Map<string, ReadonlySet<string>>();

/** The inputs that a resource's own module knows: the SDK drops all others without a word. */
function knownInputs(type: string): ReadonlySet<string> {
  const before = read.get(type);
  if (before) return before;
  const [, module = ""] = type.split(":");
  const file = join(PACKAGE, `${module}.js`);
  const code = existsSync(file) ? readFileSync(file, "utf8") : "";
  const known = new Set([...code.matchAll(/resourceInputs\["(\w+)"\]/g)].map(([, name = ""]) => name));
  read.set(type, known);
  return known;
}

/** AWS's own, in a network of ours; the role that deploys may not tag what it did not make. */
const TAGLESS = "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup";

/** Of every resource that can have tags, the ones that lack some. */
export const untagged = (resources: readonly Registered[]): string[] =>
  resources
    .filter(
      (resource) => isAws(resource) && resource.type !== TAGLESS && knownInputs(resource.type).has("tags"),
    )
    .filter(({ inputs }) => {
      const tags = (inputs.tags ?? {}) as Record<string, string>;
      return !["project", "stack", "managed-by"].every((key) => tags[key]);
    })
    .map(label);

/** A resource without a component above it, or on AWS through anything but the stack's own provider. */
export const strays = (resources: readonly Registered[]): string[] =>
  resources
    .filter(({ type }) => !type.startsWith("partner-access:") && !type.startsWith("pulumi:providers:"))
    .filter(({ type, urn, options }) => {
      const inComponent = urn.split("::")[2]?.startsWith("partner-access:index:") ?? false;
      const guarded = !type.startsWith("aws:") || options.provider?.endsWith("::pulumi:providers:aws::aws");
      return !(inComponent && guarded);
    })
    .map(label);

interface Statement {
  readonly Sid?: string;
  readonly Effect?: string;
  readonly Principal?: unknown;
  readonly Action?: string | readonly string[];
  readonly Resource?: string | readonly string[];
}

const list = (value: string | readonly string[] | undefined): readonly string[] =>
  typeof value === "string" ? [value] : (value ?? []);

/** The statements of every policy among the inputs. */
const statementsIn = ({ inputs }: Registered): Statement[] =>
  Object.values(inputs).flatMap((value) => {
    if (typeof value !== "string" || !value.startsWith('{"Version"')) return [];
    return (JSON.parse(value) as { Statement: Statement[] }).Statement;
  });

/** Ids of the planned statements that say why they are about everything. */
export const reasonsIn = (plan: unknown): ReadonlySet<string> =>
  new Set(
    [...within(plan)]
      .filter((value) => "sid" in value && "reason" in value)
      .map((value) => (value as unknown as PlannedStatement).sid),
  );

/** Statements with an action `*`, with everything as resource and no reason, or open to everybody. */
export const wideStatements = (resources: readonly Registered[], reasoned: ReadonlySet<string>): string[] =>
  resources.flatMap((resource) =>
    statementsIn(resource)
      .filter(({ Sid = "", Effect, Principal, Action, Resource }) => {
        const anyAction = list(Action).some((action) => /^(\*|[\w-]+:\*)$/.test(action));
        const anyResource = list(Resource).includes("*") && !reasoned.has(Sid);
        const anybody = Effect === "Allow" && /"\*"/.test(JSON.stringify(Principal ?? ""));
        return anyAction || anyResource || anybody;
      })
      .map(({ Sid }) => `${label(resource)}: ${Sid}`),
  );

/** How many policies there were to look at, so that a check of none is noticed. */
export const policies = (resources: readonly Registered[]) =>
  resources.filter((resource) => statementsIn(resource).length > 0).length;

const ANYWHERE = /^(0\.0\.0\.0\/0|::\/0)$/;

/** Rules that let the world in, or anything but HTTPS out to it, and groups that bring rules of their own. */
export const openGroups = (resources: readonly Registered[]): string[] =>
  resources
    .filter(({ type, inputs }) => {
      if (/:(Default)?SecurityGroup$/.test(type))
        return [inputs.ingress, inputs.egress].some((rules) => Array.isArray(rules) && rules.length > 0);
      const anywhere = ANYWHERE.test(String(inputs.cidrIpv4 ?? inputs.cidrIpv6 ?? ""));
      if (type.endsWith(":SecurityGroupIngressRule")) return anywhere;
      const onlyHttps = inputs.fromPort === 443 && inputs.toPort === 443 && inputs.ipProtocol === "tcp";
      return type.endsWith(":SecurityGroupEgressRule") && anywhere && !onlyHttps;
    })
    .map(label);

/** Log groups that keep for ever, or unencrypted. */
export const carelessLogs = (resources: readonly Registered[]): string[] =>
  resources
    .filter(({ type }) => type.endsWith(":LogGroup"))
    .filter(({ inputs }) => !(Number(inputs.retentionInDays) > 0 && inputs.kmsKeyId))
    .map(label);

const hidden = (value: unknown): value is { secret: unknown } =>
  typeof value === "object" && value !== null && "secret" in value;

/** Where a client secret, or any value of Secrets Manager, is not one of Pulumi's secrets. */
export const plainSecrets = (resources: readonly Registered[]): string[] =>
  resources
    .filter(({ type, inputs }) => {
      const open = Object.values(inputs).filter((value) => !hidden(value));
      const shown = /secret-of-|client_secret"/.test(JSON.stringify(open));
      return shown || (type.endsWith(":SecretVersion") && !hidden(inputs.secretString));
    })
    .map(label);

/** Of one hosted API, by route key: who may come in, as it was registered. Twice the same key gives a list of two. */
export function registeredRoutes(resources: readonly Registered[], api: string): Map<string, unknown[]> {
  const routes = new Map<string, unknown[]>();
  for (const { type, inputs, name } of resources) {
    if (type !== "aws:apigatewayv2/route:Route" || !name.startsWith(`${api}/`)) continue;
    const { routeKey, authorizationType, authorizationScopes, authorizerId } = inputs;
    const needs =
      authorizationType === "JWT" && authorizerId === `id-of-${api}/tokens` ? authorizationScopes : "public";
    const key = String(routeKey);
    routes.set(key, [...(routes.get(key) ?? []), needs]);
  }
  return routes;
}

/** API Gateway lets any token of the API through where it is given an authorizer and no scope. */
const listed = (needs: unknown): unknown =>
  Array.isArray(needs) && needs.join() === "any token" ? [] : needs;

/** Routes that are missing, double, undeclared, or ask for other scopes than declared. */
export function wrongRoutes(
  resources: readonly Registered[],
  api: string,
  declared: Readonly<Record<string, unknown>>,
): string[] {
  const registered = registeredRoutes(resources, api);
  const keys = new Set([...registered.keys(), ...Object.keys(declared)]);
  return [...keys].filter(
    (key) => JSON.stringify(registered.get(key)) !== JSON.stringify([listed(declared[key])]),
  );
}

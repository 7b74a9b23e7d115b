// A refreshed state and the plan → the state with the public keys that Auth0 never gives back.
import { z } from "zod";
import { KEY_PROPERTIES, plannedKeys } from "../plan/credentials.ts";
import type { Plan } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { type ExportedStack, exportedSchema, type StateResource } from "../pulumi/state.ts";
import { keyId } from "../tenant/declared.ts";

const keysSchema = z.looseObject({
  credentials: z.array(z.looseObject({ pem: z.unknown(), keyId: z.string().optional() })),
});

/** The same with each missing key in the place of its id; what has no such key stays. */
function filled<T extends Pick<StateResource, "inputs" | "outputs">>(
  resource: T,
  property: string,
  pems: ReadonlyMap<string, string>,
): T {
  const inputs = keysSchema.safeParse(resource.inputs?.[property]).data;
  const outputs = keysSchema.safeParse(resource.outputs?.[property]).data;
  if (!inputs || !outputs || inputs.credentials.every(({ pem }) => pem)) return resource;
  // What a refresh writes lists the keys in the same order on both sides; only one of them has ids.
  const ids = outputs.credentials.map((key) => key.keyId);
  const withPems = (keys: typeof inputs) => ({
    ...keys,
    credentials: keys.credentials.map((key, i) => {
      const pem = pems.get(ids[i] ?? "");
      return key.pem || pem === undefined ? key : { ...key, pem };
    }),
  });
  return {
    ...resource,
    inputs: { ...resource.inputs, [property]: withPems(inputs) },
    outputs: { ...resource.outputs, [property]: withPems(outputs) },
  };
}

/**
 * Without its keys an adopted application looks as if it had others, and the next update would take those away
 * that its partner signs with, to upload the same ones again. Recognised by their thumbprints.
 * Source: https://auth0.com/docs/secure/application-credentials (read 2026-11)
 *
 * @returns undefined when no key is missing
 */
export function withKeys(exported: ExportedStack, plan: Plan): ExportedStack | undefined {
  const parsed = exportedSchema.parse(exported);
  const planned = Object.values(plan.partners).flatMap(({ credentials }) => plannedKeys(credentials));
  const pems = new Map(planned.map(({ pem }) => [keyId(pem), pem]));
  const resources = (parsed.deployment?.resources ?? []).map((resource) =>
    resource.type === TYPES.credentials
      ? KEY_PROPERTIES.reduce((one, property) => filled(one, property, pems), resource)
      : resource,
  );
  const isSame = resources.every((resource, i) => resource === parsed.deployment?.resources?.[i]);
  return isSame ? undefined : { ...parsed, deployment: { ...parsed.deployment, resources } };
}

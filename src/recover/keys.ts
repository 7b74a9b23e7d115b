// A refreshed state and the plan → the state with the public keys that Auth0 never gives back.
import { z } from "zod";
import type { Plan } from "../plan/types.ts";
import { TYPES } from "../pulumi/resource-types.ts";
import { type ExportedStack, exportedSchema } from "../pulumi/state.ts";
import { keyId } from "../tenant/declared.ts";

const credentialsSchema = z.looseObject({
  privateKeyJwt: z.looseObject({
    credentials: z.array(z.looseObject({ pem: z.unknown(), keyId: z.string().optional() })),
  }),
});
type Credentials = z.output<typeof credentialsSchema>;

/** The same with each missing key in the place of its id; what has no such key stays. */
const filled = (
  credentials: Credentials,
  ids: readonly (string | undefined)[],
  pems: ReadonlyMap<string, string>,
) => ({
  ...credentials,
  privateKeyJwt: {
    ...credentials.privateKeyJwt,
    credentials: credentials.privateKeyJwt.credentials.map((key, i) => {
      const pem = pems.get(ids[i] ?? "");
      return key.pem || pem === undefined ? key : { ...key, pem };
    }),
  },
});

/**
 * Without its keys an adopted application looks as if it had others, and the next update would take those away
 * that its partner signs with, to upload the same ones again. Recognised by their thumbprints.
 * Source: https://auth0.com/docs/secure/application-credentials (read 2026-11)
 *
 * @returns undefined when no key is missing
 */
export function withKeys(exported: ExportedStack, plan: Plan): ExportedStack | undefined {
  const parsed = exportedSchema.parse(exported);
  const planned = Object.values(plan.partners).flatMap(
    ({ credentials }) => credentials.privateKeyJwt?.credentials ?? [],
  );
  const pems = new Map(planned.map(({ pem }) => [keyId(pem), pem]));
  const resources = (parsed.deployment?.resources ?? []).map((resource) => {
    const outputs = credentialsSchema.safeParse(resource.outputs).data;
    const inputs = credentialsSchema.safeParse(resource.inputs).data;
    if (resource.type !== TYPES.credentials || !outputs || !inputs) return resource;
    // What a refresh writes lists the keys in the same order on both sides; only one of them has ids.
    const ids = outputs.privateKeyJwt.credentials.map((key) => key.keyId);
    if (inputs.privateKeyJwt.credentials.every(({ pem }) => pem)) return resource;
    return { ...resource, inputs: filled(inputs, ids, pems), outputs: filled(outputs, ids, pems) };
  });
  const isSame = resources.every((resource, i) => resource === parsed.deployment?.resources?.[i]);
  return isSame ? undefined : { ...parsed, deployment: { ...parsed.deployment, resources } };
}

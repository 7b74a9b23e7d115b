// The least that Pulumi needs: resources of the same kinds and as many, with constant inputs and nothing else. It reads
// them from the file beside it, and has the settings and the start of our program: what is left is not ours to save.
import { readFileSync } from "node:fs";
import type { FloorResource } from "../floor-state.ts";

const beside = (path: string) => new URL(path, import.meta.url);
await import(beside("../ours/src/infra/main.mjs").href);
const { ComponentResource, CustomResource } = await import("@pulumi/pulumi");

class Registered extends CustomResource {}

const resources: readonly FloorResource[] = JSON.parse(readFileSync(beside("floor.json"), "utf8"));
const made = new Map<string, InstanceType<typeof ComponentResource | typeof CustomResource>>();
const { FLOOR_PARTNER: partner, FLOOR_NEW: isNew } = process.env;
// One partner alone: as our program does, nothing of the others is registered.
const isMeant = (name: string) => partner === undefined || name === partner || name.startsWith(`${partner}/`);
const before = (urn: string) => {
  const resource = made.get(urn);
  if (resource === undefined) throw new Error(`${urn} comes later`);
  return resource;
};
for (const {
  urn,
  type,
  name,
  parent = "",
  inputs,
  version,
  protect = false,
  dependencies,
  ids,
} of resources) {
  if (!isMeant(name)) continue;
  const component = made.get(parent);
  const options = { protect, ...(component && { parent: component }) };
  if (version === undefined) {
    made.set(urn, new ComponentResource(type, name, {}, options));
    continue;
  }
  // On a new tenant one waits for another, whose id nobody knows before.
  const late = isNew === undefined ? {} : (ids ?? {});
  const known = Object.entries(late).map(([key, owner]) => [key, (before(owner) as Registered).id]);
  const dependsOn = isNew === undefined ? [] : (dependencies ?? []).map(before);
  const args = { ...inputs, ...Object.fromEntries(known) };
  made.set(urn, new Registered(type, name, args, { ...options, version, dependsOn }));
}

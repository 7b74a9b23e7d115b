// The least that Pulumi needs: resources of the same kinds and as many, with constant inputs and nothing else. It reads
// them from the file beside it, and has the settings and the start of our program: what is left is not ours to save.
import { readFileSync } from "node:fs";
import type { FloorResource } from "../floor-state.ts";

const beside = (path: string) => new URL(path, import.meta.url);
await import(beside("../ours/src/infra/main.mjs").href);
const { ComponentResource, CustomResource } = await import("@pulumi/pulumi");

class Registered extends CustomResource {}

const resources: readonly FloorResource[] = JSON.parse(readFileSync(beside("floor.json"), "utf8"));
const made = new Map<string, InstanceType<typeof ComponentResource>>();
// One partner alone: as our program does, nothing of the others is registered.
const { FLOOR_PARTNER: partner } = process.env;
const isMeant = (name: string) => partner === undefined || name === partner || name.startsWith(`${partner}/`);
for (const { urn, type, name, parent = "", inputs, version, protect = false } of resources) {
  if (!isMeant(name)) continue;
  const component = made.get(parent);
  const options = { protect, ...(component && { parent: component }) };
  if (version === undefined) made.set(urn, new ComponentResource(type, name, {}, options));
  else new Registered(type, name, inputs, { ...options, version });
}

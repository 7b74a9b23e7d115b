// Entry for plain `pulumi preview` and `pulumi up`.
import "./fast-start.ts";
import type { StackOutputs } from "./deploy.ts";

/** Pulumi awaits it and takes what it gives as the stack's outputs. */
export default async function start(): Promise<StackOutputs> {
  // Later than the start, which has a say in how it is loaded.
  const { worldBegun } = await import("./world.ts");
  const world = worldBegun(process.env);
  const { program } = await import("./program.ts");
  return await program(world);
}

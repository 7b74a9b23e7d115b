// A program that makes something else than its plan says.
import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import type { TakenOver } from "../../../src/infra/look-up.ts";
import { seal } from "../../../src/infra/seal.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { failWithMocks, runWithMocks } from "../../support/pulumi.ts";

/** What is refused when the program makes of the reviewed plan what `program` makes; that much is never registered. */
export async function refusedBySeal(
  program: () => unknown,
  wrong: string,
  its: Plan,
  ids: Readonly<Record<string, string>>,
  takenOver?: TakenOver,
): Promise<string> {
  const { error, resources } = await failWithMocks(
    async () => {
      const sealed = seal();
      sealed.expect(its, ids, takenOver);
      await program();
      sealed.close();
      return {};
    },
    { stack: "prod", tenant: { connections: its.connections } },
  );
  expect(error).toBeInstanceOf(pulumi.RunError);
  expect(resources.map(({ type, name }) => `${type} ${name}`)).not.toContain(wrong);
  return (error as Error).message;
}

/** What nobody caught while it ran, as Pulumi's runner sees it: it ends the program with that. */
async function uncaughtIn(run: () => Promise<unknown>): Promise<unknown> {
  const others = process.listeners("unhandledRejection");
  const seen: unknown[] = [];
  process.removeAllListeners("unhandledRejection");
  process.on("unhandledRejection", (reason) => seen.push(reason));
  try {
    await run();
    for (let turns = 0; turns < 50; turns += 1) await new Promise(setImmediate);
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const listener of others) process.on("unhandledRejection", listener);
  }
  return seen.find((reason) => reason instanceof pulumi.RunError);
}

/** The same of a value that is only known in the update: of what hangs on it nothing is registered. */
export async function refusedOnceKnown(
  program: () => Promise<object>,
  wrong: string,
  its: Plan,
  ids: Readonly<Record<string, string>>,
): Promise<string> {
  const registered: string[] = [];
  const error = await uncaughtIn(async () => {
    const { resources } = await runWithMocks(
      async () => {
        const sealed = seal();
        sealed.expect(its, ids);
        sealed.close(await program());
        return {};
      },
      { stack: its.part ?? its.stack, tenant: { connections: its.connections } },
    );
    registered.push(...resources.map(({ type, name }) => `${type} ${name}`));
  });
  expect(error).toBeInstanceOf(pulumi.RunError);
  expect(registered).not.toContain(wrong);
  return (error as Error).message;
}

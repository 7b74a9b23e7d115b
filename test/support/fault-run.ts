// One run of a bed, in a process of its own as every run of `npm start` and of `pulumi up` has: Pulumi takes any
// unhandled rejection of the process for a failure of the program in it, also what the run of a killed engine leaves.
// Source: https://github.com/pulumi/pulumi, sdk/nodejs/automation/server.ts (read 2026-11)
import "../../src/infra/fast-start.ts";
import { readFileSync } from "node:fs";
import { stopInterrupted } from "../../local/interrupted.ts";
import { openStack, type StackOptions } from "../../local/stack.ts";
import { update, writeStateAtTheEnd } from "../../local/update.ts";

/** What a run says about its failure; nothing when it went well. */
export type Failure = string | undefined;

export interface Order extends StackOptions {
  /**
   * Only that the stack exists, one `up` and nothing around it, where a first one only creates, or a run as `npm start`
   * makes it, whatever the one before it left.
   */
  readonly what: "open" | "first up" | "up" | "start";
}

export interface Ran {
  readonly failure: Failure;
  /** How many resources the run changed; only of a start. */
  readonly changes: number;
}

async function carryOut({ what, ...options }: Order): Promise<number> {
  const { paths, plan, tenant } = options;
  const interrupted = what === "start" ? await stopInterrupted(paths) : [];
  const stack = await openStack(options);
  if (what === "open") return 0;
  const { up } = stack;
  // Nobody here asks for the state that `update` reads once more when all is done.
  stack.up = async (options) => {
    const result = await up.call(stack, options);
    stack.exportStack = async () => ({ version: 3, deployment: {} });
    return result;
  };
  if (what === "first up") writeStateAtTheEnd(stack);
  if (what !== "start") {
    await stack.up({ parallel: 8 });
    return 0;
  }
  if (interrupted.length > 0) await stack.cancel();
  const api = { ...tenant, ca: readFileSync(tenant.certificateFile, "utf8") };
  const report = { note: () => undefined, progress: () => undefined, agree: async () => "yes" as const };
  const { changes } = await update(plan, stack, api, report, new AbortController().signal);
  return changes.length;
}

process.once("message", async (order: Order) => {
  const ran: Ran = await carryOut(order).then(
    (changes) => ({ failure: undefined, changes }),
    (error: Error) => ({ failure: error.message, changes: 0 }),
  );
  process.send?.(ran, () => process.disconnect());
});

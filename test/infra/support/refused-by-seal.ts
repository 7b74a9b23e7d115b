// A program that makes something else than its plan says.
import * as pulumi from "@pulumi/pulumi";
import { expect } from "vitest";
import { seal } from "../../../src/infra/seal.ts";
import type { Plan } from "../../../src/plan/types.ts";
import { failWithMocks } from "../../support/pulumi.ts";

/** What is refused when the program makes of the reviewed plan what `program` makes; that much is never registered. */
export async function refusedBySeal(
  program: () => unknown,
  wrong: string,
  its: Plan,
  ids: Readonly<Record<string, string>>,
): Promise<string> {
  const { error, resources } = await failWithMocks(
    async () => {
      const sealed = seal();
      sealed.expect(its, ids);
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

import { expect, test } from "vitest";
import { planStack } from "../../src/plan/plan.ts";
import { exampleStacks, exampleWorkspace } from "../support/examples.ts";

test.for(exampleStacks)("the plan of our declarations for stack %s", async (stack) => {
  const text = `${JSON.stringify(planStack(exampleWorkspace(), stack), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(`../golden/plan/${stack}.json`);
});

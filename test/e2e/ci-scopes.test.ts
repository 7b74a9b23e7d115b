// The scopes that docs/ci.md gives to the workflows' applications are enough, with the real engine and provider.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { issueToken } from "../../emulator/management/access.ts";
import { REPOSITORY } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

let stack: PlainStack;

/** The scopes in the block of docs/ci.md that is named so. */
function scopesOf(name: string): readonly string[] {
  const page = readFileSync(join(REPOSITORY, "docs/ci.md"), "utf8");
  const block = new RegExp(`^\`\`\`text ${name}\n([^\`]+)\n\`\`\`$`, "m").exec(page)?.[1];
  return block?.split("\n") ?? [];
}

beforeAll(async () => {
  stack = await PlainStack.create();
});

afterAll(() => stack?.close());

function pulumi(scopes: readonly string[], ...args: string[]) {
  const token = issueToken(stack.tenant.tenant.store, scopes);
  return stack.start([...args, "--stack", "dev"], { AUTH0_API_TOKEN: token }).ended;
}

/** What the tenant refused for want of a scope. */
const refused = () => stack.tenant.requests.filter(({ status }) => status === 401 || status === 403);

describe("an application with the scopes of docs/ci.md", () => {
  test.for([
    { name: "preview", args: ["preview"] },
    { name: "deploy", args: ["up", "--yes"] },
    { name: "preview", args: ["preview", "--expect-no-changes"] },
    { name: "drift", args: ["refresh", "--preview-only", "--expect-no-changes"] },
    { name: "deploy", args: ["destroy", "--yes"] },
  ])("can $name: $args", async ({ name, args }) => {
    const { code, output } = await pulumi(scopesOf(name), ...args);
    expect({ code, refused: refused() }, output).toEqual({ code: 0, refused: [] });
  });

  test("that only reads can write nothing", () => {
    for (const name of ["preview", "drift"])
      expect(scopesOf(name).filter((scope) => !scope.startsWith("read:"))).toEqual([]);
  });
});

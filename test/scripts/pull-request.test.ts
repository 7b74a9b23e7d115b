import { describe, expect, test } from "vitest";
import { pullRequestOf } from "../../scripts/pull-request.ts";
import { commitSha, pullRequestNumber } from "../../scripts/step.ts";
import { githubWith } from "./support/github.ts";

const HEAD = "a".repeat(40);
const run = {
  headSha: HEAD,
  headOwner: "somebody",
  headBranch: "add-acme&base=release",
  headRepositoryId: 12,
  baseBranch: "main",
};
const pull = { number: 7, head: { sha: HEAD, repo: { id: 12 } }, base: { ref: "main" } };

describe("the pull request that a run checked", () => {
  test.for([
    { name: "its head is the checked commit", pulls: [pull], number: 7 },
    { name: "none is open", pulls: [], number: undefined },
    {
      name: "its head moved on",
      pulls: [{ ...pull, head: { ...pull.head, sha: "b".repeat(40) } }],
      number: undefined,
    },
    {
      name: "it comes from another fork",
      pulls: [{ ...pull, head: { ...pull.head, repo: { id: 13 } } }],
      number: undefined,
    },
    {
      name: "its fork was deleted",
      pulls: [{ ...pull, head: { ...pull.head, repo: null } }],
      number: undefined,
    },
    { name: "it goes to another branch", pulls: [{ ...pull, base: { ref: "release" } }], number: undefined },
  ])("$name", async ({ pulls, number }) => {
    expect(await pullRequestOf(githubWith({ "/pulls": pulls }), run)).toBe(number);
  });

  test("is asked for by owner and branch, whatever the branch is called", async () => {
    const asked: Record<string, string>[] = [];
    const answer = (query: URLSearchParams) => {
      asked.push(Object.fromEntries(query));
      return [pull];
    };
    await pullRequestOf(githubWith({ "/pulls": answer }), run);
    expect(asked).toEqual([
      { state: "open", base: "main", head: "somebody:add-acme&base=release", per_page: "100" },
    ]);
  });

  test("is refused when two have the same head", async () => {
    const two = githubWith({ "/pulls": [pull, { ...pull, number: 8 }] });
    await expect(pullRequestOf(two, run)).rejects.toThrow("more than one");
  });
});

test.for(["", "0", "07", "7 ", "7\n8", "-7", "7/../../x", "7;id", "１", "9999999999"])(
  "%j is not a pull request's number",
  (value) => {
    expect(() => pullRequestNumber(value)).toThrow("not a pull request's number");
  },
);

test("digits are a pull request's number", () => {
  expect(pullRequestNumber("1234")).toBe(1234);
});

test.for(["", "main", "abc", `${HEAD}\n`, HEAD.toUpperCase(), `--${HEAD}`, `${HEAD}^`])(
  "%j is not a commit's full SHA",
  (value) => {
    expect(() => commitSha(value)).toThrow("full SHA");
  },
);

import { describe, expect, test } from "vitest";
import { comment, commentBody, LONGEST_COMMENT } from "../../scripts/comment.ts";
import { CONFLICT } from "../../scripts/render-review.ts";
import { MARKER } from "../../src/review/render/markdown.ts";
import { githubWith, written } from "./support/github.ts";

const HEAD = "a".repeat(40);
const RUN = "https://github.example/our-app/partner-access/actions/runs/1";
const rendered = {
  markdown: `${MARKER}\n\n**Acme CMS may read contacts.**\n`,
  headSha: HEAD,
  runUrl: RUN,
};
const beginning = (sha = "c".repeat(40), told = sha) =>
  `<!-- partner-access review of ${sha} -->\nReview of commit ${told}, made with the code of main: `;
const status = {
  method: "POST",
  path: `/statuses/${HEAD}`,
  body: {
    state: "success",
    context: "review",
    description: "The review is written: read it before you approve",
    target_url: RUN,
  },
};
const bot = { login: "github-actions[bot]", type: "Bot" };
const open = { state: "open", head: { sha: HEAD } };

const githubOf = (comments: readonly object[], pull: object = open) =>
  githubWith({
    "/pulls/7": pull,
    "/issues/7/comments": (query: URLSearchParams) => {
      const from = (Number(query.get("page")) - 1) * Number(query.get("per_page"));
      return comments.slice(from, from + Number(query.get("per_page")));
    },
  });

const others = (count: number) =>
  Array.from({ length: count }, (_, id) => ({
    id,
    body: "Looks good",
    user: { login: "ada", type: "User" },
  }));

describe("the comment", () => {
  test("is written when there is none", async () => {
    const github = githubOf(others(3));
    expect(await comment(github, 7, rendered)).toBe("written");
    expect(written(github)).toEqual([
      { method: "POST", path: "/issues/7/comments", body: { body: commentBody(rendered) } },
      status,
    ]);
  });

  test("without a review, as of a branch that conflicts, does not let its commit merge", async () => {
    const github = githubOf([]);
    expect(await comment(github, 7, { ...rendered, markdown: CONFLICT })).toBe("written");
    expect(written(github)[1]).toEqual({
      ...status,
      body: {
        ...status.body,
        state: "failure",
        description: "Nothing was reviewed: the comment says why",
      },
    });
  });

  test("is edited when there is one, on whatever page", async () => {
    const github = githubOf([...others(230), { id: 999, body: `${beginning()}old`, user: bot }]);
    expect(await comment(github, 7, rendered)).toBe("edited");
    expect(written(github).map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PATCH /issues/comments/999",
      `POST /statuses/${HEAD}`,
    ]);
  });

  test.for([
    { name: "a person's", user: { login: "mallory", type: "User" }, body: beginning() },
    { name: "another bot's", user: { login: "other[bot]", type: "Bot" }, body: beginning() },
    { name: "a person's with the bot's name", user: { ...bot, type: "User" }, body: beginning() },
    { name: "a deleted account's", user: null, body: beginning() },
    { name: "the bot's that only quotes the marker", user: bot, body: `> ${beginning()}` },
    { name: "the bot's that is none of ours", user: bot, body: "<!-- partner-access review -->" },
    { name: "the bot's that names two commits", user: bot, body: beginning(HEAD, "b".repeat(40)) },
    { name: "the bot's without a text", user: bot, body: null },
  ])("that carries the marker but is $name is left alone", async ({ user, body }) => {
    const github = githubOf([{ id: 5, user, body }]);
    expect(await comment(github, 7, rendered)).toBe("written");
  });

  test("is the only one of its form: what looks like another review is overwritten", async () => {
    const forged = { id: 998, body: `${beginning()}Nothing changes.`, user: bot };
    const github = githubOf([{ id: 999, body: `${beginning()}old`, user: bot }, forged]);
    expect(await comment(github, 7, rendered)).toBe("edited");
    expect(written(github).map(({ path }) => path)).toEqual([
      "/issues/comments/999",
      "/issues/comments/998",
      `/statuses/${HEAD}`,
    ]);
    expect(JSON.stringify(written(github)[1])).toContain("was none");
  });

  test.for([
    { name: "has a newer commit", pull: { ...open, head: { sha: "b".repeat(40) } } },
    { name: "was closed", pull: { ...open, state: "closed" } },
  ])("is not touched when the pull request $name", async ({ pull }) => {
    const github = githubOf([{ id: 999, body: beginning(), user: bot }], pull);
    expect(await comment(github, 7, rendered)).toBe("outdated");
    expect(written(github)).toEqual([]);
  });
});

describe("the comment's text", () => {
  test("is the whole review, as long as a comment may be, and is refused where it is longer", () => {
    const frame = commentBody({ ...rendered, markdown: "" });
    const markdown = "x".repeat(LONGEST_COMMENT - frame.length);
    expect(commentBody({ ...rendered, markdown })).toBe(frame + markdown);
    expect(() => commentBody({ ...rendered, markdown: `${markdown}x` })).toThrow("too long");
  });

  test("has one marker, and links to all of the review", () => {
    const body = commentBody(rendered);
    expect(body).not.toContain(MARKER);
    expect(body).toContain(`[all of it](${RUN})`);
  });

  test("names the reviewed commit", () => {
    expect(commentBody(rendered)).toContain(HEAD);
  });
});

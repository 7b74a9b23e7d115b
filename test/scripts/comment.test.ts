import { describe, expect, test } from "vitest";
import { comment, commentBody, LONGEST_COMMENT, MARKER } from "../../scripts/comment.ts";
import { githubWith, written } from "./support/github.ts";

const HEAD = "a".repeat(40);
const RUN = "https://github.example/our-app/partner-access/actions/runs/1";
const rendered = { markdown: "## Review\n\nAcme CMS may read contacts.\n", headSha: HEAD, runUrl: RUN };
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
    ]);
  });

  test("is edited when there is one, on whatever page", async () => {
    const github = githubOf([...others(230), { id: 999, body: `${MARKER}\nold`, user: bot }]);
    expect(await comment(github, 7, rendered)).toBe("edited");
    expect(written(github).map(({ method, path }) => `${method} ${path}`)).toEqual([
      "PATCH /issues/comments/999",
    ]);
  });

  test.for([
    { name: "a person's", user: { login: "mallory", type: "User" }, body: MARKER },
    { name: "another bot's", user: { login: "other[bot]", type: "Bot" }, body: MARKER },
    { name: "a person's with the bot's name", user: { ...bot, type: "User" }, body: MARKER },
    { name: "a deleted account's", user: null, body: MARKER },
    { name: "the bot's that only quotes the marker", user: bot, body: `> ${MARKER}` },
    { name: "the bot's without a text", user: bot, body: null },
  ])("that carries the marker but is $name is left alone", async ({ user, body }) => {
    const github = githubOf([{ id: 5, user, body }]);
    expect(await comment(github, 7, rendered)).toBe("written");
  });

  test.for([
    { name: "has a newer commit", pull: { ...open, head: { sha: "b".repeat(40) } } },
    { name: "was closed", pull: { ...open, state: "closed" } },
  ])("is not touched when the pull request $name", async ({ pull }) => {
    const github = githubOf([{ id: 999, body: MARKER, user: bot }], pull);
    expect(await comment(github, 7, rendered)).toBe("outdated");
    expect(written(github)).toEqual([]);
  });
});

describe("the comment's text", () => {
  test("is the whole review when it fits, to the last character", () => {
    const frame = commentBody({ ...rendered, markdown: "" });
    const markdown = "x".repeat(LONGEST_COMMENT - frame.length);
    const body = commentBody({ ...rendered, markdown });
    expect(body).toHaveLength(LONGEST_COMMENT);
    expect(body).toBe(frame + markdown);
    expect(commentBody({ ...rendered, markdown: `${markdown}x` })).toContain("only the beginning");
  });

  test("says first that it is cut, ends with a whole line and names where the rest is", () => {
    const line = `| acme-cms | ${"contacts 🗂 ".repeat(10)}|\n`;
    const markdown = line.repeat(2000);
    const body = commentBody({ ...rendered, markdown });
    expect(body.length).toBeLessThanOrEqual(LONGEST_COMMENT);
    expect(body.length).toBeGreaterThan(LONGEST_COMMENT - line.length - 1);
    expect(body.endsWith(line)).toBe(true);
    expect(body.indexOf("only the beginning")).toBeLessThan(body.indexOf("acme-cms"));
    expect(body).toContain(RUN);
  });

  test("shows nothing of a line that is too long as a whole", () => {
    const body = commentBody({ ...rendered, markdown: "x".repeat(100_000) });
    expect(body).not.toContain("xxx");
  });

  test("has the marker once, also when the review brings it", () => {
    const body = commentBody({ ...rendered, markdown: `${MARKER}\n\n${rendered.markdown}` });
    expect(body).toBe(commentBody(rendered));
    expect(body.split(MARKER)).toHaveLength(2);
  });

  test("names the reviewed commit", () => {
    expect(commentBody(rendered)).toContain(HEAD);
  });
});

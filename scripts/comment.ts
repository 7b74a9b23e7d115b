// A rendered review → the one comment about it on a pull request, and the status that says it was made.
import { readFileSync } from "node:fs";
import { type Github, githubFrom } from "./github.ts";
import { commitSha, pullRequestNumber, setting, step } from "./step.ts";

/** How the renderer begins; the comment has a marker of its own, which names the commit. */
const RENDERED = "<!-- partner-access review -->";

/** Characters that GitHub takes in one comment; counted in UTF-16 units, which are never fewer than characters. */
export const LONGEST_COMMENT = 65_536;
const PAGE = 100;
const MOST_PAGES = 100;

/** The status of a commit; branch protection requires it by this name. */
export const STATUS = "review";

interface Rendered {
  readonly markdown: string;
  /** The reviewed commit. */
  readonly headSha: string;
  /** The run that has the whole review, as its summary and as the artifact `review`. */
  readonly runUrl: string;
}

const beginningOf = (headSha: string) =>
  `<!-- partner-access review of ${headSha} -->\nReview of commit ${headSha}, made with the code of main: `;

/** The comment's text. What renders it keeps to what a comment holds; throws an Error where it does not. */
export function commentBody({ markdown: review, headSha, runUrl }: Rendered): string {
  const markdown = review.startsWith(RENDERED) ? review.slice(RENDERED.length).trimStart() : review;
  const body = `${beginningOf(headSha)}[all of it](${runUrl}).\n\n${markdown}`;
  if (body.length > LONGEST_COMMENT) throw new Error(`a comment of ${body.length} characters is too long`);
  return body;
}

interface Comment {
  readonly id: number;
  readonly body: string | null;
  readonly user: { readonly login: string; readonly type: string } | null;
}

/** As `commentBody` begins, both times with the same commit. */
const BEGINNING =
  /^<!-- partner-access review of ([0-9a-f]{40}) -->\r?\nReview of commit \1, made with the code of main: /;

/** Only what a workflow wrote, as this one does: anybody can write the marker into a comment of theirs. */
const isOurs = ({ body, user }: Comment) =>
  user?.type === "Bot" && user.login === "github-actions[bot]" && body !== null && BEGINNING.test(body);

async function ourComments(github: Github, number: number): Promise<readonly number[]> {
  const ours: number[] = [];
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
    const comments = (await github.request("GET", path)) as readonly Comment[];
    ours.push(...comments.filter(isOurs).map(({ id }) => id));
    if (comments.length < PAGE) return ours;
  }
  throw new Error(`pull request ${number} has more comments than are looked through`);
}

/** What another workflow of this repository may have written in our form: two reviews must not stand side by side. */
const REPLACED = "This comment looked like a review and was none: the review is another comment here.";

/**
 * Says of a commit whether its review is there: without it branch protection lets nothing merge.
 *
 * Source: https://docs.github.com/en/rest/commits/statuses (read 2026-11)
 */
export const setStatus = (
  github: Github,
  sha: string,
  runUrl: string,
  description: string,
  state: "success" | "failure" = "success",
) => github.request("POST", `/statuses/${sha}`, { state, context: STATUS, description, target_url: runUrl });

/** Of what could not be merged there is no review: once it can be, the commit must not pass for a reviewed one. */
const saysOf = (markdown: string) =>
  markdown.startsWith(RENDERED)
    ? (["The review is written: read it before you approve", "success"] as const)
    : (["Nothing was reviewed: the comment says why", "failure"] as const);

/**
 * Writes or edits the comment, and then sets the status; says what was done. A pull request that was closed or moved on
 * gets neither: the run for its newer commit writes both.
 *
 * Source: https://docs.github.com/en/rest/issues/comments (read 2026-11)
 */
export async function comment(
  github: Github,
  number: number,
  rendered: Rendered,
): Promise<"written" | "edited" | "outdated"> {
  const pull = (await github.request("GET", `/pulls/${number}`)) as { state: string; head: { sha: string } };
  if (pull.state !== "open" || pull.head.sha !== rendered.headSha) return "outdated";
  const body = commentBody(rendered);
  const [id, ...others] = await ourComments(github, number);
  if (id === undefined) await github.request("POST", `/issues/${number}/comments`, { body });
  else await github.request("PATCH", `/issues/comments/${id}`, { body });
  for (const other of others) await github.request("PATCH", `/issues/comments/${other}`, { body: REPLACED });
  const [description, state] = saysOf(rendered.markdown);
  await setStatus(github, rendered.headSha, rendered.runUrl, description, state);
  return id === undefined ? "written" : "edited";
}

/** `comment.ts FILE` writes the comment; `comment.ts --queued` only sets the status, of a commit of a merge queue. */
async function main(): Promise<number> {
  const { env, argv } = process;
  if (argv[2] === "--queued") {
    const [sha, url] = [commitSha(setting(env, "HEAD_SHA")), setting(env, "RUN_URL")];
    await setStatus(githubFrom(env), sha, url, "Each pull request of the queue has its own review");
    return 0;
  }
  const done = await comment(githubFrom(env), pullRequestNumber(setting(env, "NUMBER")), {
    markdown: readFileSync(argv[2] ?? "comment.md", "utf8"),
    headSha: commitSha(setting(env, "HEAD_SHA")),
    runUrl: setting(env, "RUN_URL"),
  });
  process.stdout.write(`comment: ${done}\n`);
  return 0;
}

if (import.meta.main) await step(main);

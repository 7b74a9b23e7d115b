// A rendered review → the one comment about it on a pull request, written once and edited afterwards.
import { readFileSync } from "node:fs";
import { type Github, githubFrom } from "./github.ts";
import { commitSha, pullRequestNumber, setting, step } from "./step.ts";

export const MARKER = "<!-- partner-access review -->";

/** Characters that GitHub takes in one comment; counted in UTF-16 units, which are never fewer than characters. */
export const LONGEST_COMMENT = 65_536;
const PAGE = 100;
const MOST_PAGES = 100;

interface Rendered {
  readonly markdown: string;
  /** The reviewed commit. */
  readonly headSha: string;
  /** The run whose artifact `review` holds the whole text. */
  readonly runUrl: string;
}

/** The comment's text. One that is too long says so first, since what follows the cut may be inside of a table. */
export function commentBody({ markdown: review, headSha, runUrl }: Rendered): string {
  const markdown = review.startsWith(MARKER) ? review.slice(MARKER.length).trimStart() : review;
  const about = `Review of commit ${headSha}, made with the code of main.`;
  const whole = `${MARKER}\n${about}\n\n${markdown}`;
  if (whole.length <= LONGEST_COMMENT) return whole;
  const start = `${MARKER}\n${about}\n
> [!IMPORTANT]
> **This is only the beginning of the review.** It is too long for a comment. Read all of it before you approve:
> the artifact \`review\` of [this run](${runUrl}).\n\n`;
  const beginning = markdown.slice(0, LONGEST_COMMENT - start.length);
  return start + beginning.slice(0, beginning.lastIndexOf("\n") + 1);
}

interface Comment {
  readonly id: number;
  readonly body: string | null;
  readonly user: { readonly login: string; readonly type: string } | null;
}

/** Only the workflow's own: anybody can write the marker into a comment of theirs. */
const isOurs = ({ body, user }: Comment) =>
  user?.type === "Bot" && user.login === "github-actions[bot]" && body?.startsWith(MARKER) === true;

async function ourComment(github: Github, number: number): Promise<number | undefined> {
  for (let page = 1; page <= MOST_PAGES; page++) {
    const path = `/issues/${number}/comments?per_page=${PAGE}&page=${page}`;
    const comments = (await github.request("GET", path)) as readonly Comment[];
    const found = comments.find(isOurs);
    if (found) return found.id;
    if (comments.length < PAGE) return undefined;
  }
  throw new Error(`pull request ${number} has more comments than are looked through`);
}

/**
 * Writes or edits the comment; says what was done. A pull request that was closed or moved on gets none: the run
 * for its newer commit writes it.
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
  const id = await ourComment(github, number);
  if (id === undefined) {
    await github.request("POST", `/issues/${number}/comments`, { body });
    return "written";
  }
  await github.request("PATCH", `/issues/comments/${id}`, { body });
  return "edited";
}

async function main(): Promise<number> {
  const { env, argv } = process;
  const done = await comment(githubFrom(env), pullRequestNumber(setting(env, "NUMBER")), {
    markdown: readFileSync(argv[2] ?? "review.md", "utf8"),
    headSha: commitSha(setting(env, "HEAD_SHA")),
    runUrl: setting(env, "RUN_URL"),
  });
  process.stdout.write(`comment: ${done}\n`);
  return 0;
}

if (import.meta.main) await step(main);

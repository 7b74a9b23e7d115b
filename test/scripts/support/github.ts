// A GitHub that remembers what it was sent, behind the interface that our scripts use.
import { type Github, GithubError } from "../../../scripts/github.ts";

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: object | undefined;
}

/** Answers GET by path without its query; a function sees the query. Anything else is a failed request. */
export type Answers = Readonly<Record<string, unknown | ((query: URLSearchParams) => unknown)>>;

export function githubWith(answers: Answers): Github & { readonly sent: readonly Sent[] } {
  const sent: Sent[] = [];
  return {
    repository: "our-app/partner-access",
    sent,
    async request(method, path, body) {
      sent.push(body === undefined ? { method, path } : { method, path, body });
      if (method !== "GET") return {};
      const [bare = "", query] = path.split("?");
      const answer = answers[bare];
      if (answer === undefined) throw new GithubError(`GET ${path}`, 404);
      return typeof answer === "function" ? answer(new URLSearchParams(query)) : answer;
    },
  };
}

/** What was written, and not only read. */
export const written = ({ sent }: { readonly sent: readonly Sent[] }) =>
  sent.filter(({ method }) => method !== "GET");

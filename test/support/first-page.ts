// docs/first-deployment.md → its commands, in the order in which it has them.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";

const PAGE = resolve(import.meta.dirname, "../../docs/first-deployment.md");
const VERB = "npm run -s partner-access -- ";

/** One line each: those that end in a backslash go on in the next one. */
export const PAGE_COMMANDS: readonly string[] = [
  ...readFileSync(PAGE, "utf8").matchAll(/```sh\n([\s\S]*?)```/g),
].flatMap(([, block = ""]) =>
  block
    .replaceAll(/\\\n\s*/g, "")
    .trim()
    .split("\n"),
);

/** As a shell splits them; the page quotes with double quotes. */
const wordsOf = (command: string) =>
  [...command.matchAll(/(?:[^\s"]|"[^"]*")+/g)].map(([word]) => word.replaceAll('"', ""));

/** The first command of the page that begins so. @throws Error where there is none */
function pageCommand(start: string): string {
  const found = PAGE_COMMANDS.find((one) => one.startsWith(start));
  if (found === undefined)
    throw new Error(`the page has no command that begins with ${JSON.stringify(start)}`);
  return found;
}

/** What the page passes to a verb of ours, for the stack that a test has instead of the page's. */
export const pageVerb = (start: string, stack = "prod"): string[] =>
  wordsOf(pageCommand(VERB + start).slice(VERB.length)).map((word) => (word === "prod" ? stack : word));

/** What the page passes to Pulumi, for the stack of a test; variables that it sets before are left out. */
export function pagePulumi(start: string, stack: string): string[] {
  const words = wordsOf(pageCommand(start)).map((word) => (word === "prod" ? stack : word));
  return words.slice(words.indexOf("pulumi") + 1);
}

/** What the page passes to the command that fills in users' accounts: first to count, then to write. */
export const PAGE_ACCOUNTS: readonly (readonly string[])[] = PAGE_COMMANDS.flatMap((command) => {
  const start = "npm run -s accounts -- ";
  return command.startsWith(start) ? [wordsOf(command.slice(start.length))] : [];
});

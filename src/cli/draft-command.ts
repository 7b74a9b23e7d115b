// A draft → the command with flags that makes the same file, so that no answer has to be given twice.
import { type Draft, LINES, type Line } from "../edit/draft.ts";
import { shellWord } from "../handover/examples/curl.ts";
import { printable } from "../text.ts";

/** The flags of the lines are `--name <text>`: what a person types begins with the first word. */
const flagOf = (line: Line): string => LINES[line].flag.split(" ")[0] ?? "";

function flagsOf(draft: Draft): readonly (readonly string[])[] {
  const { api, appType, authentication, offline, stacks } = draft;
  const one = (flag: string, value: string | undefined) => (value === undefined ? [] : [[flag, value]]);
  const many = (flag: string, values: readonly string[]) => (values.length === 0 ? [] : [[flag, ...values]]);
  return [
    ...(Object.keys(LINES) as Line[]).flatMap((line) => one(flagOf(line), draft[line])),
    ...(draft.isFirstParty === undefined
      ? []
      : [[draft.isFirstParty ? "--first-party" : "--no-first-party"]]),
    ...one("--app-type", appType),
    ...one("--authentication", authentication),
    ...one("--api", api),
    ...many("--user-scope", draft.userScopes),
    ...many("--client-scope", draft.clientScopes),
    ...many("--connection", draft.connections),
    ...one("--offline-access", offline && `${offline.tokenLifetime}/${offline.idleTokenLifetime}`),
    ...many("--stack", Object.keys(stacks)),
    ...Object.entries(stacks).flatMap(([name, { callbacks, enableUrl, publicKeyFile }]) => [
      ...callbacks.flatMap((url) => one("--callback", `${name}=${url}`)),
      ...one("--enable-url", enableUrl && `${name}=${enableUrl}`),
      ...one("--public-key", publicKeyFile && `${name}=${publicKeyFile}`),
    ]),
  ];
}

/** A line for each flag, as a shell takes them. */
export const commandOf = (draft: Draft): string =>
  [
    `  npm run -s partner-access -- new ${draft.id}`,
    ...flagsOf(draft).map((words) => `    ${words.map(shellWord).join(" ")}`),
  ]
    .map(printable)
    .join(" \\\n");

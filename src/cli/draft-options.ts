// The flags of `new`: what commander takes and makes of them.
import { type Command, InvalidArgumentError, Option } from "commander";
import { LINES, type Line } from "../edit/draft.ts";
import type { AuthenticationMethod } from "../model/authentication.ts";
import type { AppType } from "../model/partner.ts";
import { type InStack, manyOption, perStackOption } from "./options.ts";

/** What commander makes of the flags. */
export interface DraftOptions extends Readonly<Partial<Record<Line, string>>> {
  readonly firstParty?: boolean;
  readonly appType?: AppType;
  readonly authentication?: AuthenticationMethod;
  readonly api?: string;
  readonly userScope: readonly string[];
  readonly clientScope: readonly string[];
  readonly connection: readonly string[];
  readonly offlineAccess?: string | true;
  readonly stack: readonly string[];
  readonly callback: readonly InStack[];
  readonly enableUrl: readonly InStack[];
  readonly publicKey: readonly InStack[];
}

const perStack = (flags: string, description: string) =>
  perStackOption(
    flags,
    description,
    "It is not a <stack>=<value>, such as prod=https://acme.example/callback.",
  );

/** Two durations; the files' own checks say what is wrong with them. */
export const OFFLINE = /^(\w+)\/(\w+)$/;
export const USUAL_OFFLINE = "90d/30d";

function offline(text: string): string {
  if (!OFFLINE.test(text)) throw new InvalidArgumentError("It is not a <lifetime>/<idle>, such as 90d/30d.");
  return text;
}

/** Adds every flag of a draft to a command. */
export function addDraftOptions(command: Command): Command {
  for (const { flag, asks } of Object.values(LINES)) command.option(flag, asks);
  return command
    .option("--first-party", "ours or a trusted partner's (default: third-party, strict)")
    .option("--no-first-party", "a third party's, without being asked")
    .option("--app-type <type>", "regular_web, spa, native or non_interactive (default: by its scopes)")
    .option(
      "--authentication <method>",
      "private_key_jwt (default), client_secret_post, client_secret_basic or none (default for spa and native)",
    )
    .option("--api <id>", "the API that it calls (default: the only one)")
    .addOption(manyOption("--user-scope <scope...>", "what it may do on behalf of users"))
    .addOption(manyOption("--client-scope <scope...>", "what it may do without a user"))
    .addOption(manyOption("--connection <name...>", "first-party only: how its users sign in"))
    .addOption(
      new Option(
        "--offline-access [lifetime/idle]",
        `refresh tokens, by default for ${USUAL_OFFLINE}`,
      ).argParser(offline),
    )
    .addOption(manyOption("--stack <name...>", "where it exists, beside the stacks of the next flags"))
    .addOption(perStack("--callback <stack=url>", "where users come back to the partner"))
    .addOption(perStack("--enable-url <stack=url>", 'where "Enable" in our app sends users'))
    .addOption(perStack("--public-key <stack=file>", "the partner's public key, in PEM"));
}

// Answers for a new repository → what is wrong with them that no rule about declarations would say.
import type { Answers } from "./new-project.ts";

const EMAIL = /@[a-z0-9.-]+\.[a-z]+$/;

/** What is wrong with somebody who is to answer for files; undefined for nothing. */
export const wrongOwner = (who: string): string | undefined =>
  who.startsWith("@") || EMAIL.test(who)
    ? undefined
    : `${JSON.stringify(who)} cannot own files: write an e-mail address, @name or @organization/team`;

/** What is wrong with the answers that no rule about declarations would say. */
export function wrongAnswers({
  tenants,
  accounts,
  owner,
  security,
  apis,
  partner,
}: Answers): readonly string[] {
  const names = Object.keys(tenants);
  return [
    ...(names.length === 0
      ? ["name at least one shared stack with --tenant, such as prod=globex.eu.auth0.com"]
      : []),
    ...Object.keys(accounts)
      .filter((name) => !names.includes(name))
      .map((name) => `--aws-account names stack ${name}, which has no --tenant`),
    ...[owner, security].flatMap((who) => wrongOwner(who) ?? []),
    ...(apis.length === 0 && partner !== undefined
      ? ["--partner needs an API, and --no-api leaves it out"]
      : []),
  ];
}

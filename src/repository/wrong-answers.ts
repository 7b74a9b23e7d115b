// Answers for a new repository → what is wrong with them that no rule about declarations would say, or too late.
import { LOCAL_STACK } from "../model/stack.ts";
import { idSchema, lineSchema } from "../model/units.ts";
import { quote } from "../text.ts";
import type { Answers } from "./new-project.ts";

const EMAIL = /@[a-z0-9.-]+\.[a-z]+$/;

/** A scheme or a path would be in every identifier. */
const DOMAIN = /^([a-z0-9]+(-+[a-z0-9]+)*\.)+[a-z0-9]+(-+[a-z0-9]+)*$/;

/** What is wrong with somebody who is to answer for files; undefined for nothing. */
export const wrongOwner = (who: string): string | undefined =>
  who.startsWith("@") || EMAIL.test(who)
    ? undefined
    : `${quote(who)} cannot own files: write an e-mail address, @name or @organization/team`;

/** What is wrong with a company's name; undefined for nothing. */
export const wrongCompany = (name: string): string | undefined =>
  lineSchema.safeParse(name).success
    ? undefined
    : `${quote(name)} cannot be a name: write one line without spaces around it`;

/** What is wrong with a product's domain; undefined for nothing. */
export const wrongDomain = (domain: string): string | undefined =>
  DOMAIN.test(domain) ? undefined : `${quote(domain)} cannot be a domain: write one such as globex.example`;

/** Ids become names of files: one with a path would be written over somebody else's. */
const wrongIds = (flag: string, ids: readonly string[]): readonly string[] => [
  ...ids
    .filter((id) => !idSchema.safeParse(id).success)
    .map(
      (id) =>
        `${flag} ${quote(id)}: write lower-case letters, digits and single hyphens, at most 40, a letter first`,
    ),
  ...ids.filter((id, i) => ids.indexOf(id) < i).map((id) => `${flag} names ${quote(id)} twice: name it once`),
];

/** What is wrong with the answers, before anything is written. */
export function wrongAnswers(answers: Answers): readonly string[] {
  const { company, domain, tenants, accounts, owner, security, apis, partner } = answers;
  const names = Object.keys(tenants);
  const wrong = [wrongCompany(company), wrongDomain(domain), wrongOwner(owner), wrongOwner(security)];
  return [
    ...wrong.filter((one) => one !== undefined),
    ...(names.length === 0
      ? ["name at least one shared stack with --tenant, such as prod=globex.eu.auth0.com"]
      : []),
    ...(names.includes(LOCAL_STACK)
      ? [`--tenant names stack ${LOCAL_STACK}, which npm start runs: name shared ones alone`]
      : []),
    ...wrongIds("--tenant", names),
    ...Object.keys(accounts)
      .filter((name) => !names.includes(name))
      .map((name) => `--aws-account names stack ${name}, which has no --tenant`),
    ...wrongIds("--api", apis),
    ...wrongIds("--partner", partner === undefined ? [] : [partner]),
    ...(apis.length === 0 && partner !== undefined
      ? ["--partner needs an API, and --no-api leaves it out"]
      : []),
  ];
}

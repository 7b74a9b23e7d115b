// A company's list of users and accounts → `app_metadata` of those users: counted first, written only when asked to.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ManagementClient } from "auth0";
import { declarations } from "../src/cli/declarations.ts";
import { UserError } from "../src/finding.ts";
import { projectFolder } from "../src/load/project.ts";
import { asksToken, limitedFetch, MAX_RETRIES } from "../src/tenant/client.ts";
import { explained } from "../src/tenant/errors.ts";
import { wayInto } from "../src/tenant/way-in.ts";
import { failureText, plural, printable, quote } from "../src/text.ts";

const SCOPES = ["read:users", "update:users"];
/** Calls a second: what Auth0 allows a tenant that is not for production. */
const SLOWEST = 2;

export const USAGE = `usage: npm run -s accounts -- --stack STACK --file accounts.csv [--write] [--per-second ${SLOWEST}]

The file has lines of user_id,account; - is standard input. Without --write it is only said what would be written.
A user who has an account keeps it. Run it again after an interruption: what is written is left alone.
Credentials as for drift, with ${SCOPES.join(" and ")}.

Exit codes: 0 every user of the file has its account, or would get it; 1 lines or users were refused; 2 wrong usage;
3 the tenant did not answer
`;

export interface Row {
  readonly user: string;
  readonly account: string;
}

const FIELD = '("(?:[^"]|"")*"|[^",]*)';
const LINE = new RegExp(`^${FIELD},${FIELD}$`);
const unquoted = (field: string) =>
  field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field.trim();

/** Each user once, in the order of the file; and what is wrong with it, line by line. */
export function readRows(text: string): {
  readonly rows: readonly Row[];
  readonly problems: readonly string[];
} {
  const known = new Map<string, { account: string; line: number }>();
  const problems: string[] = [];
  for (const [i, content] of text
    .replace(/^\uFEFF/, "")
    .split(/\r?\n/)
    .entries()) {
    const line = i + 1;
    if (content.trim() === "" || (line === 1 && content === "user_id,account")) continue;
    const [, first, second] = LINE.exec(content) ?? [];
    const [user, account] = [first, second].map((field) => (field === undefined ? "" : unquoted(field)));
    const before = known.get(user ?? "");
    if (!user || !account)
      problems.push(`line ${line}: expected user_id,account and found ${quote(content)}`);
    else if (before && before.account !== account)
      problems.push(
        `line ${line}: ${quote(user)} gets ${quote(account)} here and ${quote(before.account)} in line ${before.line}`,
      );
    else known.set(user, before ?? { account, line });
  }
  return { rows: [...known].map(([user, { account }]) => ({ user, account })), problems };
}

/** The two calls that are made. */
export interface Users {
  /** Of one user; undefined where the tenant has no such user. */
  metadataOf(user: string): Promise<Readonly<Record<string, unknown>> | undefined>;
  write(user: string, metadata: Readonly<Record<string, string>>): Promise<void>;
}

export interface Outcome {
  readonly written: number;
  readonly kept: number;
  /** Why, for each that gets none. */
  readonly refused: readonly string[];
}

/**
 * Each user is read just before it is written, so that nobody's account is overwritten and a second run goes on where the
 * first one ended. One user after the other: the tenant's limit is its users' as well.
 */
export async function fillIn(
  rows: readonly Row[],
  { key, users, write }: { readonly key: string; readonly users: Users; readonly write: boolean },
  onEach: (done: number) => void = () => undefined,
): Promise<Outcome> {
  let [written, kept] = [0, 0];
  const refused: string[] = [];
  for (const [i, { user, account }] of rows.entries()) {
    const metadata = await users.metadataOf(user);
    const has = metadata && Object.hasOwn(metadata, key) ? metadata[key] : undefined;
    if (!metadata) refused.push(`${quote(user)}: the tenant has no such user`);
    else if (has === account) kept += 1;
    else if (has !== undefined && has !== null && has !== "")
      refused.push(
        `${quote(user)} has ${quote(typeof has === "string" ? has : JSON.stringify(has))}, and the file says ${quote(account)}: it keeps what it has`,
      );
    else {
      if (write) await users.write(user, { [key]: account });
      written += 1;
    }
    onEach(i + 1);
  }
  return { written, kept, refused };
}

/** Knows one tenant and the calls that this program makes: a token, and one user read or changed. */
export function pacedFetch(domain: string, perSecond: number): typeof fetch {
  let next = 0;
  return limitedFetch(domain, {
    allows: (asked) =>
      asksToken(asked) ||
      (["GET", "PATCH"].includes(asked.method) && asked.path.startsWith("/api/v2/users/")),
    refusal: (what) => `this program does not send ${what}`,
    async before() {
      await sleep(Math.max(0, next - Date.now()));
      next = Date.now() + 1000 / perSecond;
    },
  });
}

const isMissing = (error: unknown) => (error as { statusCode?: unknown }).statusCode === 404;

/** Merged at the first level: the rest of a user's metadata stays. Source: https://auth0.com/docs/manage-users/user-accounts/metadata/manage-metadata-api (read 2026-11) */
function usersOf(client: ManagementClient): Users {
  return {
    async metadataOf(user) {
      try {
        const found = await client.users.get(user, { fields: "user_id,app_metadata", include_fields: true });
        return found.app_metadata ?? {};
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw error;
      }
    },
    async write(user, metadata) {
      await client.users.update(user, { app_metadata: metadata });
    },
  };
}

export interface Streams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

const PER_LINE = 100;

export async function main(
  argv: readonly string[],
  {
    stdout,
    stderr,
    root = projectFolder(process.cwd()),
    env = process.env,
  }: Streams & { root?: string; env?: NodeJS.ProcessEnv },
): Promise<number> {
  const options = {
    stack: { type: "string" },
    file: { type: "string" },
    write: { type: "boolean" },
  } as const;
  const { values } = parseArgs({
    args: [...argv],
    options: { ...options, "per-second": { type: "string" } },
  });
  const { stack = "", file, write = false, "per-second": rate = `${SLOWEST}` } = values;
  const perSecond = Number(rate);
  if (file === undefined || !(perSecond > 0)) {
    stderr.write(USAGE);
    return 2;
  }
  const checked = await declarations(root, { cwd: root, stderr }, "nothing is written");
  if (!checked) return 1;
  const { stacks, tenant } = checked.workspace;
  const domain = stacks.get(stack)?.value.config["auth0:domain"];
  const key = tenant?.value.account?.app_metadata_key;
  if (domain === undefined)
    throw new UserError(`there is no stack ${quote(stack)}; known: ${[...stacks.keys()].join(", ")}`);
  if (key === undefined) throw new UserError("tenant.yaml has no account: no API asks for one");
  const { rows, problems } = readRows(readFileSync(file === "-" ? 0 : file, "utf8"));
  if (problems.length > 0) {
    stderr.write(
      `${problems.map((problem) => `${printable(file)}: ${problem}\n`).join("")}nothing is written\n`,
    );
    return 1;
  }
  const access = wayInto(domain, root, env, SCOPES);
  const client = new ManagementClient({
    domain,
    ...access,
    fetch: pacedFetch(domain, perSecond),
    maxRetries: MAX_RETRIES,
    telemetry: false,
  });
  const progress = (done: number) =>
    done % PER_LINE === 0 && stderr.write(`${done} of ${rows.length} users\n`);
  try {
    const { written, kept, refused } = await fillIn(rows, { key, users: usersOf(client), write }, progress);
    stdout.write(refused.map((one) => `refused: ${one}\n`).join(""));
    stdout.write(
      `${plural(written, "user")} ${write ? `got app_metadata.${key}` : `would get app_metadata.${key}`}, ${kept} had it already, ${refused.length} refused\n`,
    );
    return refused.length > 0 ? 1 : 0;
  } catch (error) {
    throw explained(error, domain, SCOPES);
  }
}

if (import.meta.main)
  try {
    process.exitCode = await main(process.argv.slice(2), process);
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    process.stderr.write(`${failureText(`error: ${message}`)}\n`);
    process.exitCode = code?.startsWith("ERR_PARSE_ARGS") ? 2 : 3;
  }

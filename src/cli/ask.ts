// A draft with gaps and somebody at a terminal → the draft without them.
import { checkbox, confirm, input, select } from "@inquirer/prompts";
import { type Draft, type DraftStack, LINES, type Line, MAKING_A_KEY, neededKey } from "../edit/draft.ts";
import { UserError } from "../finding.ts";
import type { Api } from "../model/api.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { printable } from "../text.ts";
import { offlineOf, readText } from "./draft-of.ts";
import type { Dialog } from "./terminal.ts";

const required = (text: string) => text.trim() !== "" || "please say something";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** The scopes of an API to tick, with what each allows. */
const offer = (api: Declared<Api>, taken: readonly string[]) =>
  Object.entries(api.value.scopes).map(([value, { sensitivity, description }]) => ({
    value,
    name: printable(`${value}  ${sensitivity}: ${description}`),
    checked: taken.includes(value),
  }));

async function askLines(draft: Draft, dialog: Dialog): Promise<Draft> {
  const answers: Partial<Record<Line, string>> = {};
  for (const [line, { asks }] of Object.entries(LINES)) {
    if (draft[line as Line] !== undefined) continue;
    const message = `${capital(asks)}:`;
    answers[line as Line] = (await input({ message, validate: required }, dialog)).trim();
  }
  return { ...draft, ...answers };
}

async function askScopes(draft: Draft, { apis }: Workspace, dialog: Dialog): Promise<Draft> {
  const choices = [...apis.values()].map(({ id, value }) => ({ value: id, name: printable(value.name) }));
  if (choices.length === 0) throw new UserError("no API can be read in apis/: check shows why");
  const id = draft.api ?? (await select({ message: "Which API does it call?", choices }, dialog));
  const api = apis.get(id);
  if (!api || draft.userScopes.length + draft.clientScopes.length > 0) return { ...draft, api: id };
  const tick = (message: string) => checkbox({ message, choices: offer(api, []) }, dialog);
  const userScopes = await tick("What may it do on behalf of users?");
  const clientScopes = await tick("What may it do without a user?");
  const asksOffline = userScopes.length > 0 && draft.offline === undefined && api.value.allow_offline_access;
  const message = "Does it work while the user is away (refresh tokens for 90d, unused for 30d at most)?";
  const isOffline = asksOffline && (await confirm({ message, default: false }, dialog));
  return { ...draft, api: id, userScopes, clientScopes, ...(isOffline && { offline: offlineOf(true) }) };
}

async function askConnections(draft: Draft, { tenant }: Workspace, dialog: Dialog): Promise<Draft> {
  const known = tenant?.value.connections ?? [];
  if (!draft.isFirstParty || draft.userScopes.length === 0 || draft.connections.length > 0) return draft;
  const choices = known.map(({ name, description }) => ({
    value: name,
    name: printable(`${name}  ${description}`),
  }));
  return { ...draft, connections: await checkbox({ message: "How do its users sign in?", choices }, dialog) };
}

/** One stack's URLs and key, each only where it is needed and not known. */
async function askStack(draft: Draft, name: string, dialog: Dialog, cwd: string): Promise<DraftStack> {
  const known = draft.stacks[name] ?? { callbacks: [] };
  const hasUsers = draft.userScopes.length > 0;
  const ask = (what: string) =>
    input({ message: printable(`${what} in stack ${name}:`), validate: required }, dialog);
  const { callbacks, enableUrl, publicKey } = known;
  const urls =
    hasUsers && callbacks.length === 0 ? [await ask("Where users come back to the partner")] : callbacks;
  const url = hasUsers ? (enableUrl ?? (await ask('Where "Enable" in our app sends users'))) : enableUrl;
  const needsKey = neededKey(draft) !== undefined && publicKey === undefined;
  if (needsKey) dialog.output.write(`${MAKING_A_KEY}\n`);
  const key = needsKey ? readText(cwd, await ask("File with the partner's public key")) : publicKey;
  return {
    callbacks: urls,
    ...(url !== undefined && { enableUrl: url }),
    ...(key !== undefined && { publicKey: key }),
  };
}

async function askStacks(draft: Draft, workspace: Workspace, dialog: Dialog, cwd: string): Promise<Draft> {
  const choices = [...workspace.stacks.keys()].sort().map((value) => ({ value, name: printable(value) }));
  const given = Object.keys(draft.stacks);
  const names =
    given.length > 0
      ? given
      : await checkbox({ message: "In which stacks does it exist?", choices, required: true }, dialog);
  const stacks: [string, DraftStack][] = [];
  for (const name of names) stacks.push([name, await askStack(draft, name, dialog, cwd)]);
  return { ...draft, stacks: Object.fromEntries(stacks) };
}

async function askType(draft: Draft, dialog: Dialog): Promise<Draft> {
  if (draft.appType !== undefined || draft.userScopes.length === 0) return draft;
  const choices = [
    { value: "regular_web", name: "on a server, which keeps a key" },
    { value: "spa", name: "in the browser" },
    { value: "native", name: "on a phone or a desktop" },
  ] as const;
  const message = "Where does its application run?";
  return { ...draft, appType: await select({ message, choices }, dialog) };
}

/**
 * Asks for everything that is not known, in an order that makes later questions needless.
 *
 * @throws UserError when somebody interrupts, or names a file that cannot be read
 */
export async function ask(given: Draft, workspace: Workspace, dialog: Dialog, cwd: string): Promise<Draft> {
  try {
    const named = await askLines(given, dialog);
    const scoped = await askScopes(named, workspace, dialog);
    const typed = await askType(scoped, dialog);
    return await askStacks(await askConnections(typed, workspace, dialog), workspace, dialog, cwd);
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError")
      throw new UserError("interrupted; nothing is written");
    throw error;
  }
}

// A draft with gaps and somebody at a terminal → the draft without them; each answer is judged when it is given.
import { checkbox, confirm, input, select } from "@inquirer/prompts";
import {
  appTypeOf,
  authenticationOf,
  type Draft,
  type DraftStack,
  LINES,
  type Line,
  MAKING_A_KEY,
  neededKey,
} from "../edit/draft.ts";
import { UserError } from "../finding.ts";
import { ANY_TOKEN, hasNoScopes } from "../model/any-token.ts";
import type { Api } from "../model/api.ts";
import { isPublicType } from "../model/app-type.ts";
import { AUTHENTICATION_METHODS, type AuthenticationMethod } from "../model/authentication.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { printable } from "../text.ts";
import { offlineOf, readText } from "./draft-of.ts";
import type { Judge } from "./judge-draft.ts";
import type { Dialog } from "./terminal.ts";

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const METHODS: Readonly<Record<AuthenticationMethod, string>> = {
  private_key_jwt: "with a key of its own: we see its public half only",
  client_secret_post: "with a secret that Auth0 makes and we hand over, in the body of its requests",
  client_secret_basic: "with such a secret, in a header",
  none: "not at all, since it runs where users could read any secret",
};

/** The default first, the others in the model's order. */
const methodsFrom = (usual: AuthenticationMethod) =>
  [usual, ...AUTHENTICATION_METHODS.filter((method) => method !== usual)].map((value) => ({
    value,
    name: METHODS[value],
  }));

/** The scopes of an API to tick, with what each allows. */
const offer = ({ value: api }: Declared<Api>) =>
  hasNoScopes(api)
    ? [
        {
          value: ANY_TOKEN,
          name: `${ANY_TOKEN}  ${api.sensitivity ?? "high"}: all of the API, which has no scopes`,
        },
      ]
    : Object.entries(api.scopes).map(([value, { sensitivity, description }]) => ({
        value,
        name: printable(`${value}  ${sensitivity}: ${description}`),
      }));

export interface Interview {
  readonly workspace: Workspace;
  readonly dialog: Dialog;
  readonly cwd: string;
  readonly judge: Judge;
  /** Gets the draft after each answer: what was said is kept, however the asking ends. */
  keep(draft: Draft): void;
}

/** Somebody who is asked, one question after another, until the draft is whole. */
class Questions {
  readonly #interview: Interview;
  draft: Draft;

  constructor(given: Draft, interview: Interview) {
    this.#interview = interview;
    this.draft = given;
  }

  #take(after: Draft): void {
    this.draft = after;
    this.#interview.keep(after);
  }

  /** A text; asked again, with what was typed still there, until nothing is wrong with it. */
  async #text(message: string, put: (text: string) => Draft): Promise<void> {
    const { dialog, judge } = this.#interview;
    const validate = (text: string): string | true => {
      if (text.trim() === "") return "please say something";
      try {
        return judge(this.draft, put(text.trim())) ?? true;
      } catch (error) {
        if (error instanceof UserError) return printable(error.message);
        throw error;
      }
    };
    const answer = await input({ message: printable(message), validate }, dialog);
    this.#take(put(answer.trim()));
  }

  /** A choice; made again while something is wrong with it. */
  async #choice<T>(choose: () => Promise<T>, put: (answer: T) => Draft): Promise<void> {
    for (;;) {
      const after = put(await choose());
      const wrong = this.#interview.judge(this.draft, after);
      if (wrong === undefined) return this.#take(after);
      this.#interview.dialog.output.write(`> ${wrong}\n`);
    }
  }

  async lines(): Promise<void> {
    for (const [line, { asks }] of Object.entries(LINES))
      if (this.draft[line as Line] === undefined)
        await this.#text(`${capital(asks)}:`, (text) => ({ ...this.draft, [line]: text }));
  }

  async scopes(): Promise<void> {
    const { workspace, dialog } = this.#interview;
    const { apis } = workspace;
    const choices = [...apis.values()].map(({ id, value }) => ({ value: id, name: printable(value.name) }));
    if (this.draft.api === undefined)
      await this.#choice(
        () => select({ message: "Which API does it call?", choices }, dialog),
        (api) => ({ ...this.draft, api }),
      );
    const api = apis.get(this.draft.api ?? "");
    if (!api || this.draft.userScopes.length + this.draft.clientScopes.length > 0) return;
    const tick = (message: string) => () => checkbox({ message, choices: offer(api) }, dialog);
    do {
      await this.#choice(tick("What may it do on behalf of users?"), (userScopes) => ({
        ...this.draft,
        userScopes,
      }));
      await this.#choice(tick("What may it do without a user?"), (clientScopes) => ({
        ...this.draft,
        clientScopes,
      }));
    } while (this.draft.userScopes.length + this.draft.clientScopes.length === 0);
    if (this.draft.userScopes.length === 0 || this.draft.offline || !api.value.allow_offline_access) return;
    const message = "Does it work while the user is away (refresh tokens for 90d, unused for 30d at most)?";
    await this.#choice(
      () => confirm({ message, default: false }, dialog),
      (isOffline) => ({ ...this.draft, ...(isOffline && { offline: offlineOf(true) }) }),
    );
  }

  async party(): Promise<void> {
    if (this.draft.isFirstParty !== undefined) return;
    const message = "Whose application is it? (Another answer later makes another application.)";
    const choices = [
      { value: false, name: "a third party's: its users are asked for consent" },
      { value: true, name: "ours, or a trusted partner's: it acts as part of our app" },
    ];
    await this.#choice(
      () => select({ message, choices }, this.#interview.dialog),
      (isFirstParty) => ({ ...this.draft, isFirstParty }),
    );
  }

  async application(): Promise<void> {
    const { dialog } = this.#interview;
    const choices = [
      { value: "regular_web", name: "on a server, which keeps a key or a secret" },
      { value: "spa", name: "in the browser" },
      { value: "native", name: "on a phone or a desktop" },
    ] as const;
    if (this.draft.appType === undefined && this.draft.userScopes.length > 0)
      await this.#choice(
        () => select({ message: "Where does the application run?", choices }, dialog),
        (appType) => ({ ...this.draft, appType }),
      );
    if (this.draft.authentication !== undefined || isPublicType(appTypeOf(this.draft))) return;
    const message = "How does it prove who it is?";
    await this.#choice(
      () => select({ message, choices: methodsFrom(authenticationOf(this.draft)) }, dialog),
      (authentication) => ({ ...this.draft, authentication }),
    );
  }

  async connections(): Promise<void> {
    const { workspace, dialog } = this.#interview;
    const { isFirstParty, userScopes, connections } = this.draft;
    if (!isFirstParty || userScopes.length === 0 || connections.length > 0) return;
    const choices = (workspace.tenant?.value.connections ?? []).map(({ name, description }) => ({
      value: name,
      name: printable(`${name}  ${description}`),
    }));
    await this.#choice(
      () => checkbox({ message: "How do its users sign in?", choices }, dialog),
      (chosen) => ({ ...this.draft, connections: chosen }),
    );
  }

  async stacks(): Promise<void> {
    const { workspace, dialog } = this.#interview;
    const choices = [...workspace.stacks.keys()].sort().map((value) => ({ value, name: printable(value) }));
    if (Object.keys(this.draft.stacks).length === 0)
      await this.#choice(
        () => checkbox({ message: "In which stacks does it exist?", choices, required: true }, dialog),
        (names) => ({
          ...this.draft,
          stacks: Object.fromEntries(names.map((name) => [name, { callbacks: [] }])),
        }),
      );
    for (const name of Object.keys(this.draft.stacks)) await this.#stack(name);
  }

  /** One stack's URLs and key, each only where it is needed and not known. */
  async #stack(name: string): Promise<void> {
    const { dialog, cwd } = this.#interview;
    const known = (): DraftStack => this.draft.stacks[name] ?? { callbacks: [] };
    const withIts = (its: Partial<DraftStack>): Draft => ({
      ...this.draft,
      stacks: { ...this.draft.stacks, [name]: { ...known(), ...its } },
    });
    const hasUsers = this.draft.userScopes.length > 0;
    if (hasUsers && known().callbacks.length === 0)
      await this.#text(`Where users come back to the partner in stack ${name}:`, (url) =>
        withIts({ callbacks: [url] }),
      );
    if (hasUsers && known().enableUrl === undefined)
      await this.#text(`Where "Enable" in our app sends users in stack ${name}:`, (enableUrl) =>
        withIts({ enableUrl }),
      );
    if (neededKey(this.draft) === undefined || known().publicKey !== undefined) return;
    dialog.output.write(`${MAKING_A_KEY}\n`);
    await this.#text(`File with the partner's public key in stack ${name}:`, (publicKeyFile) =>
      withIts({ publicKeyFile, publicKey: readText(cwd, publicKeyFile) }),
    );
  }
}

/**
 * Asks for whatever is missing.
 *
 * @throws UserError when somebody interrupts it
 */
export async function ask(given: Draft, interview: Interview): Promise<Draft> {
  const questions = new Questions(given, interview);
  try {
    await questions.lines();
    await questions.scopes();
    await questions.party();
    await questions.application();
    await questions.connections();
    await questions.stacks();
    return questions.draft;
  } catch (error) {
    if (error instanceof Error && error.name === "ExitPromptError")
      throw new UserError("interrupted; nothing is written");
    throw error;
  }
}

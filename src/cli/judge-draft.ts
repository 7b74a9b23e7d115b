// A draft and one more answer → what `check` would say of the answer: the same schemas and rules, asked earlier.
import { appTypeOf, type Draft, type DraftStack, type Line, neededKey } from "../edit/draft.ts";
import { partnerFile } from "../edit/partner-file.ts";
import { isError } from "../finding.ts";
import { overlaySource } from "../load/overlay-source.ts";
import type { Source } from "../load/source.ts";
import { givenBy } from "../model/any-token.ts";
import { isPublicType } from "../model/app-type.ts";
import type { Workspace } from "../model/workspace.ts";
import { checkDeclarations } from "../pipeline.ts";
import { printable } from "../text.ts";

/** What is wrong with the later of two drafts and not with the earlier one; undefined where nothing is. */
export type Judge = (before: Draft, after: Draft) => string | undefined;

/** Stands for every line that is not said yet: nothing is wrong with any of them. */
const LATER: Readonly<Record<Line, string>> = {
  name: "A partner without a name yet",
  description: "Later",
  owner: "later@our-app.example",
  contactName: "Later",
  contactEmail: "later@partner.example",
  contract: "Later",
  contractEnds: "9999-12-31",
  reason: "Later",
};

const laterStack = (stack: DraftStack, hasUsers: boolean): DraftStack => ({
  ...stack,
  ...(hasUsers && {
    callbacks: stack.callbacks.length > 0 ? stack.callbacks : ["https://later.partner.example/callback"],
    enableUrl: stack.enableUrl ?? "https://later.partner.example/enable",
  }),
});

/** The draft with something right in place of all that is not known yet. */
function completed(draft: Draft, { apis, tenant }: Workspace): Draft {
  const api = draft.api ?? [...apis.keys()][0];
  const declared = api === undefined ? undefined : apis.get(api)?.value;
  const scopes = givenBy(declared, Object.keys(declared?.scopes ?? {}));
  const isOpen = draft.userScopes.length + draft.clientScopes.length === 0;
  const userScopes = isOpen ? scopes.slice(0, 1) : draft.userScopes;
  const known = (tenant?.value.connections ?? []).map(({ name }) => name);
  const connections = draft.connections.length > 0 ? draft.connections : known.slice(0, 1);
  const stacks = Object.entries(draft.stacks).map(
    ([name, stack]) => [name, laterStack(stack, userScopes.length > 0)] as const,
  );
  const all: Draft = {
    ...LATER,
    ...draft,
    ...(api !== undefined && { api }),
    userScopes,
    connections: draft.isFirstParty && userScopes.length > 0 ? connections : draft.connections,
    stacks: Object.fromEntries(stacks),
  };
  // A key that is still to come cannot be made up; with a secret in its place nothing else changes.
  const lacksKey =
    neededKey(all) !== undefined && stacks.some(([, { publicKey }]) => publicKey === undefined);
  return lacksKey && !isPublicType(appTypeOf(all)) ? { ...all, authentication: "client_secret_post" } : all;
}

/** `today`: YYYY-MM-DD. */
export function judgeOf(source: Source, workspace: Workspace, today: string): Judge {
  const errorsOf = (draft: Draft): Map<string, string> => {
    const text = partnerFile(completed(draft, workspace), workspace, today);
    const { findings } = checkDeclarations(overlaySource(source, `partners/${draft.id}.yaml`, text), today);
    return new Map(
      findings
        .filter(isError)
        .map(({ file, rule, what, fix }) => [JSON.stringify([file, rule, what]), `${what}; ${fix}`]),
    );
  };
  return (before, after) => {
    const known = errorsOf(before);
    const found = [...errorsOf(after)].find(([key]) => !known.has(key));
    return found && printable(found[1]);
  };
}

// Rules about what a tenant has already: applications that partners take over, APIs, and our own applications.

import { LOCAL_STACK, PART_OF } from "../model/stack.ts";
import type { Path, Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { type Rule, workspaceRule } from "./rule.ts";
import { PULUMI_IMPORT, PULUMI_STACKS } from "./sources.ts";

/** One object of a tenant that a file names, and where. */
interface Named {
  readonly id: string;
  readonly file: string;
  readonly at: Path;
}

function* applicationsNamedIn({ partners, tenant }: Workspace): Generator<Named> {
  for (const { file, value } of partners.values())
    for (const [stack, { client_id: id }] of Object.entries(value.stacks))
      if (id !== undefined) yield { id, file, at: ["stacks", stack, "client_id"] };
  for (const [own, { stacks }] of Object.entries(tenant?.value.own_applications ?? {}))
    for (const [stack, { client_id: id }] of Object.entries(stacks))
      yield { id, file: tenant?.file ?? "", at: ["own_applications", own, "stacks", stack, "client_id"] };
}

function* apisNamedIn({ apis }: Workspace): Generator<Named> {
  for (const { file, value } of apis.values())
    for (const [stack, { resource_server_id: id }] of Object.entries(value.stacks ?? {}))
      yield { id, file, at: ["stacks", stack, "resource_server_id"] };
}

/** Those that were named before, each with the first that names it. */
function* namedAgain(all: Iterable<Named>): Generator<Named & { readonly first: Named }> {
  const known = new Map<string, Named>();
  for (const one of all) {
    const first = known.get(one.id);
    if (first) yield { ...one, first };
    else known.set(one.id, one);
  }
}

const alsoAt = ({ file, at }: Named) => [{ file, at, what: "the first is here" }];

const clientIdOnce = workspaceRule({
  id: "client-id-once",
  title: "A client ID is one partner's or one application's of ours, in one stack",
  why: "two resources for one application would undo each other, and a client ID belongs to one tenant",
  source: PULUMI_IMPORT,
  *check(workspace) {
    for (const { id, file, at, first } of namedAgain(applicationsNamedIn(workspace)))
      yield {
        file,
        at,
        what: `client ID ${quote(id)} is named twice`,
        fix: "write the client ID of the application that this is in this stack",
        also: alsoAt(first),
      };
  },
});

const resourceServerIdOnce = workspaceRule({
  id: "resource-server-id-once",
  title: "An API of the tenant is one API in apis/, in one stack",
  why: "two resources for one API would undo each other, and an id belongs to one tenant",
  source: PULUMI_IMPORT,
  *check(workspace) {
    for (const { id, file, at, first } of namedAgain(apisNamedIn(workspace)))
      yield {
        file,
        at,
        what: `resource_server_id ${quote(id)} is named twice`,
        fix: "write the id that this API has in this stack's tenant",
        also: alsoAt(first),
      };
  },
});

/** Every stack that an API or an application of ours names. */
function* stacksNamedIn({ apis, tenant }: Workspace): Generator<Named> {
  for (const { file, value } of apis.values())
    for (const id of Object.keys(value.stacks ?? {})) yield { id, file, at: ["stacks", id] };
  for (const [own, { stacks }] of Object.entries(tenant?.value.own_applications ?? {}))
    for (const id of Object.keys(stacks))
      yield { id, file: tenant?.file ?? "", at: ["own_applications", own, "stacks", id] };
}

const namedStackKnown = workspaceRule({
  id: "named-stack-known",
  title: "A stack that an API or an application of ours names has a Pulumi.<stack>.yaml",
  why: "the file says which Auth0 tenant the stack is, and an id means nothing without its tenant",
  source: PULUMI_STACKS,
  *check(workspace) {
    const { stacks, parts, unreadable } = workspace;
    for (const { id, file, at } of stacksNamedIn(workspace)) {
      if (stacks.has(id) || unreadable.has(`Pulumi.${id}.yaml`)) continue;
      const known = writeOneOf(stacks.keys(), id, `add Pulumi.${id}.yaml`);
      const whole = parts.get(id)?.value.config[PART_OF];
      yield {
        file,
        at,
        on: "key",
        what: `stack ${quote(id)} ${whole === undefined ? "does not exist" : "is a part, not a stack"}`,
        fix: whole === undefined ? known : `write ${quote(whole)}`,
      };
    }
  },
});

const takeoverNotLocal = workspaceRule({
  id: "takeover-not-local",
  title: "The stack local takes nothing over",
  why: "`npm start` makes its tenant on this machine, with nothing in it, and an import of what is not there fails",
  source: PULUMI_IMPORT,
  *check(workspace) {
    for (const { file, at } of [...applicationsNamedIn(workspace), ...apisNamedIn(workspace)]) {
      const key = String(at.at(-1));
      if (at.at(-2) !== LOCAL_STACK) continue;
      yield {
        file,
        at,
        what: `${key} in stack ${quote(LOCAL_STACK)}`,
        fix: file.startsWith("partners/") ? `remove ${key}` : `remove ${LOCAL_STACK}`,
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const ADOPTION: readonly Rule[] = [
  clientIdOnce,
  resourceServerIdOnce,
  namedStackKnown,
  takeoverNotLocal,
];

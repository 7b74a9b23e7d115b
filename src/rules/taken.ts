// Two workspaces, before and after → ids and former ids that would give one thing what is another's.

import { idsIn, type Kind, type NaturalKey, naturalKeysOf, renamesIn } from "../identity/heirs.ts";
import { callOf } from "../identity/natural-keys.ts";
import { allowedBy, exchangedWith, TRAITS, type Traits, type TraitsOf } from "../identity/siblings.ts";
import { declarationOf, declaredIn, keyOf, stemOf } from "../model/applications.ts";
import type { Partner } from "../model/partner.ts";
import { entryOf } from "../model/record.ts";
import { LOCAL_STACK } from "../model/stack.ts";
import { DEFAULT_STATUS, hasAccess, mayGo, statusIn } from "../model/status.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { type Compared, isRetired, silentRenamesIn } from "./vanished.ts";

/** Ids are permanent; `check` has this rule only when it is given a base to compare with. */
export const TAKEN = {
  id: "id-taken",
  title: "An id stays with what it names, and a former id is written where the rename is",
  why: "state and tenant know things by their ids: one would get another's client ID, secret and consents, or lose its own",
  source: "docs/runbook.md",
} as const;

const NOUNS: Readonly<Record<Kind, string>> = { partners: "partner", apis: "API" };

/** Old id → present id, said or not: of a rename that says too little, another rule says the whole line to write. */
const knownAs = (before: Workspace, after: Workspace, kind: Kind): ReadonlyMap<string, string> =>
  new Map([...silentRenamesIn(before, after, kind), ...renamesIn(before, after, kind)]);

/** Who was there before has an application, or an API, of its own: what it claims besides is deleted. */
function* claims(before: Workspace, after: Workspace, kind: Kind): Generator<Compared> {
  const known = new Set(idsIn(before, kind, after));
  for (const { id, file, value } of after[kind].values())
    for (const [i, former] of (value.former_ids ?? []).entries()) {
      const isOther = known.has(id) && known.has(former) && !after[kind].has(former);
      if (!isOther || before[kind].get(id)?.value.former_ids?.includes(former)) continue;
      yield {
        file,
        at: ["former_ids", i],
        what: `${NOUNS[kind]} ${quote(former)} is gone, and ${quote(id)}, which was another one, claims to have been it`,
        fix: `remove it: ${quote(id)} keeps what it has, and nothing of ${quote(former)} goes over to it`,
      };
    }
}

/**
 * A new file can only have been what the base has. Whose a former id was that nobody has there, no file says: a state
 * may still have that one's application, with its secret and its users' consents.
 */
function* unknown(before: Workspace, after: Workspace, kind: Kind): Generator<Compared> {
  const known = new Set(idsIn(before, kind, after));
  const earlier = new Map([...knownAs(before, after, kind)].map(([was, is]) => [is, was]));
  for (const { id, file, value } of after[kind].values()) {
    if (known.has(id)) continue;
    const inherited = before[kind].get(earlier.get(id) ?? "")?.value.former_ids ?? [];
    for (const [i, former] of (value.former_ids ?? []).entries())
      if (!known.has(former) && !inherited.includes(former))
        yield {
          file,
          at: ["former_ids", i],
          what: `${NOUNS[kind]} ${quote(id)} is new and claims to have been ${quote(former)}, which nobody is in the base: whose that was, cannot be known`,
          fix: `remove it; if it was renamed, bring ${declarationOf(kind, former)} back as it was, and rename it in a change of its own`,
        };
  }
}

const inWords = ({ value, what }: NaturalKey): string => what ?? quote(value);

/** Natural key → who had it; of a partner that was retired, others may have the callbacks. */
function ownersOf(before: Workspace, after: Workspace, kind: Kind): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const id of idsIn(before, kind, after)) {
    const was = kind === "partners" ? before.partners.get(id)?.value : undefined;
    for (const { value, what } of naturalKeysOf(before, kind, id))
      if (what === undefined || !was || !isRetired(was)) found.set(value, [...(found.get(value) ?? []), id]);
  }
  return found;
}

/** A file that now says what another one said: swapped, renamed onto an id in use, or new beside one that is called otherwise now. */
function* swaps(before: Workspace, after: Workspace, kind: Kind): Generator<Compared> {
  const renames = renamesIn(before, after, kind);
  const owners = ownersOf(before, after, kind);
  for (const { id, file } of after[kind].values()) {
    const [was] = naturalKeysOf(before, kind, id);
    for (const key of naturalKeysOf(after, kind, id)) {
      // One partner's applications have one name, and are compared by stack.
      const all = owners.get(key.value) ?? [];
      const others = all.filter((one) => stemOf(one) !== stemOf(id));
      const owner = others.find((one) => keyOf(one) === keyOf(id)) ?? others[0];
      if (owner === undefined || all.some((one) => one === id || renames.get(one) === id)) continue;
      // Of what is gone another rule says what it is now, and a new one may have another one's callbacks.
      const present = renames.get(owner) ?? owner;
      const isLeft =
        after[kind].has(present) &&
        naturalKeysOf(after, kind, present).every(({ value }) => value !== key.value);
      if (was === undefined && (key.what !== undefined || !isLeft)) continue;
      const isMoving = kind === "partners" && key.what === undefined && isLeft;
      const first = isMoving
        ? `; where it is to have that name, change ${declarationOf(kind, present)} first`
        : "";
      yield {
        file,
        at: key.at,
        what: `${NOUNS[kind]} ${quote(id)} ${was ? `was ${inWords(was)}, and ` : ""}is now what ${declarationOf(kind, owner)} was: ${inWords(key)}`,
        fix: `give each its own file${kind === "apis" ? " and identifier" : ""} again; rename to an id that is free, with former_ids: [${owner}], one at a time${first}`,
      };
      break;
    }
  }
}

/** The present id of one in a stack; undefined where it does not count. */
type IdOf = (one: Declared<Partner>, stack: string) => string | undefined;

/** By present ids, what a stack's applications are told apart by. */
function traitsIn(workspace: Workspace, stack: string, idOf: IdOf): TraitsOf {
  const found = new Map<string, Traits>();
  for (const one of workspace.partners.values()) {
    const { value } = one;
    const [id, its] = [idOf(one, stack), entryOf(value.stacks, stack)];
    if (id === undefined || its === undefined) continue;
    const grants = (hasAccess(statusIn(value, stack)) ? value.grants : []).map(
      ({ api, subject_type, scopes }) => {
        const audience = workspace.apis.get(api)?.value.identifier ?? api;
        return { call: callOf({ audience, subject_type }), scopes };
      },
    );
    found.set(id, { callbacks: its.callbacks ?? [], access: allowedBy(grants) });
  }
  return found;
}

/** An application of a file that says in some stack what another one of the same file said, whose key is still there. */
function* exchanges(before: Workspace, after: Workspace): Generator<Compared> {
  const renames = renamesIn(before, after, "partners");
  const presentIdOf = (id: string) => (after.partners.has(id) ? id : renames.get(id));
  const inStacks = (workspace: Workspace, idOf: IdOf) =>
    new Map([...before.stacks.keys()].map((stack) => [stack, traitsIn(workspace, stack, idOf)]));
  // What one that was retired had, others may have.
  const was = inStacks(before, ({ id, value }, stack) =>
    mayGo(statusIn(value, stack)) ? undefined : presentIdOf(id),
  );
  const is = inStacks(after, ({ id }) => id);
  for (const { id: former, value } of before.partners.values()) {
    const id = presentIdOf(former);
    const now = id === undefined ? undefined : after.partners.get(id)?.value;
    if (id === undefined || now === undefined || keyOf(id) === undefined) continue;
    const found = Object.keys(value.stacks).flatMap((stack) => {
      if (entryOf(now.stacks, stack)?.client_id !== undefined) return [];
      const [known = new Map(), said = new Map()] = [was.get(stack), is.get(stack)];
      return exchangedWith(id, known, said) ?? [];
    });
    const other = found[0] && after.partners.get(found[0].id);
    if (found[0] === undefined || other === undefined) continue;
    const line = `former_ids: [${former}]`;
    yield {
      file: other.file,
      at: found[0].by === "callbacks" ? ["stacks"] : ["grants"],
      what: `application ${quote(other.id)} is now what ${quote(former)} was: ${TRAITS[found[0].by]}`,
      fix:
        former === id
          ? `give each its own key again; rename to a key that is free, with ${line}, one at a time; where they are to exchange what they say, change one first`
          : `take ${line} out of ${declaredIn(id)}, and write it into ${declaredIn(other.id)}`,
    };
  }
}

/** Whether it comes back, as a whole or in a stack where it had an application. */
const isBack = (was: Partner, is: Partner): boolean =>
  (mayGo(was.status ?? DEFAULT_STATUS) && !mayGo(is.status ?? DEFAULT_STATUS)) ||
  Object.keys(was.stacks).some(
    (stack) => Object.hasOwn(is.stacks, stack) && mayGo(statusIn(was, stack)) && !mayGo(statusIn(is, stack)),
  );

/** Anyone who gets the file of a partner that has retired gets its application, with its client ID and secret. */
function* reused(before: Workspace, after: Workspace): Generator<Compared> {
  const names = new Set([...before.partners.values()].map(({ value }) => value.name));
  const earlier = new Map([...renamesIn(before, after, "partners")].map(([was, is]) => [is, was]));
  for (const { id, file, value } of after.partners.values()) {
    const was = before.partners.get(earlier.get(id) ?? id)?.value;
    if (was && isBack(was, value) && !names.has(value.name))
      yield {
        file,
        at: ["name"],
        what: `partner ${quote(earlier.get(id) ?? id)} was ${quote(was.name)} and is retired, and now it is ${quote(value.name)}, with the client ID and the secret of then`,
        fix: `give ${quote(value.name)} a file with another id; if it is the same company, bring it back as ${quote(was.name)} and rename it later`,
      };
  }
}

/** An application goes on being that of the partner that the base declares it for, whatever the partner is called now. */
function* clientIds(before: Workspace, after: Workspace): Generator<Compared> {
  const renames = knownAs(before, after, "partners");
  const keyOf = (stack: string, clientId: string) => JSON.stringify([stack, clientId]);
  const owners = new Map<string, string>();
  for (const { id, value } of before.partners.values())
    for (const [stack, { client_id }] of Object.entries(value.stacks))
      if (client_id !== undefined) owners.set(keyOf(stack, client_id), id);
  for (const { id, file, value } of after.partners.values())
    for (const [stack, { client_id }] of Object.entries(value.stacks)) {
      const owner = client_id === undefined ? undefined : owners.get(keyOf(stack, client_id));
      if (client_id === undefined || owner === undefined || (renames.get(owner) ?? owner) === id) continue;
      yield {
        file,
        at: ["stacks", stack, "client_id"],
        what: `client ID ${quote(client_id)} is that of partner ${quote(owner)} in stack ${quote(stack)}, and ${quote(id)} claims it`,
        fix: `leave it in ${declaredIn(owner)}: its users allowed ${quote(owner)}, and nobody else; if that was renamed to ${quote(id)}, write former_ids: [${owner}]`,
      };
    }
}

/** A stack's name is in its state and in its applications' markers: with another tenant it would find nothing of its own. */
function* tenants(before: Workspace, after: Workspace): Generator<Compared> {
  const domainOf = ({ stacks }: Workspace, id: string) => stacks.get(id)?.value.config["auth0:domain"];
  const owners = new Map([...before.stacks.keys()].map((id) => [domainOf(before, id), id]));
  for (const { id, file } of after.stacks.values()) {
    const [was, is] = [domainOf(before, id), domainOf(after, id)];
    const owner = owners.get(is);
    if (was === undefined || is === undefined || was === is) continue;
    const at = ["config", "auth0:domain"];
    if (owner !== undefined)
      yield {
        file,
        at,
        what: `stack ${quote(id)} was deployed to ${quote(was)}, and is now given ${quote(is)}, the tenant of stack ${quote(owner)}`,
        fix: `write ${was} again: what each stack made is in its own tenant`,
      };
    // The local tenant is made where its stack says.
    else if (id !== LOCAL_STACK)
      yield {
        file,
        at,
        severity: "warning",
        what: `stack ${quote(id)} is given the tenant ${quote(is)} instead of ${quote(was)}: if it was ever deployed, its state is that of ${quote(was)}, and each further update stops`,
        fix: `write ${was} again, unless nothing of ${id} was deployed; a further tenant is a stack of its own`,
      };
  }
}

/** In the order of kinds and ids. */
export function* taken(before: Workspace, after: Workspace): Generator<Compared> {
  for (const kind of ["apis", "partners"] as const) {
    yield* claims(before, after, kind);
    yield* unknown(before, after, kind);
    yield* swaps(before, after, kind);
  }
  yield* exchanges(before, after);
  yield* reused(before, after);
  yield* clientIds(before, after);
  yield* tenants(before, after);
}

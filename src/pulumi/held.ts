// A stack's state → the APIs and applications it was deployed with, by what Auth0 tells them apart by.
import { z } from "zod";
import type { Hanging, Held } from "../identity/held.ts";
import { callOf } from "../identity/natural-keys.ts";
import { allowedBy } from "../identity/siblings.ts";
import { STATUSES } from "../model/partner.ts";
import { mayGo } from "../model/status.ts";
import { TYPES } from "./resource-types.ts";
import { nameOf, type StackState, type StateResource } from "./state.ts";

/** As it was read or, before that, as it was asked for. */
const valueIn = ({ inputs, outputs }: StateResource, key: string): unknown =>
  outputs && Object.hasOwn(outputs, key) ? outputs[key] : inputs?.[key];

const textIn = (resource: StateResource, key: string): string | undefined => {
  const value = valueIn(resource, key);
  return typeof value === "string" ? value : undefined;
};

const textsSchema = z.array(z.string());

interface Grant {
  readonly call: string;
  readonly scopes: readonly string[];
}

interface Granted {
  /** By client ID. */
  readonly grants: ReadonlyMap<string, readonly Grant[]>;
  readonly audiences: ReadonlySet<string>;
}

/** Of all grants. */
function grantedIn(states: readonly StackState[]): Granted {
  const grants = new Map<string, Grant[]>();
  const audiences = new Set<string>();
  for (const grant of states.flatMap(({ resources }) =>
    resources.filter(({ type }) => type === TYPES.grant),
  )) {
    const [clientId = "", audience = ""] = [textIn(grant, "clientId"), textIn(grant, "audience")];
    audiences.add(audience);
    const call = callOf({ audience, subject_type: textIn(grant, "subjectType") });
    const scopes = textsSchema.safeParse(valueIn(grant, "scopes")).data ?? [];
    grants.set(clientId, [...(grants.get(clientId) ?? []), { call, scopes }]);
  }
  return { grants, audiences };
}

/** What the program writes down of a partner beside its application; earlier versions wrote no name. */
const writtenSchema = z.object({ status: z.enum(STATUSES).optional(), name: z.string().optional() });

/** By the partner's name in the state. */
const writtenIn = ({ resources }: StackState) =>
  new Map(
    resources.flatMap(({ type, urn, outputs }) => {
      const written = type === TYPES.partner ? writtenSchema.safeParse(outputs).data : undefined;
      return written ? [[nameOf(urn), written] as const] : [];
    }),
  );

/**
 * In the order of the state, without what Pulumi has replaced and not deleted yet. An API without its identifier was
 * never read: nobody knows which one it is.
 *
 * @param others states that may have grants for it
 */
export const heldIn = (state: StackState, others: readonly StackState[] = []): Held[] => {
  const granted = grantedIn([state, ...others]);
  const written = writtenIn(state);
  return state.resources.flatMap((resource): Held[] => {
    const { type, urn, id, inputs, delete: isReplaced } = resource;
    if (isReplaced === true) return [];
    const name = nameOf(urn);
    if (type === TYPES.client && id) {
      const { status, name: declared } = written.get(name) ?? {};
      // A refresh reads what somebody called it by hand.
      const userName = declared ?? valueIn(resource, "name");
      const called = typeof userName === "string" && { called: userName };
      const urls = textsSchema.safeParse(valueIn(resource, "callbacks")).data;
      const callbacks = urls && { callbacks: urls };
      const isRetired = status !== undefined && mayGo(status) && ({ isRetired: true } as const);
      // The engine compares with what the program said last.
      const permanent = typeof inputs?.isFirstParty === "boolean" && { permanent: inputs };
      const grants = granted.grants.get(id);
      const calls = [...new Set(grants?.map(({ call }) => call))].sort();
      const isGranted = grants && ({ isGranted: true, calls, access: allowedBy(grants) } as const);
      const more = { ...called, ...callbacks, ...isGranted, ...isRetired, ...permanent };
      return [{ kind: "partner", name, key: id, ...more }];
    }
    const key = type === TYPES.resourceServer ? textIn(resource, "identifier") : undefined;
    const isGranted = key !== undefined && granted.audiences.has(key) && ({ isGranted: true } as const);
    return key === undefined ? [] : [{ kind: "api", name, key, ...isGranted }];
  });
};

/** What hangs on an API or a partner, each once, where its name says another one than what is held has. */
export const hangingIn = (state: StackState): Hanging[] => {
  const held = heldIn(state);
  const found = state.resources.flatMap((resource): Hanging[] => {
    if (resource.delete === true) return [];
    const [owner = "", ...rest] = nameOf(resource.urn).split("/");
    const of = (kind: Held["kind"], name: string, key: unknown): Hanging[] =>
      typeof key === "string" && key !== name ? [{ kind, name, key }] : [];
    switch (resource.type) {
      case TYPES.scopes:
        return of("api", owner, valueIn(resource, "resourceServerIdentifier"));
      case TYPES.grant:
        return [
          ...of("partner", owner, valueIn(resource, "clientId")),
          ...of("api", rest[0] ?? "", valueIn(resource, "audience")),
        ];
      case TYPES.credentials:
      case TYPES.connectionClient:
        return of("partner", owner, valueIn(resource, "clientId"));
      default:
        return [];
    }
  });
  const keyOf = ({ kind, name, key }: Hanging) => JSON.stringify([kind, name, key]);
  const known = new Set(held.map(keyOf));
  return [...new Map(found.map((one) => [keyOf(one), one])).values()].filter((one) => !known.has(keyOf(one)));
};

// An application's metadata → which project, stack and partner made it: names of applications are not unique at Auth0.
import { entryOf } from "../model/record.ts";
import { OWNERSHIP_KEYS } from "../plan/application.ts";
import type { Plan } from "../plan/types.ts";
import { bearerOf, namesOf } from "./names.ts";
import { ownClientIds } from "./natural-keys.ts";

/** What is read of an application of the tenant; the metadata is anybody's text. */
export interface Marked {
  readonly client_id: string;
  readonly client_metadata?: Readonly<Record<string, unknown>> | undefined;
}

const textOf = ({ client_metadata: metadata }: Marked, key: string): string | undefined => {
  const value = metadata ? entryOf(metadata, key) : undefined;
  return typeof value === "string" ? value : undefined;
};

/** Whether it carries any project's and any stack's marker: somebody's declarations have the application already. */
export const isMarked = ({ client_metadata: metadata }: Marked): boolean =>
  metadata !== undefined && Object.hasOwn(metadata, OWNERSHIP_KEYS.partner);

const makerOf = ({ project }: Pick<Plan, "project">, application: Marked): string | undefined =>
  textOf(application, OWNERSHIP_KEYS.project) === project
    ? textOf(application, OWNERSHIP_KEYS.stack)
    : undefined;

/** Whether an update of this stack made it or took it over, whosever it is now. */
export const wasMadeBy = (plan: Pick<Plan, "project" | "stack">, application: Marked): boolean =>
  makerOf(plan, application) === plan.stack;

/**
 * The stack that made an application for a partner of this project. A partner's that became ours keeps its marker, since
 * no update writes anything of ours but grants: by its client ID it is not a partner's any more.
 */
export const stackOf = (
  plan: Pick<Plan, "project" | "ownApplications">,
  application: Marked,
): string | undefined =>
  ownClientIds(plan).has(application.client_id) ? undefined : makerOf(plan, application);

/** The id that the partner had when the marker was written; undefined for every application of others and of ours. */
export const markerOf = (
  plan: Pick<Plan, "project" | "stack" | "ownApplications">,
  application: Marked,
): string | undefined =>
  stackOf(plan, application) === plan.stack ? textOf(application, OWNERSHIP_KEYS.partner) : undefined;

type Declares = Pick<Plan, "project" | "stack" | "partners" | "ownApplications">;

/** The declared partner that its marker names, by a present or a former id. */
export function markedPartnerOf(plan: Declares, application: Marked): string | undefined {
  const marker = markerOf(plan, application);
  return marker === undefined ? undefined : bearerOf(plan.partners, marker);
}

/**
 * The declared partner whose application it is: the one that adopts its client ID, or that its marker names.
 * Undefined for applications of nobody declared.
 */
export function partnerOf(plan: Declares, application: Marked): string | undefined {
  const adopting = Object.keys(plan.partners).find(
    (id) => plan.partners[id]?.adopts === application.client_id,
  );
  return adopting ?? markedPartnerOf(plan, application);
}

/**
 * The plan in which a partner owns besides what the state holds for it: somebody may have taken the marker away, or
 * renamed the stack.
 *
 * @param clientIds by partner, by the ids of then
 */
export const withHeld = <P extends Declares>(plan: P, clientIds: Readonly<Record<string, string>>): P => ({
  ...plan,
  partners: Object.fromEntries(
    Object.entries(plan.partners).map(([id, planned]) => {
      const name = namesOf(id, planned).find((one) => Object.hasOwn(clientIds, one));
      const adopts = planned.adopts ?? (name === undefined ? undefined : clientIds[name]);
      return [id, adopts === undefined ? planned : { ...planned, adopts }] as const;
    }),
  ),
});

/** Whose the applications of a tenant are. */
export interface Ownership<A extends Marked> {
  /**
   * By the declared partner whose it is, or else by the partner of its marker, which then is not declared; sorted.
   * Several where several carry the same marker.
   */
  readonly ours: ReadonlyMap<string, readonly A[]>;
  /** Neither adopted nor with a marker of this stack, by client ID. */
  readonly others: readonly A[];
}

/** A tenant's applications become those that a stack's partners own, and everybody else's. */
export function ownershipOf<A extends Marked>(plan: Declares, applications: readonly A[]): Ownership<A> {
  const sorted = [...applications].sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  const ownerOf = (application: A) => partnerOf(plan, application) ?? markerOf(plan, application);
  const owned = sorted.filter((application) => ownerOf(application) !== undefined);
  const byPartner = Map.groupBy(owned, (application) => ownerOf(application) ?? "");
  return {
    ours: new Map([...byPartner].sort(([a], [b]) => (a < b ? -1 : 1))),
    others: sorted.filter((application) => ownerOf(application) === undefined),
  };
}

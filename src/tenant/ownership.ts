// A tenant's applications become those that a stack's partners own, and everybody else's.
import { OWNERSHIP_KEYS } from "../plan/application.ts";
import type { Plan } from "../plan/types.ts";
import type { LiveApplication } from "./live.ts";

export interface Ownership {
  /** By the partner of the marker, sorted; several where several carry the same marker. */
  readonly ours: ReadonlyMap<string, readonly LiveApplication[]>;
  /** Without a marker of this stack, by client ID. */
  readonly others: readonly LiveApplication[];
}

/** By the marker in the metadata and never by name: names are not unique at Auth0. */
export function ownershipOf(
  { project, stack }: Pick<Plan, "project" | "stack">,
  applications: readonly LiveApplication[],
): Ownership {
  const partnerOf = ({ client_metadata: metadata }: LiveApplication): string | undefined => {
    if (metadata?.[OWNERSHIP_KEYS.project] !== project || metadata[OWNERSHIP_KEYS.stack] !== stack)
      return undefined;
    const partner = metadata[OWNERSHIP_KEYS.partner];
    return typeof partner === "string" ? partner : undefined;
  };
  const sorted = [...applications].sort((a, b) => (a.client_id < b.client_id ? -1 : 1));
  const marked = sorted.filter((application) => partnerOf(application) !== undefined);
  const byPartner = Map.groupBy(marked, (application) => partnerOf(application) ?? "");
  return {
    ours: new Map([...byPartner].sort(([a], [b]) => (a < b ? -1 : 1))),
    others: sorted.filter((application) => partnerOf(application) === undefined),
  };
}

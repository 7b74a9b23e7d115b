// An application of the tenant → whose it is: a partner's, ours, or nobody's.
import type { PlannedOwnApplication } from "../../plan/types.ts";
import type { LiveApplication } from "../../tenant/live.ts";
import type { Comparison, Subject } from "../difference.ts";

/** Who holds an application of the tenant; `own` where it is one of ours. */
export interface WhoseApplication {
  readonly subject: Subject;
  readonly own?: PlannedOwnApplication;
}

/** Whose application it is. */
export function holderOf({ client_id }: LiveApplication, { plan, ownership }: Comparison): WhoseApplication {
  for (const [id, owned] of ownership.ours)
    if (owned.some((one) => one.client_id === client_id))
      return { subject: { kind: "partner", id, clientId: client_id } };
  const own = Object.entries(plan.ownApplications).find(([, one]) => one.clientId === client_id);
  if (own) return { subject: { kind: "own-application", id: own[0], clientId: client_id }, own: own[1] };
  return { subject: { kind: "application", id: client_id } };
}

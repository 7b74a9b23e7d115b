// A plan and its tenant → connections that may set the account of their users, and who has read how.
import { profileWriter } from "../model/connection-strategy.ts";
import { entryOf } from "../model/record.ts";
import type { Plan } from "../plan/types.ts";
import { isLocalTenant } from "./credentials.ts";
import type { LiveTenant } from "./live.ts";

interface ProfileConnection {
  readonly name: string;
  /** What of it may set the account. */
  readonly writer: string;
  /** Whether tenant.yaml names it. */
  readonly isDeclared: boolean;
  /** The day on which somebody read that, by tenant.yaml; of another connection that has its name now, nobody has. */
  readonly inspected: string | undefined;
}

/**
 * None where no API names the account in its tokens: then nothing depends on it. Of the local tenant none that tenant.yaml
 * names either: `npm start` makes those, and none of their code runs there.
 */
export function profileConnections(
  { domain, apis, connections, notes }: Plan,
  tenant: LiveTenant,
): ProfileConnection[] {
  if (Object.values(apis).every(({ accountClaim }) => accountClaim === undefined)) return [];
  return tenant.connections.flatMap(({ name, strategy }) => {
    const writer = profileWriter(strategy);
    if (writer === undefined) return [];
    const declared = entryOf(connections, name) ?? entryOf(notes.unusedConnections, name);
    const isSame = declared !== undefined && declared.strategy === strategy;
    if (isSame && isLocalTenant(domain)) return [];
    const inspected = isSame ? entryOf(notes.inspected ?? {}, name) : undefined;
    return [{ name, writer, isDeclared: declared !== undefined, inspected }];
  });
}

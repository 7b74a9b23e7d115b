// What a checked workspace declares for people and checks alone becomes the part of a plan that is sent nowhere.
import type { Stack } from "../model/stack.ts";
import type { Workspace } from "../model/workspace.ts";
import { sortedRecord, sortedSet } from "./sorted.ts";
import type { Plan, PlannedNotes } from "./types.ts";

export function planNotes(
  { tenant, apis }: Workspace,
  config: Stack["config"],
  used: Plan["connections"],
): PlannedNotes {
  const { connections = [], account, actions, roles } = tenant?.value ?? {};
  const isUsed = [...apis.values()].some(({ value }) => value.account_claim);
  const inspected = connections.flatMap(({ name, inspected: day }) =>
    day === undefined ? [] : [[name, day] as const],
  );
  return {
    security: tenant?.value.security ?? "",
    loopbackCallbacks: config["partner-access:loopback_callbacks"] ?? false,
    offersPermissive: tenant?.value.offers_permissive_third_party ?? false,
    unusedConnections: sortedRecord(
      connections
        .filter(({ name }) => !Object.hasOwn(used, name))
        .map(({ name, strategy, is_domain_connection }) => [
          name,
          { strategy, isDomainConnection: is_domain_connection },
        ]),
    ),
    connectionDescriptions: sortedRecord(
      connections.flatMap(({ name, description }) =>
        description === undefined ? [] : [[name, description] as const],
      ),
    ),
    ...(inspected.length > 0 && { inspected: sortedRecord(inspected) }),
    ...(actions && {
      knownActions: sortedRecord(
        actions.map(
          ({ name, trigger, sha256 }) => [`${trigger}/${name}/${sha256}`, { name, trigger, sha256 }] as const,
        ),
      ),
    }),
    ...(roles && {
      knownRoles: sortedRecord(
        Object.entries(roles).map(([name, held]) => [
          name,
          sortedRecord(Object.entries(held).map(([api, scopes]) => [api, sortedSet(scopes)] as const)),
        ]),
      ),
    }),
    ...(account &&
      !isUsed && { account: { claim: account.claim, appMetadataKey: account.app_metadata_key } }),
  };
}

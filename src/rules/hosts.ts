// Hosts and domains that are ours: where no partner may have its pages.
import { type Address, addressOf, siteOf } from "../model/address.ts";
import { hostOfDomain, type Stack } from "../model/stack.ts";
import type { Declared, Path, Workspace } from "../model/workspace.ts";

/** The hosts of a stack's tenant: its domain, and that of its issuer. Both with a port that is not the scheme's own. */
export function tenantHosts({ config }: Stack): readonly string[] {
  const { "auth0:domain": domain, "partner-access:issuer": issuer } = config;
  return [hostOfDomain(domain), addressOf(issuer ?? "")?.host ?? hostOfDomain(domain)];
}

/** The stacks by the hosts of their tenants. */
export function tenantsByHost(stacks: Workspace["stacks"]): ReadonlyMap<string, Declared<Stack>> {
  const tenants = new Map<string, Declared<Stack>>();
  for (const stack of stacks.values())
    for (const host of tenantHosts(stack.value)) if (!tenants.has(host)) tenants.set(host, stack);
  return tenants;
}

/** The tenant that a URL is on: at any port, except on this machine, where several tenants share a host. */
export const tenantAt = (tenants: ReadonlyMap<string, Declared<Stack>>, url: Address | undefined) =>
  url?.isWeb
    ? (tenants.get(url.host) ?? (url.reach === "loopback" ? undefined : tenants.get(url.hostname)))
    : undefined;

interface Place {
  readonly file: string;
  readonly at: Path;
}

function* ownHosts({
  tenant,
  apis,
  stacks,
}: Workspace): Generator<readonly [hostname: string, place: Place]> {
  for (const { file, value } of apis.values()) {
    const url = addressOf(value.identifier);
    if (url?.isWeb) yield [url.hostname, { file, at: ["identifier"] }];
  }
  for (const { file, value } of stacks.values())
    for (const [api, { domain_name, hosted_zone }] of Object.entries(
      value.config["partner-access:hosting"] ?? {},
    )) {
      const at = ["config", "partner-access:hosting", api];
      yield [domain_name, { file, at: [...at, "domain_name"] }];
      if (hosted_zone) yield [hosted_zone.name, { file, at: [...at, "hosted_zone", "name"] }];
    }
  const claim = addressOf(tenant?.value.account?.claim ?? "");
  if (tenant && claim?.isWeb) yield [claim.hostname, { file: tenant.file, at: ["account", "claim"] }];
}

/** The domains that we registered, by what the files say: identifiers of APIs, hosted domains, the account's claim. */
export function ownSites(workspace: Workspace): ReadonlyMap<string, Place> {
  const sites = new Map<string, Place>();
  for (const [hostname, place] of ownHosts(workspace)) {
    const site = siteOf(hostname);
    // A name without a domain, such as "contacts", is nobody's.
    if (site.includes(".") && !sites.has(site)) sites.set(site, place);
  }
  return sites;
}

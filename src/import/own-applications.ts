// Our own applications in a tenant that nothing declares → what tenant.yaml has to say of them, in lines to be pasted.
import { ownSection } from "../identity/locked-out.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { importAccess } from "./grants.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

const YAML = "      ";

const calledOf = ({ name = "", client_id }: TenantApplication) => `${quote(name)} (${client_id})`;

/** The key of one that is declared in other stacks only: it may be the same. */
const namesakeOf = ({ name }: TenantApplication, { tenant }: Workspace, stack: string): string | undefined =>
  Object.entries(tenant?.value.own_applications ?? {}).find(
    ([, own]) => own.name === name && !Object.hasOwn(own.stacks, stack),
  )?.[0];

/** Lines; none where there are no such applications. Nothing is written: which scopes each needs no tenant knows. */
export function ownLines(
  applications: readonly TenantApplication[],
  tenant: ImportableTenant,
  workspace: Workspace,
  stack: string,
): string[] {
  const known = applications.filter((one) => namesakeOf(one, workspace, stack) !== undefined);
  const fresh = applications.filter((one) => !known.includes(one));
  const elsewhere = known.flatMap((one) => [
    `${calledOf(one)} is called as own_applications.${namesakeOf(one, workspace, stack)} of tenant.yaml: if it is the same, write below its stacks`,
    `${YAML}${stack}: { client_id: ${JSON.stringify(one.client_id)} }`,
  ]);
  if (fresh.length === 0) return elsewhere;
  const access = fresh.map((one) => ({ one, ...importAccess(one, tenant, workspace) }));
  const entries = access.map(({ one: { name = "", client_id: clientId }, grants }) => ({
    ...{ name, clientId, grants },
  }));
  // Each once: what an API's policy opens, it opens to all of them.
  const remarks = new Map<string, TenantApplication[]>();
  for (const { one, leftOut } of access)
    for (const what of leftOut) remarks.set(what, [...(remarks.get(what) ?? []), one]);
  const taken = Object.keys(workspace.tenant?.value.own_applications ?? {});
  return [
    ...elsewhere,
    `before the first update: applications of ours have access to our APIs and no file declares them: ${fresh.map(calledOf).join(", ")}. ` +
      "Write what each of them uses into tenant.yaml, or grants: [] where it calls none of our APIs; an API that asks for a grant locks out the others:",
    ...ownSection(entries, stack, taken).map((line) => `${YAML}${line}`),
    ...[...remarks].map(
      ([what, of]) => `${of.length > 1 ? `${of.length} of them` : of.map(calledOf).join("")}: ${what}`,
    ),
  ];
}

// A third party's application that is called as a partner that has a file → what that file has to say of it: a partner has
// one file, whatever the number of its stacks, and one application in each.
import { stringify } from "yaml";
import { ownershipOf } from "../identity/marker.ts";
import { page } from "../model/pages.ts";
import type { Partner } from "../model/partner.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { planStack } from "../plan/plan.ts";
import { quote, seenAs } from "../text.ts";
import { importPartner } from "./partner.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";

const NOTHING_TOLD = { owner: "", contract: "", contractEnds: "", contactName: "", contactEmail: "" };
const OTHERWISE =
  "if it is another partner, give the application another name in the tenant, and import again";

const block = (value: unknown) =>
  stringify(value, { lineWidth: 0 })
    .trimEnd()
    .split("\n")
    .map((line) => `      ${line}`);

/** The partner of that name, whatever its case and spaces, in this stack or in others. */
export const namesakeOf = (
  { name = "" }: TenantApplication,
  { partners }: Workspace,
): Declared<Partner> | undefined =>
  [...partners.values()].find(({ value }) => seenAs(value.name) === seenAs(name));

/** The partner's application in the stack, where its file or a marker in the tenant names one. */
const knownOf = (id: string, { applications }: ImportableTenant, workspace: Workspace, stack: string) => {
  const plan = planStack(workspace, stack);
  return plan.partners[id]?.adopts ?? ownershipOf(plan, applications).ours.get(id)?.[0]?.client_id;
};

/** Lines, without line breaks of their own: nothing is written. */
export function namesakeLines(
  application: TenantApplication,
  { id, file, value }: Declared<Partner>,
  tenant: ImportableTenant,
  workspace: Workspace,
  stack: string,
): string[] {
  const { client_id, name = "" } = application;
  const head = (why: string) =>
    `${file}: ${quote(name)} (${client_id}) is called as that partner, and ${why}: NOT written`;
  const isThere = Object.hasOwn(value.stacks, stack);
  const known = isThere ? knownOf(id, tenant, workspace, stack) : undefined;
  if (known !== undefined)
    return [
      head(`its application in ${stack} is ${known}`),
      "  - if it is a further application of that partner, put both below applications of one file, with former_ids of the one that is there " +
        `(${page("docs/runbook.md#a-partner-has-several-applications")}), and this client_id below the stack of the other; what it has follows:`,
      ...block(importPartner(application, tenant, workspace, stack, NOTHING_TOLD).declaration.application),
      `  - ${OTHERWISE}`,
    ];
  const { declaration, leftOut } = importPartner(application, tenant, workspace, stack, NOTHING_TOLD);
  const { grants, stacks } = declaration as { grants: object[]; stacks: object };
  return [
    head(isThere ? `the file says no client_id for ${stack}` : `the file has no stack ${stack}`),
    ...(isThere
      ? [
          `  - if it is the same partner, write below stacks.${stack} of that file, or an update makes it a second application:`,
          ...block({ client_id }),
        ]
      : ["  - if it is the same partner, write below stacks of that file:", ...block(stacks)]),
    "  - it is granted here what follows; an update takes away none of it that the file does not name:",
    ...block(grants.map((grant) => ({ ...grant, reason: undefined }))),
    `  - ${OTHERWISE}`,
    ...leftOut.map((what) => `  - that leaves out or changes: ${what}`),
  ];
}

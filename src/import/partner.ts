// One application of a tenant and what it may do there → a partner's declaration, and what it leaves out.

import { addressOf } from "../model/address.ts";
import { isOfAUser } from "../model/subject-type.ts";
import { urlSchema } from "../model/units.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { importApplication, type Settings } from "./application.ts";
import { importAccess } from "./grants.ts";
import type { ImportableTenant, TenantApplication } from "./read-tenant.ts";
import { guessEnableUrl, importUrls } from "./urls.ts";

/** What no tenant says; the same for all that are imported together. */
export interface Told {
  readonly owner: string;
  readonly contactName: string;
  readonly contactEmail: string;
  readonly contract: string;
  /** YYYY-MM-DD. */
  readonly contractEnds: string;
}

/** What somebody says of one application, which no tenant says either. */
export interface ToldOfOne {
  /** That it calls no API and only signs users in. */
  readonly isLoginOnly?: boolean;
}

export interface ImportedPartner {
  readonly declaration: Settings;
  /** What the file does not say of the application, in sentences that are safe to print. */
  readonly leftOut: readonly string[];
}

const LONGEST_DESCRIPTION = 140;
export const UNKNOWN_DESCRIPTION = "Taken over from the tenant: what it does is not written down yet";
const UNKNOWN_REASON = "Taken over from the tenant as it was: why is not written down yet";

function descriptionOf({ description }: TenantApplication, leftOut: string[]): string {
  const line = (description ?? "").replace(/\s+/g, " ").trim();
  if (line === "") return UNKNOWN_DESCRIPTION;
  const text = [...line].slice(0, LONGEST_DESCRIPTION).join("").trim();
  if (text !== description)
    leftOut.push(
      `its description as it is: the file has one line of at most ${LONGEST_DESCRIPTION} characters`,
    );
  return text;
}

function logoOf({ logo_uri: logo }: TenantApplication, leftOut: string[]): Settings {
  if (logo === undefined || logo === "") return {};
  if (urlSchema.safeParse(logo).success && addressOf(logo)?.protocol === "https:") return { logo_uri: logo };
  leftOut.push(`its logo ${quote(logo)}, which is not an https URL`);
  return {};
}

/** Settings and access as they are in the tenant, never more; whether a file may say so, `check` tells. */
export function importPartner(
  application: TenantApplication,
  tenant: ImportableTenant,
  workspace: Workspace,
  stack: string,
  told: Told,
  { isLoginOnly = false }: ToldOfOne = {},
): ImportedPartner {
  const access = importAccess(application, tenant, workspace);
  const leftOut = [...access.leftOut];
  const ofUsers = access.grants.filter(({ subject_type }) => isOfAUser(subject_type));
  const mayRefresh = ofUsers.every(({ api }) => workspace.apis.get(api)?.value.allow_offline_access);
  const { urls, leftOut: urlsLeftOut } = importUrls(application, isLoginOnly || ofUsers.length > 0);
  const enable = isLoginOnly || ofUsers.length > 0 ? guessEnableUrl(urls) : undefined;
  const declaration = {
    name: application.name ?? "",
    description: descriptionOf(application, leftOut),
    owner: told.owner,
    contact: { name: told.contactName, email: told.contactEmail },
    contract: { reference: told.contract, ends: told.contractEnds },
    ...logoOf(application, leftOut),
    application: importApplication(application, {
      ...{ grants: access.grants, leftOut, isLoginOnly },
      mayRefresh: mayRefresh && !isLoginOnly,
    }),
    grants: access.grants.map((grant) => ({ ...grant, reason: UNKNOWN_REASON })),
    stacks: {
      [stack]: {
        client_id: application.client_id,
        ...urls,
        ...(enable !== undefined && { enable_url: enable }),
      },
    },
  };
  return { declaration, leftOut: [...new Set([...leftOut, ...urlsLeftOut])] };
}

// Applications of one partner, each imported as if it were alone → the declaration of the partner's one file.
import { APP_TYPES, type AppType } from "../model/partner.ts";
import { quote } from "../text.ts";
import type { Settings } from "./application.ts";
import type { ImportedPartner } from "./partner.ts";

/** What an application is called in the file, by what it is. */
const KEYS: Readonly<Record<AppType, string>> = {
  regular_web: "web",
  spa: "page",
  native: "native",
  non_interactive: "machine",
};

/** Two of a kind are told apart by a number. */
function keyOf({ application }: Settings, taken: ReadonlySet<string>): string {
  const stated = (application as Settings).app_type;
  const type = APP_TYPES.find((known) => known === stated) ?? "regular_web";
  const key = KEYS[type];
  for (let number = 2; ; number++) {
    const tried = number === 2 ? key : `${key}-${number - 1}`;
    if (!taken.has(tried)) return tried;
  }
}

/** What the partner is called by, of which the file has one for all of its applications. */
const SHARED = ["name", "description", "logo_uri"] as const;

/** The first one's name, description and logo; what another has otherwise is left out, and told. */
export function together(all: readonly ImportedPartner[]): ImportedPartner {
  const [first] = all;
  if (!first) throw new Error("no application: there is no file to write");
  const applications: Record<string, Settings> = {};
  const leftOut: string[] = [];
  for (const { declaration, leftOut: its } of all) {
    const key = keyOf(declaration, new Set(Object.keys(applications)));
    const { application, grants, stacks } = declaration;
    applications[key] = { application, grants, stacks };
    leftOut.push(...its.map((what) => `of ${key}: ${what}`));
    for (const name of SHARED)
      if (declaration[name] !== undefined && declaration[name] !== first.declaration[name])
        leftOut.push(`of ${key}: its ${name} ${quote(String(declaration[name]))}, since a partner has one`);
  }
  const { application: _, grants: __, stacks: ___, ...shared } = first.declaration;
  return { declaration: { ...shared, applications }, leftOut };
}

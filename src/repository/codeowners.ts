// Declarations → the CODEOWNERS of GitHub or GitLab: whose approval a change to each file needs.

import { UserError } from "../finding.ts";
import { givenBy, type Needs, scopesNeeded } from "../model/any-token.ts";
import type { Api } from "../model/api.ts";
import { declaringFile } from "../model/applications.ts";
import type { Partner } from "../model/partner.ts";
import { routeFor } from "../model/route-match.ts";
import { sensitivitiesOf } from "../model/sensitivity.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";

const INTRODUCTION = `# Made by \`npm run generate\` from tenant.yaml, apis/ and partners/; \`check\` says when it is stale.
#
# Order matters: of the lines that match a file, only the last one counts. So everything belongs to security
# first, and the lines after that give single files to their owners. A file without a line stays security's.
#
`;

const CONSEQUENCE = `\
# So a partner with a high-sensitivity scope belongs to security alone; and who adds a partner, gives one its
# first such scope or changes an owner changes this file too, which is security's.`;

const SENSITIVE = `\
# What needs a scope of high sensitivity, and those scopes. Who lowers one, takes one away, or lets a route need less
# changes these lines, and so asks security.`;

interface Host {
  readonly file: string;
  /** What the host makes of it. */
  readonly says: string;
}

const GITHUB: Host = {
  file: ".github/CODEOWNERS",
  says: `\
# GitHub takes the owners from the branch that a pull request goes to, and one approval of one owner is enough.`,
};

/** Source: https://docs.gitlab.com/user/project/codeowners/ (read 2026-11) */
const GITLAB: Host = {
  file: ".gitlab/CODEOWNERS",
  says: `\
# GitLab knows code owners in its tiers Premium and Ultimate, and asks them where the protected branch requires their
# approval; one approval of one owner is enough. In its free tier nobody is asked because of this file.`,
};

/** A scope that nobody declares is treated as sensitive: its meaning is not known. */
const isSensitive = ({ grants }: Partner, { apis }: Workspace): boolean =>
  grants.some(({ api, scopes }) => {
    const declared = apis.get(api);
    const worth = declared && sensitivitiesOf(declared.value);
    return givenBy(declared?.value, scopes).some((scope) => (worth?.get(scope) ?? "high") === "high");
  });

/**
 * Of an API's routes and scopes, one line each, and of each route that needs less than a wider one, whose requests it
 * takes. A route's characters are known, and a scope may have any.
 */
function sensitiveLines({ file, value }: Declared<Api>): string[] {
  const worth = sensitivitiesOf(value);
  const isHigh = (scope: string) => worth.get(scope) === "high";
  const sensitive = (needs: Needs) => scopesNeeded(needs).some(isHigh);
  const routesWhere = (is: boolean) =>
    Object.entries(value.routes).flatMap(([route, needs]) => (sensitive(needs) === is ? [route] : []));
  const routes = routesWhere(true);
  const taken = routesWhere(false).flatMap((route) => {
    const [method = "", path = ""] = route.split(" ");
    const wide = routeFor(routes, { method, path });
    return wide === undefined ? [] : [`${wide} but ${route}`];
  });
  const scopes = [...worth.keys()].filter(isHigh).map(quote);
  return [...[...routes, ...taken].sort(), ...scopes.sort()].map((line) => `# ${file}: ${line}`);
}

function codeownersOf({ file: path, says }: Host, workspace: Workspace): string {
  const { tenant, apis, partners, unreadable } = workspace;
  if (!tenant || unreadable.size > 0) {
    const files = [...unreadable].join(", ") || "tenant.yaml";
    throw new UserError(`${path} needs every declaration, and ${files} cannot be read: run check`);
  }
  const { security } = tenant.value;
  const files = Map.groupBy(partners.values(), ({ id }) => declaringFile(id));
  const ownerOf = (applications: readonly Declared<Partner>[]) =>
    applications.some(({ value }) => isSensitive(value, workspace)) ? security : applications[0]?.value.owner;
  const sensitive = [...apis.values()].flatMap(sensitiveLines);
  return [
    `${INTRODUCTION}${says}\n${CONSEQUENCE}`,
    "",
    `* ${security}`,
    "",
    ...[...apis.values()].map(({ file, value }) => `/${file} ${value.owner}`),
    "",
    ...[...files].map(([file, applications]) => `/${file} ${ownerOf(applications)}`),
    "",
    ...(sensitive.length > 0 ? [SENSITIVE, "#", ...sensitive, ""] : []),
  ].join("\n");
}

/**
 * The whole file. Owners and names of files need no escaping: neither may contain a space or `#`.
 *
 * Throws UserError when tenant.yaml or another file is unreadable, since a file without owners would look finished.
 *
 * Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners (read 2026-11)
 */
export const codeowners = (workspace: Workspace): string => codeownersOf(GITHUB, workspace);

/** The same for GitLab, whose lines mean the same. Throws UserError as `codeowners` does. */
export const gitlabCodeowners = (workspace: Workspace): string => codeownersOf(GITLAB, workspace);

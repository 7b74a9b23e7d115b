// Declarations → the CODEOWNERS of GitHub or GitLab: whose approval a change to each file needs.

import { UserError } from "../finding.ts";
import { givenBy } from "../model/any-token.ts";
import type { Api } from "../model/api.ts";
import { declaringFile } from "../model/applications.ts";
import type { Partner } from "../model/partner.ts";
import { declaredSensitivities, sensitivities } from "../model/sensitivity.ts";
import type { Declared, Workspace } from "../model/workspace.ts";

const INTRODUCTION = `# Made by \`npm run generate\` from tenant.yaml, apis/ and partners/; \`check\` says when it is stale.
#
# Order matters: of the lines that match a file, only the last one counts. So everything belongs to security
# first, and the lines after that give single files to their owners. A file without a line stays security's.
#
`;

const CONSEQUENCE = `\
# So a partner with a high-sensitivity scope belongs to security alone; and who adds a partner, gives one its
# first such scope or changes an owner changes this file too, which is security's.`;

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

const worthOf = (api: Api) => sensitivities(declaredSensitivities(api), api.routes);

/** A scope that nobody declares is treated as sensitive: its meaning is not known. */
const isSensitive = ({ grants }: Partner, { apis }: Workspace): boolean =>
  grants.some(({ api, scopes }) => {
    const declared = apis.get(api);
    const worth = declared && worthOf(declared.value);
    return givenBy(declared?.value, scopes).some((scope) => (worth?.get(scope) ?? "high") === "high");
  });

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
  return [
    `${INTRODUCTION}${says}\n${CONSEQUENCE}`,
    "",
    `* ${security}`,
    "",
    ...[...apis.values()].map(({ file, value }) => `/${file} ${value.owner}`),
    "",
    ...[...files].map(([file, applications]) => `/${file} ${ownerOf(applications)}`),
    "",
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

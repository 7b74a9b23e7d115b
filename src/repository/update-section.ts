// Where npm has the package from → the part of a new repository's README that says how another version is taken.
import type { CiHost } from "./ci-hosts.ts";

/**
 * `npm:@globex/partner-access@0.1.0` is a name of one's own in a registry; without one the name is the package's. An
 * address names its version, a repository its commit.
 */
function wantedOf(spec: string): string {
  const [, alias] = /^npm:(@?[^@]+)@/.exec(spec) ?? [];
  if (alias !== undefined) return `npm:${alias}@VERSION`;
  if (/^git[+:]/.test(spec)) return `'${spec.replace(/#.*$/, "")}#VERSION'`;
  if (/^https?:/.test(spec)) {
    const [, version] = /(\d+\.\d+\.\d+[^/]*)\.tgz$/.exec(spec) ?? [];
    return `'${version === undefined ? spec : spec.replaceAll(version, "VERSION")}'`;
  }
  return "VERSION";
}

const COMMENT: Readonly<Record<CiHost, string>> = {
  github: "The review of the pull request shows the same: its check makes the comparison.",
  gitlab: 'The merge request links to the same as "Another version".',
  none: "Put what it says beside the review.",
};

/** Ends with a line feed. `VERSION` is the reader's to fill in, so the section is right after each update as well. */
export function updateSection(spec: string, ci: CiHost): string {
  const isTarball = spec.startsWith("file:");
  const first = isTarball ? "Put the packed package of the other version into `vendor/`, then" : "Then";
  const install = isTarball
    ? `npm install --ignore-scripts ./vendor/partner-access-VERSION.tgz
find vendor -name '*.tgz' ! -name 'partner-access-VERSION.tgz' -delete`
    : `npm install --ignore-scripts --save-exact partner-access@${wantedOf(spec)}`;
  return `\
## Another version of partner-access

package.json names the version, in one line. To take another one, begin on main with nothing to commit. ${first}, with the
version in the place of VERSION:

\`\`\`sh
git switch --create partner-access-VERSION
${install}
npm run generate
npm run -s upgrade -- --base main
git add --all && git commit --message "Take partner-access VERSION"
\`\`\`

\`upgrade\` says what the other version deploys otherwise of these declarations: nothing, or each resource; then what changes
in schemas, owners and pipelines. ${COMMENT[ci]} Pipelines that \`npm run generate\` does
not write are yours: take over what you want.
`;
}

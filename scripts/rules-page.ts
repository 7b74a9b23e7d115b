// Rules and their golden files → docs/rules.md: what each rule asks for, why, and an example of both sides.
import { readFileSync } from "node:fs";
import { LOAD_RULES } from "../src/load/load-rules.ts";
import { fenced } from "../src/render/markdown-escape.ts";
import { MADE_RULES } from "../src/repository/stale.ts";
import { COMPARED_RULES } from "../src/rules/compared.ts";
import { RULE_GROUPS } from "../src/rules/index.ts";
import type { Rule } from "../src/rules/rule.ts";
import { type Golden, goldens } from "../test/support/golden.ts";
import { escaped, linked } from "./markdown.ts";

type Described = Pick<Rule, "id" | "title" | "why" | "source">;

const INTRODUCTION = `# Rules

What \`npm run -s partner-access -- check\` asks of the files in \`partners/\` and \`apis/\`, of \`tenant.yaml\` and of
\`Pulumi.<stack>.yaml\`. Each finding names its rule, and the rule is here: what must hold, why, the page that
says so, and an example of both sides.

An example is a change to the small workspace in \`test/support/workspace/\`: the keys it shows are merged into
the file named in its first line, and "without" removes a key. Line numbers are those of the whole file. Tests run
every example, and further ones in \`test/golden/\`.

This page is made by \`npm run generate\`.`;

const LONGEST_EXAMPLE = 40;
const SHOWN_LINES = 8;

/** A long example with its middle left out. */
function shortened(text: string): string {
  const lines = text.trimEnd().split("\n");
  if (lines.length <= LONGEST_EXAMPLE) return lines.join("\n");
  const hidden = lines.length - 2 * SHOWN_LINES;
  return [...lines.slice(0, SHOWN_LINES), `# … ${hidden} more lines …`, ...lines.slice(-SHOWN_LINES)].join(
    "\n",
  );
}

/** A patch removes a key by null, which no file may hold: readers see that the key is not there. */
const withoutNulls = (text: string) =>
  text.replace(/^( *)(?:- )?("[^"]*"|[^\s#]+): null$/gm, "$1# without $2");

function described({ id, title, why, source }: Described): string {
  return `### ${id}\n\n${escaped(title)}.\n\nWhy: ${escaped(why)} (${linked(source)}).`;
}

/** What `check` prints, without the count at its end. */
const findingsOf = ({ out }: Golden) =>
  readFileSync(out, "utf8").trimEnd().split("\n\n").slice(0, -1).join("\n\n");

function section(
  rule: Rule,
  refused: ReadonlyMap<string, Golden>,
  accepted: ReadonlyMap<string, Golden>,
): string {
  const [bad, good] = [refused.get(rule.id), accepted.get(rule.id)];
  if (!bad || !good) throw new Error(`test/golden/{err,ok}/${rule.id}.yaml do not both exist`);
  return [
    described(rule),
    "Refused:",
    fenced("yaml", shortened(withoutNulls(bad.text))),
    fenced("text", shortened(findingsOf(bad))),
    "Accepted:",
    fenced("yaml", shortened(withoutNulls(good.text))),
  ].join("\n\n");
}

const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(" ", "-").replaceAll(",", "");

function contents(groups: readonly { heading: string; rules: readonly Described[] }[]): string {
  return groups
    .map(({ heading, rules }) => {
      const links = rules.map(({ id, title }) => `  - [${id}](#${id}): ${escaped(title)}`);
      return [`- [${heading}](#${anchorOf(heading)})`, ...links].join("\n");
    })
    .join("\n");
}

/** The whole page. Throws when a rule has no examples. */
export function rulesPage(): string {
  const byName = (kind: "ok" | "err") => new Map(goldens(kind).map((golden) => [golden.name, golden]));
  const [refused, accepted] = [byName("err"), byName("ok")];
  const files = { heading: "Files", rules: LOAD_RULES };
  const compared = { heading: "Compared with a base", rules: COMPARED_RULES };
  const made = { heading: "Made from declarations", rules: MADE_RULES };
  const parts = [
    INTRODUCTION,
    contents([files, ...RULE_GROUPS, compared, made]),
    `## ${files.heading}`,
    ...files.rules.map(described),
    ...RULE_GROUPS.flatMap(({ heading, rules }) => [
      `## ${heading}`,
      ...rules.map((rule) => section(rule, refused, accepted)),
    ]),
    `## ${compared.heading}`,
    "`check --base REF` has this rule as well; it needs two states of the files.",
    ...compared.rules.map(described),
    `## ${made.heading}`,
    "`check` has these rules as well; nothing else stops at a file that is stale.",
    ...made.rules.map(described),
  ];
  return `${parts.join("\n\n")}\n`;
}

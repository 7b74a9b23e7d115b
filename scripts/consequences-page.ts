// Rules about consequences and an example of each → docs/consequences.md.
import { CONSEQUENCE_GROUPS, consequencesOf } from "../src/review/consequences/index.ts";
import type { ConsequenceRule } from "../src/review/consequences/rule.ts";
import type { Consequence } from "../src/review/review.ts";
import { EXAMPLES, plansAround, TODAY } from "../test/support/consequences.ts";
import { escaped, linked } from "./markdown.ts";

const INTRODUCTION = `# Consequences

What \`npm run -s partner-access -- review --base REF\` says a change does, worst first. Each sentence of a review
names its rule, and the rule is here: what happened, how grave it is, why it matters and what to do, and an
example of the sentence.

- **high**: more access than before for somebody, or an outage.
- **medium**: somebody must act, or look.
- **low**: good to know.

A rule's severity may differ from case to case; what is here is the usual one. What no rule covers is reported by
[other-change](#other-change), so nothing in a plan changes unseen. The same change in several stacks is told once.
Standing observations hold of the declarations as they are; a review with a base says only those that the change
brings.

This page is made by \`npm run generate\`.`;

/** What the rule says of its own example. */
function exampleOf(rule: ConsequenceRule): Consequence {
  const example = EXAMPLES[rule.id];
  if (!example) throw new Error(`no example of ${rule.id} in test/support/consequences.ts`);
  const { base, head, ...beside } = plansAround(example);
  const alone = rule.observe !== undefined || rule.observeAll !== undefined;
  const found = consequencesOf(alone ? undefined : base, head, TODAY, beside).find((c) => c.rule === rule.id);
  if (!found) throw new Error(`the example of ${rule.id} does not show it`);
  return found;
}

function section(rule: ConsequenceRule): string {
  const { what } = exampleOf(rule);
  const source = rule.source === undefined ? "" : ` (${linked(rule.source)})`;
  return [
    `### ${rule.id}`,
    `**${rule.severity}**: ${escaped(rule.title)}. ${escaped(rule.explanation)}${source}`,
    `> ${escaped(what)}`,
  ].join("\n\n");
}

const anchorOf = (heading: string) => heading.toLowerCase().replaceAll(" ", "-");

function contents(): string {
  return CONSEQUENCE_GROUPS.map(({ heading, rules }) => {
    const links = rules.map(({ id, title }) => `  - [${id}](#${id}): ${escaped(title)}`);
    return [`- [${heading}](#${anchorOf(heading)})`, ...links].join("\n");
  }).join("\n");
}

/** The whole page. Throws when a rule has no example. */
export function consequencesPage(): string {
  const groups = CONSEQUENCE_GROUPS.flatMap(({ heading, rules }) => [`## ${heading}`, ...rules.map(section)]);
  return `${[INTRODUCTION, contents(), ...groups].join("\n\n")}\n`;
}

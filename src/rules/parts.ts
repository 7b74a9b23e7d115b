// Rules about parts: that each is of one stack and its tenant, and that partners name parts of their own stack.

import { PART_OF } from "../model/stack.ts";
import type { Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { partnerRule, type Rule, workspaceRule } from "./rule.ts";
import { PULUMI_STACKS } from "./sources.ts";

const DOMAIN = "auth0:domain";

const partsOf = ({ parts }: Workspace, stack: string) =>
  [...parts.values()].filter(({ value }) => value.config[PART_OF] === stack).map(({ id }) => id);

const partStackKnown = workspaceRule({
  id: "part-stack-known",
  title: "A part is part of a stack",
  why: "the stack's file says what the part's partners are deployed with",
  source: PULUMI_STACKS,
  *check({ parts, stacks, unreadable }) {
    for (const { file, value } of parts.values()) {
      const stack = value.config[PART_OF];
      if (stacks.has(stack) || unreadable.has(`Pulumi.${stack}.yaml`)) continue;
      const other = parts.get(stack)?.value.config[PART_OF];
      yield {
        file,
        at: ["config", PART_OF],
        what: `${quote(stack)} is ${other === undefined ? "no stack" : "a part, not a stack"}`,
        fix:
          other === undefined
            ? writeOneOf(stacks.keys(), stack, `add Pulumi.${stack}.yaml`)
            : `write ${quote(other)}`,
      };
    }
  },
});

const partDomain = workspaceRule({
  id: "part-domain",
  title: "A part has the domain of its stack",
  why: "the provider takes the domain from each Pulumi stack's own file, and the part's partners would be made in another tenant",
  source: PULUMI_STACKS,
  *check({ parts, stacks }) {
    for (const { file, value } of parts.values()) {
      const stack = stacks.get(value.config[PART_OF]);
      const domain = value.config[DOMAIN];
      if (!stack || stack.value.config[DOMAIN] === domain) continue;
      yield {
        file,
        at: ["config", DOMAIN],
        what: `domain ${quote(domain)} is not that of stack ${quote(stack.id)}`,
        fix: `write ${stack.value.config[DOMAIN]}`,
        also: [
          { file: stack.file, at: ["config", DOMAIN], what: `stack ${quote(stack.id)} has its domain here` },
        ],
      };
    }
  },
});

const partnerPartKnown = partnerRule({
  id: "partner-part-known",
  title: "A partner's part is a part of the stack that it is under",
  why: "no Pulumi stack would deploy the partner, and the one that has it would delete its application",
  source: PULUMI_STACKS,
  *check({ value }, workspace) {
    for (const [stack, { part }] of Object.entries(value.stacks)) {
      if (part === undefined || workspace.unreadable.has(`Pulumi.${part}.yaml`)) continue;
      const known = partsOf(workspace, stack);
      if (known.includes(part)) continue;
      const add = `add Pulumi.${part}.yaml with ${PART_OF}: ${stack}`;
      yield {
        at: ["stacks", stack, "part"],
        what: `${quote(part)} is not part of stack ${quote(stack)}`,
        fix: writeOneOf(known, part, `${add}, or remove part`),
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const PARTS: readonly Rule[] = [partStackKnown, partDomain, partnerPartKnown];

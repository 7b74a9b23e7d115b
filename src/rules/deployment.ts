// Rules about when stacks are deployed: one after another, in environments that nothing else has.

import { DEPLOYMENT, LOCAL_STACK, type Stack } from "../model/stack.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { quote } from "../text.ts";
import { writeOneOf } from "./advice.ts";
import { type Rule, stackRule, workspaceRule } from "./rule.ts";
import { GITHUB_ENVIRONMENTS, GITHUB_NEEDS } from "./sources.ts";

const AFTER = ["config", DEPLOYMENT, "after"] as const;
const afterOf = ({ config }: Stack) => config[DEPLOYMENT]?.after;

const sharedIn = ({ stacks }: Workspace) => [...stacks.values()].filter(({ id }) => id !== LOCAL_STACK);

const deploymentLocal = stackRule({
  id: "deployment-local",
  title: "The local stack has no deployment",
  why: "`npm start` deploys it on this machine, and no pipeline can reach it",
  source: GITHUB_ENVIRONMENTS,
  *check({ id, value: { config } }) {
    if (id === LOCAL_STACK && config[DEPLOYMENT] !== undefined)
      yield {
        at: ["config", DEPLOYMENT],
        on: "key",
        what: `stack ${quote(id)} has ${DEPLOYMENT}`,
        fix: `remove ${DEPLOYMENT}`,
      };
  },
});

const deploymentAfterKnown = stackRule({
  id: "deployment-after-known",
  title: "A stack is deployed after another shared stack",
  why: "a job that waits for one that is not there never runs",
  source: GITHUB_NEEDS,
  *check({ id, value }, workspace) {
    const after = afterOf(value);
    if (after === undefined || workspace.unreadable.has(`Pulumi.${after}.yaml`)) return;
    if (sharedIn(workspace).some((stack) => stack.id === after)) return;
    yield {
      at: AFTER,
      what: `${quote(after)} is not another shared stack`,
      fix: writeOneOf(candidatesFor(id, workspace), after, "remove after"),
    };
  },
});

/** The shared stacks that a stack can be deployed after: not itself, and none that waits for it. */
function candidatesFor(id: string, workspace: Workspace): readonly string[] {
  const waits = (other: string, seen: readonly string[] = []): boolean => {
    if (other === id || seen.includes(other)) return true;
    const stack = workspace.stacks.get(other);
    const after = stack && afterOf(stack.value);
    return after !== undefined && waits(after, [...seen, other]);
  };
  return sharedIn(workspace).flatMap(({ id: other }) => (waits(other) ? [] : [other]));
}

/** The stacks on the way back to the first one, or none where the way ends. */
function cycleFrom(start: Declared<Stack>, { stacks }: Workspace): readonly string[] {
  const seen: string[] = [];
  for (let id: string | undefined = start.id; id !== undefined; ) {
    if (seen.includes(id)) return id === start.id ? seen : [];
    seen.push(id);
    const stack = stacks.get(id);
    id = stack && afterOf(stack.value);
  }
  return [];
}

const deploymentCycle = workspaceRule({
  id: "deployment-cycle",
  title: "No stack is deployed after itself",
  why: "each would wait for the other, and none is ever deployed",
  source: GITHUB_NEEDS,
  *check(workspace) {
    for (const stack of sharedIn(workspace)) {
      const cycle = cycleFrom(stack, workspace);
      // Told once, where the first of them by name says it.
      if (cycle.length === 0 || cycle.some((id) => id < stack.id)) continue;
      const way = [...cycle, stack.id].map(quote).join(" after ");
      yield {
        file: stack.file,
        at: AFTER,
        what: `${way}: none of them can be deployed`,
        fix: writeOneOf(
          candidatesFor(stack.id, workspace),
          stack.id,
          "remove after from the stack that is deployed first",
        ),
      };
    }
  },
});

const deploymentFirst = workspaceRule({
  id: "deployment-first",
  title: "One shared stack is deployed first, and each other says after which one it comes",
  why: "stacks that wait for none are deployed at once, so that a fault reaches all of them together",
  source: GITHUB_NEEDS,
  *check(workspace) {
    if ([...workspace.unreadable].some((file) => file.startsWith("Pulumi."))) return;
    const [first, ...others] = sharedIn(workspace)
      .filter(({ value }) => afterOf(value) === undefined)
      .sort(
        (a, b) =>
          Number(a.value.config["partner-access:protect"]) - Number(b.value.config["partner-access:protect"]),
      );
    for (const { id, file, value } of others) {
      const { approval = value.config["partner-access:protect"] } = value.config[DEPLOYMENT] ?? {};
      yield {
        file,
        at: ["config"],
        on: "key",
        what: `stacks ${quote(first?.id ?? "")} and ${quote(id)} are both deployed first`,
        fix: `write the stack that comes before it, such as ${DEPLOYMENT}: { after: ${first?.id}, approval: ${approval} }`,
        also: [
          { file: first?.file ?? "", at: ["config"], what: `stack ${quote(first?.id ?? "")} waits for none` },
        ],
      };
    }
  },
});

/** What is put behind a stack's name where a workflow only reads, or only records. */
const ENVIRONMENTS = ["-preview", "-drift", "-deployed"] as const;

const stackEnvironment = workspaceRule({
  id: "stack-environment",
  title: "No stack has the name of another stack's environment",
  why: "its deployments would get the other environment's branches, reviewers and role",
  source: GITHUB_ENVIRONMENTS,
  *check({ stacks, parts }) {
    for (const { id, file } of [...stacks.values(), ...parts.values()]) {
      const suffix = ENVIRONMENTS.find((end) => id.endsWith(end));
      const of = suffix && id.slice(0, -suffix.length);
      if (of === undefined || !stacks.has(of)) continue;
      yield {
        file,
        at: ["config"],
        on: "key",
        what: `${quote(id)} is the name of an environment of stack ${quote(of)}`,
        fix: `rename it; a stack's name does not end with ${ENVIRONMENTS.join(", ")}`,
      };
    }
  },
});

/** In the order of docs/rules.md. */
export const DEPLOYMENTS: readonly Rule[] = [
  deploymentFirst,
  deploymentAfterKnown,
  deploymentCycle,
  deploymentLocal,
  stackEnvironment,
];

// A stack itself: where it is, what protects it, and what it has on AWS.
import { LOCAL_STACK } from "../../model/stack.ts";
import type { PlannedAws, PlannedStatement } from "../../plan/aws/aws-types.ts";
import type { StackPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { counted, fromTo, listOf, without } from "./words.ts";

/** Ids of partners that are there before and after. */
const everyone = ({ partners }: StackPair) =>
  partners.filter(({ before, after }) => before && after).map(({ id }) => id);

/** A path within the container of every API that has one. */
const inContainers = ({ apis }: StackPair, path: readonly string[]) =>
  apis.map(({ at }) => at("hosting", "backend", ...path));

function* moved(pair: StackPair): Generator<Said> {
  const { base, head } = pair;
  if (base.domain === head.domain) return;
  yield {
    what: `The tenant is ${head.domain} instead of ${base.domain}: nothing of this stack exists there. If it was ever deployed, each further update stops; else it makes every application there.`,
    partners: everyone(pair),
    covers: [["domain"]],
  };
}

function* issuer(pair: StackPair): Generator<Said> {
  const { base, head } = pair;
  if (base.issuer === head.issuer) return;
  yield {
    what: `The issuer is ${head.issuer} instead of ${base.issuer}: APIs refuse every token of the old one, and partners must sign in at the new one.`,
    partners: everyone(pair),
    // Containers are told the issuer; what else changes in their variables has a rule.
    covers: [["issuer"], ...inContainers(pair, ["taskDefinition", "container", "environment"])],
  };
}

function* unapproved(pair: StackPair): Generator<Said> {
  const { base, head, change } = pair;
  if (change !== "kept" || !base.deployment?.approval || head.deployment?.approval) return;
  yield {
    what: `Nobody approves deployments to ${head.domain} any more: what is merged reaches it by itself.`,
    partners: everyone(pair),
    covers: [["deployment"]],
  };
}

function* approved({ base, head, change }: StackPair): Generator<Said> {
  if (change !== "kept" || base.deployment?.approval || !head.deployment?.approval) return;
  yield {
    what: `Each deployment to ${head.domain} waits until somebody approves it.`,
    covers: [["deployment"]],
  };
}

const placeOf = (after: string | undefined) => (after === undefined ? "first" : `after ${after}`);

function* reordered({ base, head, change }: StackPair): Generator<Said> {
  const [was, now] = [base.deployment?.after, head.deployment?.after];
  if (change !== "kept" || was === now) return;
  yield {
    what: `It is deployed ${placeOf(now)} instead of ${placeOf(was)}.`,
    covers: [["deployment"]],
  };
}

function* awsMoved({ base, head }: StackPair): Generator<Said> {
  for (const key of ["accountId", "region"] as const) {
    const [was, now] = [base.aws?.[key], head.aws?.[key]];
    if (was !== undefined && now !== undefined && was !== now)
      yield {
        what: `The AWS ${key === "region" ? "region" : "account"} changes ${fromTo(was, now)}: everything there is made again.`,
        covers: [["aws", key]],
      };
  }
}

const principalsOf = (statements: readonly PlannedStatement[]) =>
  statements.flatMap(({ principals, effect }) => (effect === "Allow" ? (principals?.identifiers ?? []) : []));

const STATEMENTS: readonly {
  path: readonly string[];
  noun: string;
  of(aws: PlannedAws): readonly PlannedStatement[];
}[] = [
  {
    path: ["aws", "key", "statements"],
    noun: "the key of logs and secrets",
    of: (aws) => aws.key.statements,
  },
  {
    path: ["aws", "logStream", "statements"],
    noun: "the log of the tenant",
    of: (aws) => aws.logStream?.statements ?? [],
  },
];

function* permissions({ base, head }: StackPair): Generator<Said> {
  if (!base.aws || !head.aws) return;
  for (const { path, noun, of } of STATEMENTS) {
    const [was, now] = [of(base.aws), of(head.aws)];
    if (was.length === 0 || now.length === 0 || JSON.stringify(was) === JSON.stringify(now)) continue;
    const [came, went] = [
      without(principalsOf(now), principalsOf(was)),
      without(principalsOf(was), principalsOf(now)),
    ];
    const who = [
      ...(came.length === 0 ? [] : [`${listOf(came)} may as well`]),
      ...(went.length === 0 ? [] : [`${listOf(went)} may no longer`]),
    ];
    const change = who.length === 0 ? "the same principals may do other things" : who.join("; ");
    yield {
      what: `Who may use ${noun} changes: ${change}.`,
      ...(came.length > 0 && { severity: "high" as const }),
      covers: [path],
    };
  }
}

/** A load balancer follows the stack's protection. */
const DELETION = ["loadBalancer", "enableDeletionProtection"];

const LOOPBACK = "Callbacks may be plain http on localhost.";

function* loopback({ base, head, change }: StackPair): Generator<Said> {
  const now = head.notes.loopbackCallbacks;
  if (change !== "kept" || base.notes.loopbackCallbacks === now) return;
  yield {
    what: now ? LOOPBACK : "Callbacks may no longer be plain http on localhost.",
    ...(!now && { severity: "low" as const }),
    covers: [["notes", "loopbackCallbacks"]],
  };
}

/** All that a stack has. */
const WHOLE = [
  ["aws"],
  ["connections"],
  ["actions"],
  ["apis"],
  ["partners"],
  ["ownApplications"],
  ["deployment"],
] as const;

export const STACK = rules(
  {
    id: "tenant-changed",
    title: "a stack belongs to another tenant",
    severity: "high",
    explanation:
      "Pulumi would look for its applications in a tenant that does not have them. A new tenant is a new stack; the old one keeps what it has until it is destroyed.",
    ofStack: moved,
  },
  {
    id: "issuer-changed",
    title: "the issuer of tokens changes",
    severity: "high",
    explanation:
      "Every API and every partner names the issuer. Let the APIs accept both before, and agree on the moment with the partners.",
    source: "https://auth0.com/docs/secure/tokens/access-tokens/validate-access-tokens",
    ofStack: issuer,
  },
  {
    id: "protection-off",
    title: "a stack is no longer protected",
    severity: "high",
    explanation:
      "From now on a deployment may delete or replace applications and APIs that partners depend on. Put it back in the next change.",
    source: "https://www.pulumi.com/docs/iac/concepts/options/protect/",
    *ofStack(pair) {
      if (!pair.base.protect || pair.head.protect) return;
      yield {
        what: "Deployments may delete and replace what partners depend on.",
        covers: [["protect"], ...inContainers(pair, DELETION)],
        partners: everyone(pair),
      };
    },
  },
  {
    id: "approval-off",
    title: "nobody approves a stack's deployments any more",
    severity: "high",
    explanation:
      "Anyone who may merge decides alone what partners and users get. Keep it in one change of its own, which security approves; the reviewers of the environment stay until somebody removes them.",
    source: "https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments",
    ofStack: unapproved,
  },
  {
    id: "aws-moved",
    title: "a stack is in another AWS account or region",
    severity: "high",
    explanation: "Secrets, logs and hosting are made there again; what reads them must look there.",
    ofStack: awsMoved,
  },
  {
    id: "stack-removed",
    title: "a stack is no longer declared",
    severity: "high",
    explanation: "Nothing deploys it any more, and nobody reviews what it still has. Destroy it first.",
    *ofStack({ change, head, partners }) {
      if (change !== "removed") return;
      yield {
        what: (names) =>
          `The stack at ${head.domain} is no longer declared; what it has stays as it is${names && `: ${names}`}.`,
        partners: partners.map(({ id }) => id),
        covers: WHOLE,
      };
    },
  },
  {
    id: "stack-order",
    title: "a stack is deployed after another one",
    severity: "medium",
    explanation:
      "What comes before is where a mistake shows first. Check that a stack which people only try things on still comes before those that they work with.",
    source: "docs/ci.md",
    ofStack: reordered,
  },
  {
    id: "aws-permissions",
    title: "other principals may use what a stack has on AWS",
    severity: "medium",
    explanation: "The key opens every partner's secret that its policies let one read. Check who came.",
    source: "https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-overview.html",
    ofStack: permissions,
  },
  {
    id: "loopback-allowed",
    title: "a stack's callbacks may be on the user's own machine",
    severity: "medium",
    explanation:
      "Any program on a user's machine may listen there and take the codes. Allow it only where developers try partners.",
    source: "https://www.rfc-editor.org/rfc/rfc8252#section-8.3",
    ofStack: loopback,
  },
  {
    id: "stack-added",
    title: "a stack is new",
    severity: "medium",
    explanation: "Everything in it is made at its first deployment.",
    *ofStack({ change, head, partners }) {
      if (change !== "added") return;
      const count = counted(partners.length, "partner");
      const loopback = head.notes.loopbackCallbacks ? ` ${LOOPBACK}` : "";
      const where = head.aws ? `, and on AWS in ${head.aws.region}` : "";
      const isLocal = head.stack === LOCAL_STACK;
      const alone = isLocal || head.deployment?.approval ? "" : " Nobody approves its deployments.";
      const open =
        isLocal || head.protect ? "" : " Deployments may delete and replace what partners depend on.";
      yield {
        what: `The stack is new: ${count} at ${head.domain}${where}.${alone}${open}${loopback}`,
        covers: WHOLE.filter(([part]) => part !== "partners"),
      };
    },
  },
  {
    id: "approval-on",
    title: "people approve a stack's deployments",
    severity: "low",
    explanation:
      "Add the required reviewers to its environment before: the pipeline refuses to deploy anything without them.",
    source: "https://docs.github.com/en/actions/reference/workflows-and-actions/deployments-and-environments",
    ofStack: approved,
  },
  {
    id: "protection-on",
    title: "a stack is protected",
    severity: "low",
    explanation: "Pulumi refuses to delete or replace applications and APIs there.",
    source: "https://www.pulumi.com/docs/iac/concepts/options/protect/",
    *ofStack(pair) {
      if (!pair.base.protect && pair.head.protect)
        yield {
          what: "Deployments can no longer delete or replace what partners depend on.",
          covers: [["protect"], ...inContainers(pair, DELETION)],
        };
    },
  },
);

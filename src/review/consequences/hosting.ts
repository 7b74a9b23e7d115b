// How an API is hosted: where it answers, what is behind the gateway, and what the gateway lets through.

import type { PlannedContainer } from "../../plan/aws/fargate-types.ts";
import { answersAt } from "../../plan/aws/hosting.ts";
import type { PlannedHosting } from "../../plan/aws/hosting-types.ts";
import { browsers, domain, everyone, headers, hosted, making } from "./hosting-address.ts";
import type { ApiPair } from "./pair.ts";
import { rules, type Said } from "./rule.ts";
import { fromTo, listOf, shown, without } from "./words.ts";

const placeOf = ({ backend }: PlannedHosting) =>
  backend.kind === "origin" ? backend.integration.integrationUri : "a container of our own";

function* backend(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (!both) return;
  const [was, now] = [placeOf(both.was), placeOf(both.now)];
  if (was === now) return;
  const whole = both.was.backend.kind !== both.now.backend.kind;
  yield {
    what: `Calls of ${both.name} go to ${now} instead of ${was}.`,
    partners: everyone(both),
    covers: [both.at("hosting", "backend", ...(whole ? [] : ["integration", "integrationUri"]))],
  };
}

function* image(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (both?.was.backend.kind !== "fargate" || both.now.backend.kind !== "fargate") return;
  const [was, now] = [both.was.backend.taskDefinition.container, both.now.backend.taskDefinition.container];
  if (was.image === now.image) return;
  yield {
    what: `${both.name} runs ${now.image} instead of ${was.image}.`,
    covers: [both.at("hosting", "backend", "taskDefinition", "container", "image")],
  };
}

const THROTTLES = {
  throttlingRateLimit: "requests a second",
  throttlingBurstLimit: "requests at once",
} as const;

type Throttle = keyof typeof THROTTLES;

const throttled = (lower: boolean) =>
  function* (pair: ApiPair): Generator<Said> {
    const both = hosted(pair);
    if (!both) return;
    const was = both.was.gateway.stage.defaultRouteSettings;
    const now = both.now.gateway.stage.defaultRouteSettings;
    const keys = (Object.keys(THROTTLES) as Throttle[]).filter(
      (key) => now[key] !== was[key] && now[key] < was[key] === lower,
    );
    if (keys.length === 0) return;
    const limits = listOf(keys.map((key) => `${now[key]} ${THROTTLES[key]} instead of ${was[key]}`));
    yield {
      what: `${both.name} lets ${limits} through, of all callers together.`,
      partners: lower ? everyone(both) : [],
      covers: keys.map((key) => both.at("hosting", "gateway", "stage", "defaultRouteSettings", key)),
    };
  };

/** Names of variables with what they are, so that a difference says which. */
const VARIABLES = {
  environment: (container: PlannedContainer) =>
    new Map(container.environment.map(({ name, value }) => [name, value])),
  secrets: (container: PlannedContainer) =>
    new Map(container.secrets.map(({ name, valueFrom }) => [name, valueFrom])),
} as const;

/** Variables that say the issuer again, where that is told of the stack. */
const FROM_ISSUER = ["TOKEN_ISSUER", "TOKEN_JWKS_URI"];

function* variables(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (both?.was.backend.kind !== "fargate" || both.now.backend.kind !== "fargate") return;
  const issued = pair.stack.base.issuer !== pair.stack.head.issuer;
  const { container: before } = both.was.backend.taskDefinition;
  const { container: after } = both.now.backend.taskDefinition;
  for (const kind of ["environment", "secrets"] as const) {
    const [was, now] = [VARIABLES[kind](before), VARIABLES[kind](after)];
    for (const name of [...new Set([...was.keys(), ...now.keys()])].sort()) {
      const [from, to] = [was.get(name), now.get(name)];
      if (from === to || (FROM_ISSUER.includes(name) && issued)) continue;
      const change =
        to === undefined ? "is gone" : from === undefined ? `is ${shown(to)}` : `changes ${fromTo(from, to)}`;
      yield {
        what: `The ${kind === "secrets" ? "secret" : "variable"} ${name} of the container of ${both.name} ${change}.`,
        severity: kind === "secrets" ? "medium" : "low",
        covers: [both.at("hosting", "backend", "taskDefinition", "container", kind)],
      };
    }
  }
}

function* retention(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (!both) return;
  const [was, now] = [both.was.gateway.accessLog.retentionInDays, both.now.gateway.accessLog.retentionInDays];
  if (was === now) return;
  yield {
    what: `The log of calls to ${both.name} is kept for ${now} days instead of ${was}.`,
    severity: now < was ? "medium" : "low",
    covers: [both.at("hosting", "gateway", "accessLog", "retentionInDays")],
  };
}

function* service(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (both?.was.backend.kind !== "fargate" || both.now.backend.kind !== "fargate") return;
  for (const role of ["taskRole", "executionRole"] as const) {
    const [was, now] = [both.was.backend[role].statements, both.now.backend[role].statements];
    if (JSON.stringify(was) === JSON.stringify(now)) continue;
    const actions = (of: typeof was) => of.flatMap((statement) => statement.actions);
    const resources = (of: typeof was) => of.flatMap((statement) => statement.resources);
    const came = [...without(actions(now), actions(was)), ...without(resources(now), resources(was))];
    const who = role === "taskRole" ? `The code of ${both.name}` : `Starting a task of ${both.name}`;
    const what =
      came.length === 0 ? "less or the same in other words" : `more: ${listOf([...new Set(came)])}`;
    yield {
      what: `${who} is allowed ${what}.`,
      severity: came.length === 0 ? "low" : role === "taskRole" ? "high" : "medium",
      covers: [both.at("hosting", "backend", role, "statements")],
    };
  }
}

export const HOSTING_CONSEQUENCES = rules(
  {
    id: "hosting-domain-changed",
    title: "an API answers at another name",
    severity: "high",
    explanation: "Every partner has the old name in its configuration. Keep both until all have changed.",
    ofApi: domain,
  },
  {
    id: "hosting-domain-moved",
    title: "a domain is made by another API or in another zone",
    severity: "high",
    explanation:
      "Everything at the domain hangs on it. Leave it with its API; where its records move, make them at the new place first.",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-custom-domain-names.html",
    ofApi: making,
  },
  {
    id: "hosting-backend-changed",
    title: "calls go to another server",
    severity: "high",
    explanation: "Everything that partners send, tokens included, goes there. Check that the server is ours.",
    ofApi: backend,
  },
  {
    id: "hosting-removed",
    title: "an API is no longer hosted",
    severity: "high",
    explanation: "Its gateway and its name are deleted: calls fail unless something else answers there.",
    *ofApi(pair) {
      const { before, after, name, at } = pair;
      if (!before?.hosting || !after || after.hosting) return;
      yield {
        what: `${name} no longer answers at ${answersAt(before.hosting.domain)}.`,
        partners: everyone(pair),
        covers: [at("hosting")],
      };
    },
  },
  {
    id: "hosting-permissions",
    title: "a hosted API may do other things on AWS",
    severity: "high",
    explanation:
      "What its code may do, anyone who takes over the code may do. Grant what it needs and no more.",
    ofApi: service,
  },
  {
    id: "hosting-added",
    title: "an API is hosted",
    severity: "medium",
    explanation: "From its first deployment on, the gateway answers there and asks for tokens.",
    *ofApi({ before, after, name, at }) {
      if (before?.hosting || !after?.hosting) return;
      yield {
        what: `${name} answers at ${answersAt(after.hosting.domain)} and passes calls on to ${placeOf(after.hosting)}.`,
        covers: [at("hosting")],
      };
    },
  },
  {
    id: "hosting-image-changed",
    title: "an API runs another image",
    severity: "medium",
    explanation: "Other code answers partners' calls. Check that the image was built from what was reviewed.",
    ofApi: image,
  },
  {
    id: "hosting-variables",
    title: "a container gets other variables or secrets",
    severity: "low",
    explanation: "The API's code reads them when it starts.",
    ofApi: variables,
  },
  {
    id: "hosting-throttled",
    title: "the gateway lets fewer calls through",
    severity: "medium",
    explanation:
      "Calls above the limit get 429, no matter who makes them. Look at what the busiest hours need.",
    source: "https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages-stagename.html",
    ofApi: throttled(true),
  },
  {
    id: "hosting-origins",
    title: "web pages of other origins may call an API",
    severity: "medium",
    explanation: "Browsers let only these pages read its answers. Each should be ours.",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
    ofApi: browsers,
  },
  {
    id: "hosting-cors-headers",
    title: "web pages may send or read other headers",
    severity: "low",
    explanation:
      "Only pages of the allowed origins may. A browser that remembers the earlier answer acts by it until it forgets.",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
    ofApi: headers,
  },
  {
    id: "hosting-log-kept",
    title: "the log of calls is kept for another time",
    severity: "medium",
    explanation: "It shows what a partner did with its access. What is older than this nobody can find out.",
    ofApi: retention,
  },
  {
    id: "hosting-unthrottled",
    title: "the gateway lets more calls through",
    severity: "low",
    explanation: "The server behind it must bear as many.",
    ofApi: throttled(false),
  },
);

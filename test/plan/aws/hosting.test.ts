import { expect, test } from "vitest";
import type { Workspace } from "../../../src/model/workspace.ts";
import { checkDeclarations } from "../../../src/pipeline.ts";
import { sixteenthOf } from "../../../src/plan/aws/network.ts";
import { integrationText } from "../../../src/plan/catalogue.ts";
import { planStack } from "../../../src/plan/plan.ts";
import { parameterText } from "../../../src/plan/token-settings.ts";
import { browserSends } from "../../support/gateway.ts";
import { ACCOUNT, awsSettings, hostingOf, stackHostingOf } from "../../support/hosted.ts";
import { memorySource, validFiles } from "../../support/memory-source.ts";
import { edit, type World } from "../../support/workspace.ts";

/** The small world with the API hosted in `prod`. */
const hosted = (kind: "origin" | "fargate", change: (world: World) => void = () => {}): Workspace =>
  edit((world) => {
    const { prod } = world.stacks;
    const { contacts } = world.apis;
    if (!prod || !contacts) return;
    contacts.hosting = hostingOf(kind);
    prod.config["aws:region"] = "eu-central-1";
    prod.config["partner-access:aws"] = awsSettings();
    prod.config["partner-access:hosting"] = { contacts: stackHostingOf("contacts", kind) };
    change(world);
  });

const hostingIn = (workspace: Workspace) =>
  planStack(workspace, "prod").apis.contacts?.hosting ?? expect.fail("contacts is not hosted");

const awsIn = (workspace: Workspace) => planStack(workspace, "prod").aws ?? expect.fail("nothing on AWS");

test("the hosting of a container, every value stated", async () => {
  const { workspace } = checkDeclarations(memorySource(validFiles()));
  const backend = planStack(workspace, "prod").apis.invoices?.hosting?.backend;
  await expect(`${JSON.stringify(backend, null, 2)}\n`).toMatchFileSnapshot("../../golden/plan/fargate.json");
});

test.for([
  ["10.20.0.0/20", 0, "10.20.0.0/24"],
  ["10.20.0.0/20", 15, "10.20.15.0/24"],
  ["10.20.0.0/16", 8, "10.20.128.0/20"],
  ["10.20.2.0/23", 9, "10.20.3.32/27"],
  ["192.168.0.0/16", 15, "192.168.240.0/20"],
] as const)("of %s, sixteenth %i is %s", ([range, n, part]) => {
  expect(sixteenthOf(range, n)).toBe(part);
});

const newNetwork = (zones: string[], protect: boolean) => {
  const { backend } = hostingIn(
    hosted("fargate", (world) => {
      const { prod } = world.stacks;
      const service = prod?.config["partner-access:hosting"]?.contacts?.service;
      if (!prod || !service) return;
      delete service.vpc;
      service.new_vpc = { cidr_block: "10.20.0.0/20", availability_zones: zones };
      prod.config["partner-access:protect"] = protect;
    }),
  );
  const network = backend.kind === "fargate" ? backend.network : undefined;
  return network?.kind === "new" ? network : expect.fail("no new network");
};

test("a zone keeps its subnets when another one is added", () => {
  const two = newNetwork(["eu-central-1b", "eu-central-1c"], true);
  const three = newNetwork(["eu-central-1a", "eu-central-1b", "eu-central-1c"], true);
  expect(three.zones).toMatchObject(two.zones);
  expect(two.zones["eu-central-1b"]).toEqual({
    publicCidrBlock: "10.20.9.0/24",
    privateCidrBlock: "10.20.1.0/24",
  });
});

test("a protected stack has a NAT gateway in every zone, another has one", () => {
  const zones = ["eu-central-1a", "eu-central-1b"];
  expect(newNetwork(zones, true).natGatewayZones).toEqual(zones);
  expect(newNetwork(zones, false).natGatewayZones).toEqual(["eu-central-1a"]);
});

test("a task reads its own image, its own secrets and writes its own log", () => {
  const { backend } = hostingIn(hosted("fargate"));
  const statements = backend.kind === "fargate" ? backend.executionRole.statements : [];
  const own = `arn:aws:logs:eu-central-1:${ACCOUNT}:log-group:/partner-access/prod/contacts/container:*`;
  expect(Object.fromEntries(statements.map(({ sid, resources }) => [sid, resources]))).toEqual({
    PullImage: [`arn:aws:ecr:eu-central-1:${ACCOUNT}:repository/contacts`],
    SignInToRegistry: ["*"],
    ReadParameters: [`arn:aws:ssm:eu-central-1:${ACCOUNT}:parameter/contacts/licence`],
    ReadSecrets: [`arn:aws:secretsmanager:eu-central-1:${ACCOUNT}:secret:contacts/database-AbCdEf`],
    WriteLog: [own],
  });
});

test("an image of another registry takes no permission of ours", () => {
  const { backend } = hostingIn(
    hosted("fargate", (world) => {
      const service = world.stacks.prod?.config["partner-access:hosting"]?.contacts?.service;
      if (service) service.image = "registry.example/team/contacts:1";
    }),
  );
  const statements = backend.kind === "fargate" ? backend.executionRole.statements : [];
  expect(statements.map(({ sid }) => sid)).toEqual(["ReadParameters", "ReadSecrets", "WriteLog"]);
});

test("without origins the gateway answers no browser", () => {
  const settings = hosted("origin", (world) => {
    delete world.stacks.prod?.config["partner-access:hosting"]?.contacts?.allow_origins;
  });
  expect(hostingIn(settings).gateway.api).not.toHaveProperty("corsConfiguration");
  expect(hostingIn(hosted("origin")).gateway.api.corsConfiguration?.allowMethods).toEqual(["DELETE", "GET"]);
});

test.for([
  { allow: undefined, headers: ["Authorization", "Content-Type"], sent: true },
  { allow: undefined, headers: ["Authorization", "traceparent"], sent: false },
  { allow: ["Traceparent", "baggage"], headers: ["Authorization", "traceparent", "Baggage"], sent: true },
  { allow: ["traceparent"], headers: ["Authorization", "x-tenant"], sent: false },
])(
  "with allow_headers $allow a page that sends $headers is let through: $sent",
  ({ allow, headers, sent }) => {
    const { gateway } = hostingIn(
      hosted("origin", (world) => {
        const settings = world.stacks.prod?.config["partner-access:hosting"]?.contacts;
        if (settings && allow) settings.allow_headers = allow;
      }),
    );
    expect(browserSends(gateway.api, { origin: "https://a.example", method: "GET", headers })).toBe(sent);
    expect(browserSends(gateway.api, { origin: "https://other.example", method: "GET", headers })).toBe(
      false,
    );
  },
);

test("pages read what is exposed, and remember for as long as the stack says", () => {
  const { gateway } = hostingIn(
    hosted("origin", (world) => {
      const settings = world.stacks.prod?.config["partner-access:hosting"]?.contacts;
      if (settings)
        Object.assign(settings, { expose_headers: ["X-Request-Id", "x-request-id"], max_age: 3600 });
    }),
  );
  expect(gateway.api.corsConfiguration).toMatchObject({
    exposeHeaders: ["www-authenticate", "x-request-id"],
    maxAge: 3600,
  });
});

test("the access log names the application by the claim that the token has, and holds no token", () => {
  const formatOf = (change?: (world: World) => void) =>
    JSON.parse(hostingIn(hosted("origin", change)).gateway.stage.accessLogFormat) as Record<string, string>;
  expect(formatOf().azp).toBe("$context.authorizer.claims.azp");
  const profile = formatOf((world) => {
    if (world.apis.contacts) world.apis.contacts.token_dialect = "rfc9068_profile";
  });
  expect(profile.azp).toBe("$context.authorizer.claims.client_id");
  expect(Object.values(profile).join()).not.toMatch(/header|authorization|querystring|path/i);
});

test("thresholds of the file replace those of the plan, one by one", () => {
  const changed = hosted("origin", (world) => {
    const hosting = world.apis.contacts?.hosting;
    if (hosting) hosting.alarms = { forbidden: 7 };
  });
  const thresholds = Object.entries(hostingIn(changed).alarms).map(([what, { threshold }]) => [
    what,
    threshold,
  ]);
  expect(thresholds).toEqual([
    ["forbidden", 7],
    ["latency", 3000],
    ["server-errors", 5],
    ["unauthorized", 200],
  ]);
});

test("only containers have an alarm about unhealthy tasks", () => {
  expect(Object.keys(hostingIn(hosted("fargate")).alarms)).toContain("unhealthy");
});

test("a partner's secret goes to the principal of its file, and of other partners to the operators", () => {
  const reader = "arn:aws:iam::777788889999:role/our-app-credentials";
  const { secrets, key } = awsIn(
    hosted("origin", (world) => {
      const prod = world.partners["acme-cms"]?.stacks.prod;
      if (prod) prod.aws_principal_arn = reader;
    }),
  );
  const readers = Object.entries(secrets).map(([id, { statements }]) => [
    id,
    statements[0]?.principals?.identifiers,
  ]);
  const operators = `arn:aws:iam::${ACCOUNT}:role/operators`;
  expect(readers).toEqual([
    ["acme-cms", [reader]],
    ["fieldbook", [operators]],
  ]);
  const decrypts = key.statements.find(({ sid }) => sid === "ReadersDecrypt");
  expect(decrypts?.principals?.identifiers).toEqual([operators, reader]);
});

test("the role that looks for drift reads every secret, by its own policy, and is nobody's reader", () => {
  const drift = `arn:aws:iam::${ACCOUNT}:role/drift`;
  const { secrets, key } = awsIn(
    hosted("origin", (world) => {
      const settings = world.stacks.prod?.config["partner-access:aws"];
      if (settings) settings.drift_role_arn = drift;
    }),
  );
  const decrypts = key.statements.find(({ sid }) => sid === "ReadersDecrypt");
  expect(decrypts?.principals?.identifiers).toContain(drift);
  for (const { statements } of Object.values(secrets)) {
    const [allow, deny] = statements;
    expect(allow?.principals?.identifiers).not.toContain(drift);
    expect(deny?.condition?.ArnNotEquals?.["aws:PrincipalArn"]).toContain(drift);
  }
});

test("the catalogue has active partners only", () => {
  const { integrations } = awsIn(
    hosted("origin", (world) => {
      const acme = world.partners["acme-cms"];
      if (acme) acme.status = "suspended";
    }),
  );
  expect(Object.keys(integrations)).toEqual(["fieldbook"]);
});

test("the log stream is there where a stack asks for it", () => {
  expect(awsIn(hosted("origin"))).not.toHaveProperty("logStream");
  const streaming = hosted("origin", (world) => {
    if (world.stacks.prod) world.stacks.prod.config["partner-access:aws"] = awsSettings(true);
  });
  expect(awsIn(streaming).logStream).toMatchObject({
    sink: { awsAccountId: ACCOUNT, awsRegion: "eu-central-1" },
    log: { name: "/aws/events/partner-access/prod/auth0" },
  });
});

test("a parameter's text never looks like a reference to another parameter, and says the same", () => {
  const value = { description: "{{ssm:password}} {{{", nested: { a: 1 } };
  expect(parameterText(value)).not.toContain("{{");
  expect(JSON.parse(parameterText(value))).toEqual(value);
});

test("an integration's parameter adds the client ID to what was reviewed", () => {
  const integration = Object.values(awsIn(hosted("origin")).integrations)[0]?.integration;
  if (!integration) expect.fail("no integration");
  expect(JSON.parse(integrationText(integration, "tpc_1"))).toEqual({ ...integration, client_id: "tpc_1" });
});

test("token settings tell issuer, audience and keys", () => {
  const { tokenSettings } = awsIn(hosted("origin"));
  expect(tokenSettings.contacts?.name).toBe("/partner-access/prod/apis/contacts");
  expect(JSON.parse(tokenSettings.contacts?.value ?? "")).toEqual({
    issuer: "https://our-app.auth0.example/",
    audience: "https://api.our-app.example/contacts",
    algorithm: "RS256",
    jwks_uri: "https://our-app.auth0.example/.well-known/jwks.json",
  });
});

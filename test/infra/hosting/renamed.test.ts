// An API that we host and that is renamed: what its id names on AWS is told to be what it was.
import { expect, test } from "vitest";
import { planStack } from "../../../src/plan/plan.ts";
import { hostedWorld, NETWORKS } from "../../support/hosted.ts";
import { runWithMocks } from "../../support/pulumi.ts";
import { sealedDeploy } from "../../support/sealed.ts";
import { workspaceOf, world } from "../../support/workspace.ts";

const OWNED = ["partner-access:index:Api", "partner-access:index:ApiHosting"];

const registered = async (kind: "origin" | "fargate") => {
  const routes = { "GET /health": "public" as const, "GET /contacts": ["read:contacts"] };
  const apis = { contacts: { kind, network: NETWORKS[1], routes } as const, reports: undefined };
  const workspace = hostedWorld(world(), { aws: { logStream: false }, apis });
  const rename = <T>(record: Record<string, T> | undefined) => {
    const { contacts, ...others } = record ?? {};
    return { ...others, ...(contacts !== undefined && { people: contacts }) };
  };
  workspace.apis = rename(workspace.apis);
  if (workspace.apis.people) workspace.apis.people.former_ids = ["contacts"];
  for (const { config } of Object.values(workspace.stacks))
    if (config["partner-access:hosting"])
      config["partner-access:hosting"] = rename(config["partner-access:hosting"]);
  for (const partner of Object.values(workspace.partners))
    for (const grant of partner.grants) if (grant.api === "contacts") grant.api = "people";
  const plan = planStack(workspaceOf(workspace), "prod");
  const tenant = { connections: plan.connections };
  return (await runWithMocks(() => sealedDeploy(plan), { stack: "prod", tenant })).resources;
};

test.for(["origin", "fargate"] as const)(
  "of kind %s, both of its components have the former name, and all below them begins with the present one",
  async (kind) => {
    const resources = await registered(kind);
    const components = resources.filter(({ type, name }) => OWNED.includes(type) && name === "people");
    expect(components.map(({ type, options }) => [type, options.aliases])).toEqual(
      OWNED.map((type) => [type, ["contacts"]]),
    );
    // Pulumi gives a child its parent's former name where its own begins with the present one.
    const children = resources.filter(({ urn }) => OWNED.some((type) => urn.includes(`${type}$`)));
    const hosted = children.filter(({ urn }) => urn.includes("ApiHosting$"));
    expect(hosted.length).toBeGreaterThan(5);
    expect(children.filter(({ name }) => name !== "people" && !name.startsWith("people/"))).toEqual([]);
  },
);

// What is made of a domain: once for all APIs that answer there, with a certificate and records of ours or of others.
import { expect, test } from "vitest";
import type { StackHosting } from "../../../src/model/aws.ts";
import { planStack } from "../../../src/plan/plan.ts";
import { hostedWorld, NETWORKS } from "../../support/hosted.ts";
import { runWithMocks } from "../../support/pulumi.ts";
import { sealedDeploy } from "../../support/sealed.ts";
import { workspaceOf, world } from "../../support/workspace.ts";

const ARN = "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012";
const routes = { "GET /health": "public" as const, "GET /contacts": ["read:contacts"] };

type Change = (settings: Record<string, StackHosting>) => void;

/** Two APIs of stack `prod`, one before a server and one in a container, deployed to mocks. */
async function deployed(change: Change) {
  const of = (kind: "origin" | "fargate") => ({ kind, network: NETWORKS[0], routes });
  const small = world();
  const { contacts } = small.apis;
  if (!contacts) expect.fail("no API contacts");
  small.apis.reports = { ...contacts, name: "Reports", identifier: "https://api.our-app.example/reports" };
  const declared = hostedWorld(small, {
    aws: { logStream: false },
    apis: { contacts: of("origin"), reports: of("fargate") },
  });
  change(declared.stacks.prod?.config["partner-access:hosting"] ?? expect.fail("nothing is hosted"));
  const plan = planStack(workspaceOf(declared), "prod");
  const { resources, outputs } = await runWithMocks(() => sealedDeploy(plan), {
    stack: "prod",
    tenant: { connections: plan.connections },
  });
  return { plan, outputs, of: (type: string) => resources.filter((one) => one.type.endsWith(type)) };
}

const share: Change = ({ contacts, reports }) => {
  if (!contacts || !reports) expect.fail("not hosted");
  contacts.base_path = "contacts";
  Object.assign(reports, { domain_name: contacts.domain_name, base_path: "reports/v1" });
  delete reports.hosted_zone;
};

test("two APIs of one domain share its certificate, its name and its records, each with its path", async () => {
  const { of, plan } = await deployed(share);
  for (const type of [":Certificate", ":DomainName"])
    expect(of(type).map(({ inputs }) => inputs.domainName)).toEqual(["contacts.our-app.example"]);
  expect(of(":ApiMapping").map(({ name, inputs }) => [name, inputs.apiMappingKey])).toEqual([
    ["contacts", "contacts"],
    ["reports", "reports/v1"],
  ]);
  expect(new Set(of(":ApiMapping").map(({ inputs }) => inputs.domainName)).size).toBe(1);
  expect(of("record:Record").map(({ name }) => name)).toEqual([
    "contacts/A",
    "contacts/AAAA",
    "contacts/certificate",
  ]);
  // The container's load balancer proves itself with the shared certificate.
  expect(of(":Listener").map(({ inputs }) => inputs.certificateArn)).toEqual(
    of(":CertificateValidation").map(({ inputs }) => inputs.certificateArn),
  );
  expect(plan.apis.reports?.hosting?.domain).toMatchObject({ ownedBy: "contacts" });
});

test("whichever API comes first by name, the domain is that of the one that says how it is made", async () => {
  const { of } = await deployed((settings) => {
    share(settings);
    const { contacts, reports } = settings;
    if (!contacts || !reports) expect.fail("not hosted");
    Object.assign(reports, { hosted_zone: contacts.hosted_zone });
    delete contacts.hosted_zone;
  });
  expect(of(":DomainName").map(({ name }) => name)).toEqual(["reports"]);
  expect(of(":ApiMapping")).toHaveLength(2);
});

test("with DNS elsewhere nothing is made in a zone, and the outputs say what others make", async () => {
  const { of, outputs } = await deployed(({ contacts }) => {
    if (!contacts) expect.fail("not hosted");
    delete contacts.hosted_zone;
    contacts.certificate_arn = ARN;
  });
  expect(of("record:Record").filter(({ name }) => name.startsWith("contacts"))).toEqual([]);
  expect(of(":Certificate").map(({ name }) => name)).toEqual(["reports/certificate"]);
  expect(
    of(":DomainName").find(({ name }) => name === "contacts")?.inputs.domainNameConfiguration,
  ).toMatchObject({ certificateArn: ARN });
  expect(outputs.dns_records).toEqual({
    "contacts.our-app.example": {
      type: "CNAME",
      value: "d-gateway.execute-api.eu-central-1.amazonaws.com",
    },
  });
});

test("a record that proves another certificate too is overwritten only where the stack says so", async () => {
  const proofs = async (change: Change) =>
    (await deployed(change)).of("record:Record").filter(({ name }) => name === "contacts/certificate");
  expect((await proofs(() => {})).map(({ inputs }) => inputs.allowOverwrite)).toEqual([undefined]);
  const allowed = await proofs(({ contacts }) =>
    Object.assign(contacts?.hosted_zone ?? expect.fail("no zone"), { allow_overwrite: true }),
  );
  expect(allowed.map(({ inputs }) => inputs.allowOverwrite)).toEqual([true]);
});

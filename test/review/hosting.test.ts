import { expect, test } from "vitest";
import { hostingInWords } from "../../src/review/hosting.ts";
import { awsSettings, hostingOf, stackHostingOf } from "../support/hosted.ts";
import { plansOf, reportOn } from "../support/plans.ts";
import { edit } from "../support/workspace.ts";

const hosted = (kind: "origin" | "fargate") =>
  edit((world) => {
    const { prod } = world.stacks;
    const { contacts } = world.apis;
    if (!prod || !contacts) throw new Error("no API contacts in prod");
    contacts.hosting = hostingOf(kind);
    prod.config["aws:region"] = "eu-central-1";
    prod.config["partner-access:aws"] = awsSettings();
    prod.config["partner-access:hosting"] = { contacts: stackHostingOf("contacts", kind) };
  });

const factsOf = (kind: "origin" | "fargate") => {
  const hosting = plansOf(hosted(kind)).get("prod")?.apis.contacts?.hosting;
  return hosting ? hostingInWords(hosting) : expect.fail("contacts is not hosted");
};

test("a server that already runs, behind the gateway", () => {
  expect(factsOf("origin")).toMatchInlineSnapshot(`
    [
      "gateway at contacts.our-app.example",
      "origin https://rails.our-app.example",
      "3 routes, 1 without a token",
      "browsers may call it from https://a.example, https://b.example",
      "50 requests a second, bursts of 100",
      "access log kept 90 days",
      "4 alarms that tell nobody",
    ]
  `);
});

test("a container that we run, behind the gateway", () => {
  expect(factsOf("fargate")).toMatchInlineSnapshot(`
    [
      "gateway at contacts.our-app.example",
      "container 111122223333.dkr.ecr.eu-central-1.amazonaws.com/contacts@sha256:0000000000000000000000000000000000000000000000000000000000000000",
      "2 to 4 tasks of 0.5 CPU and 1024 MiB",
      "in the network vpc-0123456789abcdef0",
      "its code may do nothing on AWS",
      "3 routes, 1 without a token",
      "no browser may call it",
      "50 requests a second, bursts of 100",
      "access log kept 90 days",
      "5 alarms that tell nobody",
    ]
  `);
});

test("is told of the stacks that host the API, and of no other", () => {
  const [api] = reportOn(hosted("origin")).apis;
  expect(api?.hosting).toEqual([{ stack: "prod", facts: factsOf("origin") }]);
});

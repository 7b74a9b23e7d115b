import { expect, test } from "vitest";
import {
  awsSchema,
  partitionOf,
  principalArnSchema,
  regionSchema,
  stackHostingSchema,
} from "../../src/model/aws.ts";
import { hostingSchema } from "../../src/model/hosting.ts";

test.for([
  ["arn:aws:iam::111122223333:role/operators", true],
  ["arn:aws-us-gov:iam::111122223333:role/path/to/operators", true],
  ["arn:aws:iam::111122223333:user/ada", true],
  ["arn:aws:iam::111122223333:root", false],
  ["arn:aws:sts::111122223333:assumed-role/operators/session", false],
  ["arn:aws:iam::*:role/operators", false],
  ["arn:aws:iam::111122223333:role/*", false],
  ["111122223333", false],
  ["*", false],
] as const)("principal %s: %s", ([arn, accepted]) => {
  expect(principalArnSchema.safeParse(arn).success).toBe(accepted);
});

test.for([
  ["eu-central-1", true],
  ["us-gov-west-1", true],
  ["eusc-de-east-1", true],
  ["eu-central", false],
  ["eu-central-1a", false],
  ["global", false],
] as const)("region %s: %s", ([region, accepted]) => {
  expect(regionSchema.safeParse(region).success).toBe(accepted);
});

test.for([
  ["eu-central-1", "aws"],
  ["cn-north-1", "aws-cn"],
  ["us-gov-west-1", "aws-us-gov"],
  ["eusc-de-east-1", "aws-eusc"],
] as const)("ARNs of %s begin with arn:%s", ([region, partition]) => {
  expect(partitionOf(region)).toBe(partition);
});

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;

test.for([
  ["111122223333", true],
  // YAML reads digits without quotes as a number, and would lose a zero in front.
  [111_122_223_333, false],
  ["1111222233334", false],
] as const)("account %j: %s", ([account_id, accepted]) => {
  const settings = { account_id, deploy_role_arn: role("deploy"), operators_role_arn: role("operators") };
  expect(awsSchema.safeParse(settings).success).toBe(accepted);
});

const service = { min_capacity: 1, max_capacity: 2 };
const DIGEST = `sha256:${"0".repeat(64)}`;

test.for([
  [`111122223333.dkr.ecr.eu-central-1.amazonaws.com/contacts@${DIGEST}`, true],
  [`registry.example:5000/team/contacts:1.2.3@${DIGEST}`, true],
  ["registry.example/contacts:latest", true],
  ["contacts", false],
  ["registry.example/contacts@sha256:0", false],
  ["registry.example/Contacts", false],
  ["registry.example/contacts:1 --privileged", false],
] as const)("image %s: %s", ([image, accepted]) => {
  const settings = {
    domain_name: "api.our-app.example",
    hosted_zone: { id: "Z0123456789ABCDEFGHIJ", name: "our-app.example" },
    service: { image, ...service },
  };
  expect(stackHostingSchema.safeParse(settings).success).toBe(accepted);
});

test.for([
  [{ max_age: "1d" }, true],
  [{ max_age: "25h" }, false],
  [{ allow_headers: ["X-Request-Id"] }, true],
  [{ allow_headers: ["*"] }, false],
  [{ base_path: "contacts/v1" }, true],
  [{ base_path: "/contacts" }, false],
  [{ base_path: "a/../b" }, false],
  [{ base_path: "" }, false],
] as const)("a stack's hosting with %j: %s", ([changes, accepted]) => {
  const settings = { domain_name: "api.our-app.example", ...changes };
  expect(stackHostingSchema.safeParse(settings).success).toBe(accepted);
});

test.for([
  [{}, true],
  [{ alarms: { server_errors: 1 } }, true],
  [{ alarms: { server_errors: 0 } }, false],
  [{ throttling: { rate_limit: 0, burst_limit: 1 } }, false],
  [{ kind: "lambda" }, false],
] as const)("hosting with %j: %s", ([changes, accepted]) => {
  const hosting = {
    kind: "origin",
    health_route: "GET /health",
    throttling: { rate_limit: 50, burst_limit: 100 },
    retention_in_days: 90,
    ...changes,
  };
  expect(hostingSchema.safeParse(hosting).success).toBe(accepted);
});

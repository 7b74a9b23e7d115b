// What decides on AWS who gets in, what code answers, and where, is compared with the plan before it is registered.
import * as pulumi from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import type { Plan } from "../../src/plan/types.ts";
import { refusedBySeal } from "./support/refused-by-seal.ts";
import { changed, company, type DeepMutable, fargateIn, hostingIn, ids } from "./support/sealed-company.ts";

const ROUTE = "aws:apigatewayv2/route:Route contacts/DELETE /contacts/{id}";

const gatewayIn = (plan: DeepMutable<Plan>) => hostingIn(plan).gateway;

test.for([
  {
    name: "a route that a weaker scope opens",
    wrong: ROUTE,
    says: 'authorizationScopes is "read:contacts", and the plan says "delete:contacts"',
    change: (plan: DeepMutable<Plan>) => {
      const route = gatewayIn(plan).routes["DELETE /contacts/{id}"] ?? expect.fail("no route");
      route.authorizationScopes = ["read:contacts"];
    },
  },
  {
    name: "a route less",
    wrong: "",
    says: `${ROUTE} is missing`,
    change: (plan: DeepMutable<Plan>) => {
      delete gatewayIn(plan).routes["DELETE /contacts/{id}"];
    },
  },
  {
    name: "tokens of another issuer",
    wrong: "aws:apigatewayv2/authorizer:Authorizer contacts/tokens",
    says: 'contacts/tokens: jwtConfiguration.issuer is "https://evil.example/"',
    change: (plan: DeepMutable<Plan>) => {
      gatewayIn(plan).authorizer.jwtConfiguration.issuer = "https://evil.example/";
    },
  },
  {
    name: "one more who reads a secret",
    wrong: "aws:secretsmanager/secretPolicy:SecretPolicy aws/acme-cms",
    says: "SecretPolicy aws/acme-cms: policy is",
    change: (plan: DeepMutable<Plan>) => {
      const { statements } = plan.aws?.secrets["acme-cms"] ?? expect.fail("no secret");
      statements.push({
        sid: "More",
        effect: "Allow",
        actions: ["secretsmanager:GetSecretValue"],
        resources: ["*"],
      });
    },
  },
  {
    name: "another image",
    wrong: "aws:ecs/taskDefinition:TaskDefinition contacts",
    says: "TaskDefinition contacts: containerDefinitions is",
    change: (plan: DeepMutable<Plan>) => {
      fargateIn(plan).taskDefinition.container.image = "evil.example/contacts@sha256:00";
    },
  },
  {
    name: "tasks that anyone can reach",
    wrong: "aws:ecs/service:Service contacts",
    says: "Service contacts: networkConfiguration.assignPublicIp is true",
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(fargateIn(plan).service, { assignPublicIp: true });
    },
  },
  {
    name: "a load balancer on the internet",
    wrong: "aws:lb/loadBalancer:LoadBalancer contacts",
    says: "LoadBalancer contacts: internal is false",
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(fargateIn(plan).loadBalancer, { internal: false });
    },
  },
  {
    name: "pages of anywhere that may call the API",
    wrong: "aws:apigatewayv2/api:Api contacts",
    says: "Api contacts: corsConfiguration",
    change: (plan: DeepMutable<Plan>) => {
      const { api } = gatewayIn(plan);
      Object.assign(api, { corsConfiguration: { ...api.corsConfiguration, allowOrigins: ["*"] } });
    },
  },
  {
    name: "an address that skips the domain",
    wrong: "aws:apigatewayv2/api:Api contacts",
    says: "disableExecuteApiEndpoint is false, and the plan says true",
    change: (plan: DeepMutable<Plan>) => {
      Object.assign(gatewayIn(plan).api, { disableExecuteApiEndpoint: false });
    },
  },
  {
    name: "another path of the domain",
    wrong: "aws:apigatewayv2/apiMapping:ApiMapping contacts",
    says: 'ApiMapping contacts: apiMappingKey is "more", and the plan says nothing',
    change: (plan: DeepMutable<Plan>) => {
      const { domain } = plan.apis.contacts?.hosting ?? expect.fail("no hosting");
      Object.assign(domain, { apiMappingKey: "more" });
    },
  },
])("$name", async ({ change, wrong, says }) => {
  expect(await refusedBySeal(() => deploy(changed(change), undefined, ids), wrong, company, ids)).toContain(
    says,
  );
});

test.for([
  ["a role of nobody's plan", "aws:iam/role:Role more"],
  ["a way around the gateway", "aws:lambda/permission:Permission more"],
  ["a policy of another kind", "aws:s3/bucketPolicy:BucketPolicy more"],
  ["a machine beside the tasks", "aws:ec2/instance:Instance more"],
  ["a name that leads elsewhere", "aws:route53/record:Record more"],
  ["another cloud", "gcp:compute/instance:Instance more"],
])("%s", async ([, wrong = ""]) => {
  const more = async () => {
    await deploy(company, undefined, ids);
    new (class extends pulumi.CustomResource {})(wrong.split(" ")[0] ?? "", "more", {});
  };
  expect(await refusedBySeal(more, wrong, company, ids)).toContain(`${wrong} is in no plan`);
});

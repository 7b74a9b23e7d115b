import { RunError, runtime } from "@pulumi/pulumi";
import { afterEach, describe, expect, test } from "vitest";
import { refuseOtherProvider } from "../../src/infra/provider.ts";
import { planStack } from "../../src/plan/plan.ts";
import { exampleWorkspace } from "../support/examples.ts";

const plan = planStack(exampleWorkspace(), "prod");
const DOMAIN = { "auth0:domain": plan.domain, "aws:region": "eu-central-1" };

afterEach(() => runtime.setAllConfig({}));

function ask(config: Record<string, string>, env: Record<string, string> = {}) {
  runtime.setAllConfig(config);
  return () => refuseOtherProvider(env, plan);
}

describe("the provider works for the plan's tenant and nowhere else", () => {
  test("so it takes the reviewed keys and the plan's domain", () => {
    expect(ask({ ...DOMAIN, "auth0:debug": "true" }, { AUTH0_DOMAIN: plan.domain })).not.toThrow();
  });

  test.for([
    { "auth0:apiToken": "token" },
    { "auth0:clientId": "id" },
    { "aws:endpoints": "[]" },
    { "aws:assumeRoles": "[]" },
    { "aws:profile": "other" },
    { "pulumi:disable-default-providers": "[]" },
  ])("a key that no file may have is refused, wherever it comes from: %j", (more) => {
    const [key] = Object.keys(more);
    expect(ask({ ...DOMAIN, ...more })).toThrow(RunError);
    expect(ask({ ...DOMAIN, ...more })).toThrow(
      `Pulumi's configuration has ${key}, which no reviewed file may have`,
    );
  });

  test("another domain is refused, from configuration or environment, and all is told at once", () => {
    const both = ask({ "auth0:domain": "evil.example" }, { AUTH0_DOMAIN: "other.example" });
    expect(both).toThrow(`Pulumi's auth0:domain is "evil.example": make it ${plan.domain}, or unset it`);
    // Pulumi takes it for the short form, and whichever of the two comes last counts.
    expect(ask({ ...DOMAIN, "auth0:config:domain": "evil.example" })).toThrow(
      `Pulumi's auth0:domain is "evil.example"`,
    );
    runtime.setAllConfig({ "auth0:domain": "evil.example" });
    expect(both).toThrow(`AUTH0_DOMAIN is "other.example"`);
  });

  const tokenFor = (aud: unknown) =>
    ["e30", Buffer.from(JSON.stringify({ aud })).toString("base64url"), "signature"].join(".");

  test.for([
    "https://evil.example/api/v2/",
    ["https://other.example/userinfo", "https://evil.example/api/v2/"],
  ])("a token for another tenant is refused: %j", (aud) => {
    expect(ask(DOMAIN, { AUTH0_API_TOKEN: tokenFor(aud) })).toThrow(
      `AUTH0_API_TOKEN is for the tenant "evil.example": take one of ${plan.domain}, or unset it`,
    );
  });

  test.for([tokenFor(`https://${plan.domain}/api/v2/`), tokenFor(undefined), "opaque", "a.b.c"])(
    "a token for this one, or that does not tell, goes on to be judged by Auth0: %s",
    (token) => {
      expect(ask(DOMAIN, { AUTH0_API_TOKEN: token })).not.toThrow();
    },
  );

  test("AWS at another address is refused", () => {
    expect(ask(DOMAIN, { AWS_ENDPOINT_URL_SECRETS_MANAGER: "https://evil.example" })).toThrow(
      "AWS_ENDPOINT_URL_SECRETS_MANAGER sends what is for AWS elsewhere",
    );
  });
});

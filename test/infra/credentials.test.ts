import { RunError, runtime } from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { refuseWithoutCredentials } from "../../src/infra/credentials.ts";

const ask = (env: Record<string, string>) => () => refuseWithoutCredentials(env, "our-app.auth0.example");

describe("Pulumi's program", () => {
  beforeEach(() => runtime.setAllConfig({}));
  afterEach(() => runtime.setAllConfig({}));

  test.for([
    {},
    { AUTH0_CLIENT_ID: "a" },
    { AUTH0_CLIENT_SECRET: "b" },
    { AUTH0_API_TOKEN: "" },
    { AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: "k" },
  ])("says what to set with %j", (env) => {
    expect(ask(env)).toThrow(RunError);
    expect(ask(env)).toThrow(
      "no credentials for the Management API of our-app.auth0.example: set AUTH0_CLIENT_ID and AUTH0_CLIENT_SECRET, ",
    );
  });

  test.for([
    { AUTH0_API_TOKEN: "t" },
    { AUTH0_CLIENT_ID: "a", AUTH0_CLIENT_SECRET: "b" },
    { AUTH0_CLIENT_ID: "a", AUTH0_CLIENT_ASSERTION_PRIVATE_KEY: "k" },
    { AUTH0_CLI_LOGIN: "true" },
  ])("goes on with %j", (env) => {
    expect(ask(env)).not.toThrow();
  });

  test("takes none from configuration, which files could have", () => {
    runtime.setAllConfig({ "auth0:clientId": "a", "auth0:clientSecret": "b" });
    expect(ask({})).toThrow("no credentials for the Management API");
  });
});

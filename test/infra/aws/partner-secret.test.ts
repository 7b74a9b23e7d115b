import { RunError } from "@pulumi/pulumi";
import { expect, test } from "vitest";
import { secretText } from "../../../src/infra/aws/partner-secret.ts";

const value = {
  issuer: "https://our-app.auth0.example/",
  token_endpoint: "https://our-app.auth0.example/oauth/token",
};

test("a secret holds all that a client needs to get a token", () => {
  expect(JSON.parse(secretText("acme-cms", value, "id", "hush"))).toEqual({
    ...value,
    client_id: "id",
    client_secret: "hush",
  });
});

test.for(["", undefined])(
  "a client secret that Auth0 did not tell (%j) never replaces one that works",
  (told) => {
    expect(() => secretText("acme-cms", value, "id", told)).toThrow(RunError);
    expect(() => secretText("acme-cms", value, "id", told)).toThrow(
      /client secret of acme-cms.*nothing was written.*read:client_keys/,
    );
  },
);

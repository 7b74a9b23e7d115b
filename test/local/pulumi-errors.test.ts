// What Pulumi says when it fails → what a person is told: each error once, with the way on.
import { CommandError } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { explainFailure } from "../../local/failure.ts";

/** As the Automation API throws it: with all that the command has printed. */
const failed = (printed: string) =>
  new CommandError({ toString: () => `code: 255\n stdout: \n stderr: ${printed}\n` } as never);

const explain = (printed: string) =>
  explainFailure(failed(printed), { stopping: false, folder: "/w/.local" });

const STATE = "/w/.local/pulumi/state/.pulumi/stacks/partner-access/local.json";
const unsaved = (step: string, temporary: string) =>
  `error: ${step}failed to save snapshot: open ${STATE}.${temporary}.tmp: file too large`;

const FULL =
  "error: there is no room left to write in /w/.local: make room; what was done before is kept, and the next run goes on";

test("several steps that cannot be saved, each into a file of its own, are told once", () => {
  const { code, text } = explain(
    [
      "Diagnostics:",
      "  auth0:index:Client (acme-cms):",
      `    ${unsaved("post-step event returned an error: ", "3f2a")}`,
      "  auth0:index:Client (ember-mail):",
      `    ${unsaved("post-step event returned an error: ", "99c1")}`,
      `    ${unsaved("pre-step event returned an error: ", "0d11")}`,
      "  pulumi:pulumi:Stack (partner-access-local):",
      "    error: update failed",
      `${unsaved("", "ab12")}`,
    ].join("\n"),
  );
  expect(text).toBe(`${FULL}\n  failed to save snapshot: open ${STATE}: file too large`);
  expect(code).toBe(3);
});

test("errors that differ are all told, in their order", () => {
  const { code, text } = explain(
    [
      "  auth0:index:Client (acme-cms):",
      "    error: 1 error occurred:",
      "    \t* 503 Service Unavailable: the tenant is busy",
      "  auth0:index:ClientGrant (acme-cms/contacts/user):",
      "    error: 1 error occurred:",
      "    \t* 404 Not Found: there is no such application",
      "  auth0:index:Client (ember-mail):",
      "    error: 1 error occurred:",
      "    \t* 503 Service Unavailable: the tenant is busy",
      "  pulumi:pulumi:Stack (partner-access-local):",
      "    error: update failed",
    ].join("\n"),
  );
  expect(text).toBe(
    "error: pulumi failed; what it did before is kept, and the next run goes on\n" +
      "  503 Service Unavailable: the tenant is busy\n" +
      "  404 Not Found: there is no such application",
  );
  expect(code).toBe(1);
});

test("a failure in no words that are known is told as it is", () => {
  const { code, text } = explain("panic: runtime error");
  expect(text).toContain("error: pulumi failed; what it did before is kept");
  expect(text).toContain("panic: runtime error");
  expect(code).toBe(1);
});

import { describe, expect, test } from "vitest";
import { newBrowser } from "../support/browser.ts";
import { authorizeUrl, CALLBACK, partnerWorld, signIn } from "../support/oauth.ts";
import { deploy } from "./support/actions.ts";

const strict = { client: { redirection_policy: "allow_always" } };

describe("an Action that misbehaves ends the sign-in:", () => {
  test.for([
    { name: "it throws", body: `throw new Error("secret detail")` },
    { name: "it never ends", body: `for (;;) {}` },
    {
      name: "it goes on in microtasks",
      body: `const again = () => Promise.resolve().then(again); await again();`,
    },
    { name: "it waits for nothing", body: `await new Promise(() => {})` },
    { name: "it needs a module", body: `require("fs")` },
    { name: "it imports", body: `await import("node:fs")` },
    { name: "it reaches for the process", body: `process.exit(0)` },
    { name: "it makes code from text", body: `new Function("return 1")()` },
    {
      name: "it climbs out through an object it was given",
      body: `api.accessToken.setCustomClaim.constructor("return process")().exit(0)`,
    },
    { name: "it eats memory", body: `const all = []; for (;;) all.push(new Array(1e6).fill(all.length))` },
  ])("$name", async ({ body }) => {
    const world = await partnerWorld(strict);
    await deploy(world, "post-login", [body]);
    const back = await signIn(world);
    expect([back.get("error"), back.get("error_description")]).toEqual([
      "access_denied",
      "An Action failed.",
    ]);
  });

  test("for a strict application on a page", async () => {
    const world = await partnerWorld();
    await deploy(world, "post-login", [`throw new Error("secret detail")`]);
    const browser = newBrowser(world.app);
    await signIn(world, {}, browser);
    expect(browser.view().text).toContain("An Action failed.");
    expect(browser.view().text).not.toContain("secret detail");
    expect((await browser.visit(authorizeUrl(world))).url.href).not.toContain(CALLBACK);
  });
});

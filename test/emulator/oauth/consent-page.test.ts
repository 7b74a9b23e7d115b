import { describe, expect, test } from "vitest";
import { permissionsOf } from "../../../emulator/oauth/consent-page.ts";
import { AUDIENCE, afterLogin, partnerWorld } from "../support/oauth.ts";

describe("the consent page", () => {
  test("says who asks, in the words of the API where the tenant wants them", async () => {
    const world = await partnerWorld({
      client: { name: 'Acme & "Sons"', logo_uri: "https://cms.acme.example/logo.png" },
    });
    expect((await afterLogin(world)).text).toContain("Contacts: read your contacts");
    await world.call("PATCH", "/tenants/settings", { flags: { use_scope_descriptions_for_consent: true } });
    const { text } = await afterLogin(world);
    expect(text).toContain("Authorize Acme &amp; &quot;Sons&quot;");
    // The footer says that nothing leaves this machine: a picture of the application's would.
    expect(text).not.toMatch(/<img|src=|logo\.png/);
    expect(text).toContain("the account of <strong>Ana (ana@first.example)</strong>");
    expect(text).toContain("See your contacts");
    expect(text).toContain("Keep this access while you are away");
    expect(text).not.toContain("Change your contacts");
    expect(text).toContain("cms.acme.example");
  });

  test.for([
    {
      name: "groups actions by resource",
      byDescription: false,
      scopes: ["read:contacts", "write:contacts", "read:notes", "everything"],
      lines: ["Contacts: read and write your contacts", "Notes: read your notes", "everything"],
    },
    {
      name: "falls back to a scope without description",
      byDescription: true,
      scopes: ["read:contacts", "read:notes"],
      lines: ["See your contacts", "read:notes"],
    },
    {
      name: "knows the scopes about the person",
      byDescription: false,
      scopes: ["openid", "profile", "email"],
      lines: ["See your profile: your name and picture", "See your email address"],
    },
  ])("$name", ({ scopes, byDescription, lines }) => {
    const server = {
      id: "1",
      identifier: AUDIENCE,
      scopes: [{ value: "read:contacts", description: "See your contacts" }],
    };
    expect(permissionsOf(scopes, server, byDescription)).toEqual(lines);
  });

  test.for([true, false])(
    "says that a token for an API without scopes opens all of it (%s)",
    (byDescription) => {
      const server = { id: "1", identifier: AUDIENCE, name: "Prices", scopes: [] };
      expect(permissionsOf([], server, byDescription)).toEqual(["Use all of Prices"]);
      expect(permissionsOf(["email", "offline_access"], server, byDescription)).toEqual([
        "Use all of Prices",
        "See your email address",
        "Keep this access while you are away",
      ]);
    },
  );

  test("says that nothing else is known only where no API is reached", async () => {
    const world = await partnerWorld({
      client: { is_first_party: true, third_party_security_mode: undefined },
    });
    const page = (changes: Record<string, string | undefined>) =>
      afterLogin(world, { scope: "openid", prompt: "consent", ...changes });
    expect((await page({ audience: undefined })).text).toContain(
      "that you have an account, and nothing else.",
    );
    expect((await page({})).text).toContain(
      "that you have an account, and reach Contacts without any scope.",
    );
  });
});

// What a platform engineer types on `dev` and `prod`: plain `pulumi`, with the program it starts by itself.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { view } from "../support/local.ts";
import { PlainStack } from "../support/plain-stack.ts";

let plain: PlainStack;

beforeAll(async () => {
  plain = await PlainStack.create();
});

afterAll(() => plain?.close());

describe("plain pulumi on the stack dev", () => {
  test("previews every partner of that stack, and no other", async () => {
    const { code, output } = await plain.pulumi("preview", "--stack", "dev");
    expect(output).toMatch(/auth0:index:Client +acme-cms +create/);
    // Declared for local and prod only.
    expect(output).not.toContain("daylight-forms");
    expect(code).toBe(0);
    expect(Object.keys((await view(plain.tenant)).applications)).toEqual([]);
  });

  test("deploys them, and tells their client IDs as outputs", async () => {
    expect(await plain.pulumi("up", "--yes", "--stack", "dev")).toMatchObject({ code: 0 });
    const { output } = await plain.pulumi("stack", "output", "--json", "--stack", "dev");
    const { partners } = JSON.parse(output) as { partners: Record<string, { client_id: string }> };
    const { applications } = await view(plain.tenant);
    expect(Object.entries(partners).map(([id, { client_id }]) => [id, client_id])).toEqual(
      Object.entries(applications)
        .map(([id, [client]]) => [id, client?.client_id])
        .sort(),
    );
    expect(Object.keys(partners)).toContain("acme-cms");
  });

  test("knows the client secrets that a stack on AWS hands on, and shows them to nobody unasked", async () => {
    const { applications } = await view(plain.tenant);
    const secret = applications["acme-cms"]?.[0]?.client_secret ?? expect.fail("no secret");
    const stateOf = async (...options: string[]) => {
      const { output } = await plain.pulumi("stack", "export", "--stack", "dev", ...options);
      const { deployment } = JSON.parse(output) as { deployment: { resources: Record<string, unknown>[] } };
      return deployment.resources.find(({ urn }) => String(urn).endsWith("::acme-cms/credentials"));
    };
    expect(JSON.stringify(await stateOf("--show-secrets"))).toContain(secret);
    const stored = await stateOf();
    expect(stored?.outputs).toMatchObject({ clientSecret: { ciphertext: expect.any(String) } });
    expect(JSON.stringify(stored)).not.toContain(secret);
  });

  test("has nothing to change afterwards", async () => {
    const { code, output } = await plain.pulumi("preview", "--expect-no-changes", "--stack", "dev");
    expect(output).toMatch(/Resources:\n +\d+ unchanged\n/);
    expect(code).toBe(0);
  });

  test("refuses code that grants more than the plan says, in the preview and without one", async () => {
    const good = plain.read("src/infra/partner-access.ts");
    plain.edit("src/infra/partner-access.ts", (t) =>
      t.replace("scopes: [...grant.scopes]", 'scopes: [...grant.scopes, "delete:contacts"]'),
    );
    const grants = async () => (await view(plain.tenant)).applications;
    const before = await grants();
    const preview = await plain.pulumi("preview", "--stack", "dev");
    const up = await plain.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    plain.write("src/infra/partner-access.ts", good);
    for (const { code, output } of [preview, up]) {
      expect(output).toMatch(
        /ClientGrant acme-cms\/contacts\/user: scopes is \[.*"delete:contacts"\], and the plan says \[/,
      );
      expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
      expect(code).not.toBe(0);
    }
    expect(await grants()).toEqual(before);
  });

  test("refuses declarations with findings: places, no stack trace, nothing deployed", async () => {
    const good = plain.read("partners/acme-cms.yaml");
    plain.edit("partners/acme-cms.yaml", (t) => t.replace("scopes: [read:contacts", "scopes: [read:contcts"));
    const requests = plain.tenant.requests.length;
    const { code, output } = await plain.pulumi("preview", "--stack", "dev");
    plain.write("partners/acme-cms.yaml", good);
    expect(code).not.toBe(0);
    expect(output).toMatch(/partners\/acme-cms\.yaml:\d+:\d+: .*"read:contcts".* \[grant-scope-declared\]/);
    expect(output).not.toMatch(/\n\s+at .*\.ts:\d+/);
    expect(plain.tenant.requests.length).toBe(requests);
  });

  test("stops before anything is created when a connection is not what tenant.yaml says", async () => {
    const good = plain.read("tenant.yaml");
    plain.edit("tenant.yaml", (t) =>
      t.replace(/(google-oauth2\n(?:.*\n)*?.*is_domain_connection: )true/, "$1false"),
    );
    const { code, output } = await plain.pulumi("preview", "--stack", "dev");
    plain.write("tenant.yaml", good);
    expect(output).toContain('connection "google-oauth2": tenant.yaml says is_domain_connection: false');
    expect(code).not.toBe(0);
  });
});

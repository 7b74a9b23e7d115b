// The first deployment onto a tenant in use, as docs/first-deployment.md says it: nobody is locked out, nothing is lost.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parseFault } from "../../emulator/faults/parse.ts";
import { unwrapped } from "../support/command.ts";
import { COMPANY_IN_USE } from "../support/company.ts";
import { pagePulumi, pageVerb } from "../support/first-page.ts";
import { PlainStack } from "../support/plain-stack.ts";
import {
  declareUse,
  everythingIn,
  NO_ACCOUNT,
  ORDERS,
  refresh,
  scopesIn,
  signIn,
  type UsedTenant,
  useTenant,
} from "../support/used-tenant.ts";
import { dependOnAws, urnsIn } from "./support/aws-in-state.ts";

let stack: PlainStack;
let used: UsedTenant;

beforeAll(async () => {
  stack = await PlainStack.create(COMPANY_IN_USE);
  used = await useTenant(stack.tenant);
});
afterAll(() => stack?.close());

const everything = () => everythingIn(stack.tenant);
const up = (env: Record<string, string> = {}) =>
  stack.start(["up", "--yes", "--skip-preview", "--stack", "dev"], env).ended;
/** As the page says it, which prints the checksum last. */
const review = (...more: string[]) => stack.verb(...pageVerb("review", "dev"), ...more);
const checksum = async () => (await review()).out.trim().split("\n").at(-1)?.trim().split(" ")[0] ?? "";
const upWith = (sum: string) =>
  stack.start(
    [...pagePulumi("PARTNER_ACCESS_EXPECT_CHECKSUM=… pulumi up", "dev"), "--yes", "--skip-preview"],
    { PARTNER_ACCESS_EXPECT_CHECKSUM: sum },
  ).ended;

describe("refused, and the tenant stays byte for byte what it was", () => {
  let before: unknown;

  beforeAll(async () => {
    before = await everything();
  });

  async function refused(env: Record<string, string>, ...says: string[]): Promise<void> {
    const { code, output } = await up(env);
    if (code === 0) throw new Error(output);
    for (const part of says) expect(output.replaceAll(/\s+/g, " ")).toContain(part);
    expect(await everything()).toEqual(before);
  }

  test("with nothing of the tenant declared", () =>
    refused(
      {},
      "already: write into apis/orders.yaml",
      `resource_server_id: ${used.api}`,
      "Our app",
      "Back office",
    ));

  test("with our own back office not declared", async () => {
    declareUse(stack.root, used);
    const text = stack.read("tenant.yaml");
    stack.write("tenant.yaml", text.replace(/ {2}back-office:[\s\S]*/, ""));
    await refused(
      {},
      `locks out applications that no file declares: "Back office" (${used.backOffice.client_id})`,
    );
    stack.write("tenant.yaml", text);
  });

  test("with a scope less than the API has", async () => {
    const [api, tenant] = [stack.read("apis/orders.yaml"), stack.read("tenant.yaml")];
    stack.write("apis/orders.yaml", api.replace(/.*admin:orders.*\n/g, ""));
    stack.write("tenant.yaml", tenant.replace("[read:orders, admin:orders]", "[read:orders]"));
    await refused(
      {},
      'has scopes that apis/orders.yaml lacks, and the update would remove them: "admin:orders"',
    );
    stack.write("apis/orders.yaml", api);
    stack.write("tenant.yaml", tenant);
  });

  test("without the checksum of a review of the tenant, with what to run", () =>
    refused(
      {},
      "this is the first update of stack dev, its tenant",
      "nobody reviewed what it changes there",
      "it has the API of apis/orders.yaml",
      "npm run -s partner-access -- review --against-tenant --stack dev",
    ));

  test("with an Action of our name that somebody made, which nothing takes up instead", async () => {
    const { id } = await stack.management<{ id: string }>("POST", "actions/actions", {
      name: "partner-access-account-claim",
      code: "exports.onExecutePostLogin = async () => undefined;",
      runtime: "node22",
      supported_triggers: [{ id: "post-login", version: "v3" }],
    });
    const found = await up();
    expect(found.output.replaceAll(/\s+/g, " ")).toContain(
      `already, with other code (${id}): rename it there`,
    );
    const kept = await stack.verb("recover", "--stack", "dev", "--keep", id, "--write");
    expect(kept).toMatchObject({ exit: 3, err: expect.stringContaining("has made anything yet") });
    expect(await stack.verb("recover", "--stack", "dev", "--write")).toMatchObject({ exit: 0 });
    expect((await up()).code).not.toBe(0);
    await stack.management("DELETE", `actions/actions/${id}`);
    await refused({}, "nobody reviewed what it changes there");
  });

  test("with an identifier that the tenant spells otherwise, which the review says", async () => {
    const api = stack.read("apis/orders.yaml");
    stack.write("apis/orders.yaml", api.replace(/stacks:[\s\S]*/, "").replace(ORDERS, `${ORDERS}/`));
    await refused({}, "nobody reviewed what it changes there");
    const { out } = await review("--format", "json");
    expect(out).toContain("first-beside");
    stack.write("apis/orders.yaml", api);
  });

  test("with the checksum of the plan alone", async () => {
    const { out } = await stack.verb("review", "--stack", "dev", "--format", "json");
    const plan = JSON.parse(out).checksums[0].checksum;
    await refused({ PARTNER_ACCESS_EXPECT_CHECKSUM: plan }, "is not the checksum of a review of both");
  });
});

test("before it, drift says that nothing is deployed, and advises no update", async () => {
  const { out } = await stack.verb("drift", "--stack", "dev");
  expect(out).toMatch(/not deployed yet|nothing of this stack was deployed yet/);
  expect(out).not.toMatch(/find out who|pulumi up|puts it back/);
});

test("a preview is told what the update will ask for", async () => {
  const { code, output } = await stack.pulumi(...pagePulumi("pulumi preview", "dev"));
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(output).toContain("review --against-tenant --stack dev");
});

describe("once it is reviewed", () => {
  test("the review counts who is refused, and users get their account before", async () => {
    const { out } = await review();
    expect(out.replaceAll(/\s+/g, " ")).toContain("3 of all 5 users have no account in app_metadata.account");
    const users = await stack.management<{ user_id: string; app_metadata?: { account?: string } }[]>(
      "GET",
      "users",
    );
    for (const { user_id, app_metadata } of users)
      if (!app_metadata?.account)
        await stack.management("PATCH", `users/${encodeURIComponent(user_id)}`, {
          app_metadata: { account: "third" },
        });
    expect((await review()).out).not.toContain("no account in");
  });

  test("one that is interrupted asks for another review, of files that were changed since too", async () => {
    const reviewed = await checksum();
    stack.tenant.faults.add(parseFault("POST client-grants: 400 x9"));
    expect((await upWith(reviewed)).code).not.toBe(0);
    stack.tenant.faults.clear();
    const partner = stack.read("partners/acme-cms.yaml");
    stack.write(
      "partners/acme-cms.yaml",
      partner.replace(/^description: .*/m, "description: Something else"),
    );
    const before = await everything();
    for (const { code, output } of [await upWith(reviewed), await up()]) {
      expect(code).not.toBe(0);
      expect(output).toContain("the first update of stack dev has not come to its end");
    }
    expect(await everything()).toEqual(before);
    stack.write("partners/acme-cms.yaml", partner);
  });

  test("its checksum lets the update through", async () => {
    const { code, output } = await upWith(await checksum());
    expect({ code, output }).toMatchObject({ code: 0 });
    expect(Object.keys((await stack.outputs()).partners)).toEqual(["acme-cms"]);
  });

  test("our app's refresh token goes on, with the scopes it had", async () => {
    const answer = await refresh(stack.tenant, used.app, used.sessions.app);
    expect(scopesIn(answer)).toEqual(["read:orders"]);
  });

  test("so does the back office's, with admin:orders", async () => {
    const answer = await refresh(stack.tenant, used.backOffice, used.sessions.backOffice);
    expect(scopesIn(answer)).toEqual(["admin:orders", "read:orders"]);
  });

  test("users sign in anew, those who had no account too", async () => {
    expect(scopesIn(await signIn(stack.tenant, used.app, "read:orders"))).toEqual(["read:orders"]);
    expect(scopesIn(await signIn(stack.tenant, used.backOffice, "admin:orders", NO_ACCOUNT))).toEqual([
      "admin:orders",
    ]);
  });

  test("the API is the one it was, closed, with every scope", async () => {
    expect(await stack.management("GET", `resource-servers/${used.api}`)).toMatchObject({
      identifier: ORDERS,
      token_lifetime: 3600,
      scopes: expect.arrayContaining([
        expect.objectContaining({ value: "admin:orders" }),
        expect.objectContaining({ value: "read:orders" }),
      ]),
      subject_type_authorization: { user: { policy: "require_client_grant" } },
    });
  });

  test("a second update changes nothing, and asks for no checksum", async () => {
    const before = await everything();
    const { code, output } = await up();
    expect({ code, output }).toEqual({ code: 0, output: expect.any(String) });
    expect(await everything()).toEqual(before);
    const preview = pagePulumi("pulumi preview --stack prod --expect-no-changes", "dev");
    expect((await stack.pulumi(...preview, "--refresh")).code).toBe(0);
  });

  test("and drift finds nothing", async () => {
    const { exit, out } = await stack.verb("drift", "--stack", "dev");
    expect({ exit, out }).toEqual({ exit: 0, out: expect.stringMatching(/^no drift/) });
  });
});

test("a partner becomes an application of ours by the command that the refusal names, and loses nothing", async () => {
  const { client_id: id } = (await stack.outputs()).partners["acme-cms"] ?? expect.fail("no partner");
  const grants = () => stack.management<{ id: string }[]>("GET", `client-grants?client_id=${id}`);
  const before = await grants();
  expect(before).toHaveLength(1);
  stack.delete("partners/acme-cms.yaml");
  stack.write(
    "tenant.yaml",
    `${stack.read("tenant.yaml")}  cms:
    name: CMS
    stacks: { dev: { client_id: ${id} } }
    grants:
      - { api: orders, subject_type: user, scopes: [read:orders] }
`,
  );
  await dependOnAws(stack, "acme-cms");
  const refused = await up();
  expect(refused.code).not.toBe(0);
  const [, command = ""] = /pulumi (state delete .*)/.exec(refused.output) ?? [];
  const words = command
    .trim()
    .split(" ")
    .map((word) => word.replaceAll("'", ""));
  const held = await urnsIn(stack);
  expect((await stack.pulumi(...words)).code).toBe(0);
  const left = await urnsIn(stack);
  const forgotten = held.filter((urn) => !left.includes(urn)).map((urn) => urn.split("::").at(-1));
  // The component with its application, credentials and grant, and what the refusal names besides.
  expect(forgotten).toEqual([
    "acme-cms",
    "acme-cms",
    "acme-cms/credentials",
    "acme-cms/orders/user",
    "aws/integrations/acme-cms",
    "aws/boards",
  ]);
  expect(unwrapped(refused.output)).toContain(
    "the state also forgets Parameter aws/integrations/acme-cms, Dashboard aws/boards: AWS keeps them",
  );
  const { code, output } = await up();
  expect({ code, output }).toMatchObject({ code: 0 });
  expect(await stack.management("GET", `clients/${id}`)).toMatchObject({ name: "Acme CMS" });
  expect(await grants()).toEqual(before);
});

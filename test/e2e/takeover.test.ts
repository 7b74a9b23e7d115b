// A tenant in use: our API, our app and our back office are there already, and become the stack's without an outage.
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { keepPartners } from "../support/company.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { firstUp } from "../support/used-tenant.ts";

const AUDIENCE = "https://api.our-app.example/contacts";
const API = "apis/contacts.yaml";

let stack: PlainStack;
let api: { id: string };
let app: { client_id: string };
let backOffice: { client_id: string };
let grant: { id: string };

interface LiveApi {
  readonly id: string;
  readonly scopes: readonly { readonly value: string }[];
  readonly subject_type_authorization: { readonly user: { readonly policy: string } };
}
interface LiveGrant {
  readonly id: string;
  readonly client_id: string;
  readonly scope: readonly string[];
  readonly subject_type: string;
}

const firstParty = (name: string, more: object) =>
  stack.management<{ client_id: string }>("POST", "clients", { name, is_first_party: true, ...more });
const liveApi = () => stack.management<LiveApi>("GET", `resource-servers/${api.id}`);
const grants = () => stack.management<LiveGrant[]>("GET", "client-grants");
const scopesOf = ({ scopes }: LiveApi) => scopes.map(({ value }) => value).sort();

beforeAll(async () => {
  stack = await PlainStack.create();
  keepPartners(stack.root, ["cargo-index"]);
  const scopes = ["read:contacts", "create:contacts", "admin:contacts"].map((value) => ({
    value,
    description: `Old words for ${value}`,
  }));
  api = await stack.management("POST", "resource-servers", {
    name: "Contacts (old)",
    identifier: AUDIENCE,
    scopes,
    token_lifetime: 86_400,
    subject_type_authorization: { user: { policy: "allow_all" }, client: { policy: "require_client_grant" } },
  });
  app = await firstParty("Our app", {
    app_type: "spa",
    grant_types: ["authorization_code", "refresh_token"],
    callbacks: ["https://our-app.example/callback"],
  });
  backOffice = await firstParty("Back office", {
    app_type: "non_interactive",
    grant_types: ["client_credentials"],
  });
  grant = await stack.management("POST", "client-grants", {
    client_id: backOffice.client_id,
    audience: AUDIENCE,
    subject_type: "client",
    scope: ["read:contacts", "admin:contacts"],
  });
});

afterAll(() => stack?.close());

const preview = () => stack.pulumi("preview", "--stack", "dev", "--diff");

const declareOwn = (scopes: string) =>
  stack.edit(
    "tenant.yaml",
    (text) => `${text}
own_applications:
  our-app:
    name: Our app
    stacks: { dev: { client_id: ${app.client_id} } }
    grants:
      - { api: contacts, subject_type: user, scopes: [read:contacts, create:contacts] }
  back-office:
    name: Back office
    stacks: { dev: { client_id: ${backOffice.client_id} } }
    grants:
      - { api: contacts, subject_type: client, scopes: [${scopes}] }
`,
  );

describe("the first update onto a tenant in use", () => {
  test("is refused before anything changes, with everything that has to be written", async () => {
    for (const command of ["preview", "up --yes --skip-preview"]) {
      const { code, output } = await stack.pulumi(...command.split(" "), "--stack", "dev");
      expect(code, output).not.toBe(0);
      for (const said of [
        "nothing is changed in stack dev, since its tenant has what the files do not say",
        `the tenant has the API "${AUDIENCE}" already: write into apis/contacts.yaml`,
        `dev: { resource_server_id: ${api.id} }`,
        'has scopes that apis/contacts.yaml lacks, and the update would remove them: "admin:contacts"',
        `require_client_grant of contacts for users locks out applications that no file declares: "Our app" (${app.client_id})`,
        `stacks: { dev: { client_id: "${app.client_id}" } }`,
      ])
        expect(output).toContain(said);
      expect(output).not.toContain("Back office");
    }
    expect(scopesOf(await liveApi())).toEqual(["admin:contacts", "create:contacts", "read:contacts"]);
  });

  test("takes nothing away from our own applications in silence", async () => {
    stack.edit(API, (text) => `${text}\nstacks:\n  dev: { resource_server_id: ${api.id} }\n`);
    stack.edit(API, (text) =>
      text.replace(
        "scopes:\n",
        "scopes:\n  admin:contacts: { description: Everything, sensitivity: high }\n",
      ),
    );
    declareOwn("read:contacts");
    const { code, output } = await preview();
    expect(code, output).not.toBe(0);
    expect(output).toContain(
      'the grant of own_applications.back-office for contacts, without a user, has scopes in the tenant that tenant.yaml lacks, and the update would take them away: "admin:contacts"',
    );
    stack.edit("tenant.yaml", (text) =>
      text.replace(
        "subject_type: client, scopes: [read:contacts]",
        "subject_type: client, scopes: [admin:contacts, read:contacts]",
      ),
    );
  });

  test("imports what is there, and neither replaces nor deletes", async () => {
    const { code, output } = await preview();
    expect(code, output).toBe(0);
    for (const type of [
      "resourceServer:ResourceServer",
      "resourceServerScopes:ResourceServerScopes",
      "clientGrant:ClientGrant",
    ])
      expect(output).toMatch(new RegExp(`auth0:index/${type}: \\(import\\)`));
    expect(output).not.toMatch(/\((replace|delete)/);
    await firstUp(stack);
    const live = await liveApi();
    expect(live).toMatchObject({
      name: "Contacts",
      token_lifetime: 3600,
      subject_type_authorization: { user: { policy: "require_client_grant" } },
    });
    expect(scopesOf(live)).toContain("admin:contacts");
    const all = await grants();
    const own = (clientId: string) => all.filter(({ client_id }) => client_id === clientId);
    expect(own(app.client_id)).toMatchObject([
      { subject_type: "user", scope: ["create:contacts", "read:contacts"] },
    ]);
    expect(own(backOffice.client_id)).toMatchObject([
      { id: grant.id, scope: ["admin:contacts", "read:contacts"] },
    ]);
  });

  test("is done once: the second changes nothing", async () => {
    const { code, output } = await stack.pulumi(
      "preview",
      "--stack",
      "dev",
      "--expect-no-changes",
      "--refresh",
    );
    expect(code, output).toBe(0);
  });

  test("leaves what was reviewed to later changes: a scope that one of ours uses stays", async () => {
    const before = stack.read(API);
    stack.edit(API, (text) => text.replace(/ {2}admin:contacts.*\n/, ""));
    const { exit, out, err } = await stack.verb("check");
    expect(exit).toBe(1);
    expect(`${out}${err}`).toContain("grant-scope-declared");
    stack.write(API, before);
  });
});

describe("once somebody opens the API by hand, and an application comes to need that", () => {
  const openByHand = () =>
    stack.management("PATCH", `resource-servers/${api.id}`, {
      subject_type_authorization: {
        user: { policy: "allow_all" },
        client: { policy: "require_client_grant" },
      },
    });

  // The state knows nothing of it: it is as the last update left it, and a refresh writes it down after the program ran.
  test.for([
    { name: "with --refresh", options: ["--refresh"], lifetime: undefined },
    { name: "that changes something else of the API", options: [], lifetime: "30m" },
  ])("an update $name closes it only when nobody is locked out", async ({ options, lifetime }) => {
    const forgotten = await firstParty("Forgotten", {
      app_type: "spa",
      grant_types: ["authorization_code"],
      callbacks: ["https://forgotten.our-app.example/callback"],
    });
    await openByHand();
    if (lifetime !== undefined)
      stack.edit(API, (text) => text.replaceAll(/(token_lifetime\w*): .*/g, `$1: ${lifetime}`));
    const update = () => stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev", ...options);
    const { code, output } = await update();
    expect(code, output).not.toBe(0);
    expect(output).toContain(
      `require_client_grant of contacts for users, which somebody set to allow_all by hand since the last update, locks out applications that no file declares: "Forgotten" (${forgotten.client_id})`,
    );
    expect((await liveApi()).subject_type_authorization.user.policy).toBe("allow_all");
    await stack.management("DELETE", `clients/${forgotten.client_id}`);
    const again = await update();
    expect(again.code, again.output).toBe(0);
    expect((await liveApi()).subject_type_authorization.user.policy).toBe("require_client_grant");
  });
});

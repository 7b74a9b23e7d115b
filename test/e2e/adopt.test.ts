// An application that somebody made in the tenant long ago becomes a partner's, and keeps its client ID.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { unwrapped } from "../support/command.ts";
import { COMPANY } from "../support/company.ts";
import { PlainStack } from "../support/plain-stack.ts";
import { commitAll, idsIn, refusedUpdate } from "./support/renaming.ts";

const FILE = "partners/acme-cms.yaml";
const AUDIENCE = "https://api.our-app.example/contacts";

let stack: PlainStack;
let old: { client_id: string; client_secret: string };
let grantId: string;
let further: { id: string };

interface Client {
  readonly client_id: string;
  readonly client_secret: string;
  readonly name: string;
  readonly callbacks: readonly string[];
}

const clients = () => stack.management<Client[]>("GET", "clients?per_page=100");

beforeAll(async () => {
  stack = await PlainStack.deployed(["beacon-crm"]);
  const file = readFileSync(join(COMPANY, FILE), "utf8");
  // Made by hand: with another name and callback, and with more than the file grants.
  old = await stack.management("POST", "clients", {
    name: "Acme (pilot)",
    is_first_party: false,
    third_party_security_mode: "strict",
    app_type: "regular_web",
    token_endpoint_auth_method: "client_secret_post",
    callbacks: ["https://pilot.acme.example/callback"],
    grant_types: ["authorization_code"],
  });
  const scope = ["delete:contacts", "read:contacts"];
  const grant = { client_id: old.client_id, audience: AUDIENCE, scope, subject_type: "user" };
  grantId = (await stack.management<{ id: string }>("POST", "client-grants", grant)).id;
  further = await stack.management("POST", "client-grants", { ...grant, subject_type: "client" });
  stack.write(FILE, file.replace("\n  dev:\n", `\n  dev:\n    client_id: ${old.client_id}\n`));
});

afterAll(() => stack?.close());

const STRICT = "third_party_security_mode: strict";
const PERMISSIVE = "third_party_security_mode: permissive";

describe("an application made by hand", () => {
  test("is not taken over with a grant that no file names, or as another kind: the run stops before it begins", async () => {
    stack.edit(FILE, (text) => text.replace(STRICT, PERMISSIVE));
    const { code, output } = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    stack.edit(FILE, (text) => text.replace(PERMISSIVE, STRICT));
    expect(code).not.toBe(0);
    expect(output).toContain(
      `partners/acme-cms.yaml says that ${old.client_id} is third-party, permissive, and it was made third-party, strict, which Auth0 never changes`,
    );
    expect(output).toContain("error: nothing is changed in stack dev");
    expect(output).toContain(
      'the application of partners/acme-cms.yaml has a grant for "https://api.our-app.example/contacts", subject type "client", in the tenant that the file does not name, and would keep it: delete it in the tenant, or write it into the file; an API that has no file gets one by `import`',
    );
    expect((await clients()).find(({ client_id }) => client_id === old.client_id)?.name).toBe("Acme (pilot)");
    await stack.management("DELETE", `client-grants/${further.id}`);
  });

  test("is taken over, and the first preview shows what will change on it", async () => {
    const { code, output } = await stack.pulumi("preview", "--stack", "dev", "--diff");
    expect({ code, output }).toMatchObject({ code: 0 });
    for (const change of [
      '"Acme (pilot)" => "Acme CMS"',
      '"https://pilot.acme.example/callback" => "https://staging.acme.example/our-app/callback"',
      '- [0]: "delete:contacts"',
    ])
      expect(output).toContain(change);
    expect(output).toMatch(/auth0:index\/client:Client: \(import\)/);
    expect(output).toMatch(/auth0:index\/clientGrant:ClientGrant: \(import\)/);
    expect(output).not.toMatch(/\((replace|delete)/);
    expect((await clients()).find(({ client_id }) => client_id === old.client_id)?.name).toBe("Acme (pilot)");
  });

  test("has what its file says after the update, with the same client ID and secret", async () => {
    await stack.up();
    expect((await stack.outputs()).partners["acme-cms"]?.client_id).toBe(old.client_id);
    const named = (await clients()).filter(({ name }) => name.startsWith("Acme"));
    expect(named).toMatchObject([
      {
        client_id: old.client_id,
        client_secret: old.client_secret,
        name: "Acme CMS",
        callbacks: ["https://staging.acme.example/our-app/callback"],
      },
    ]);
    const grants = await stack.management(
      "GET",
      `client-grants?client_id=${old.client_id}&subject_type=user`,
    );
    expect(grants).toMatchObject([{ id: grantId, scope: ["read:contacts", "update:contacts"] }]);
    expect((await stack.pulumi("preview", "--stack", "dev", "--expect-no-changes")).code).toBe(0);
  });

  test("stays the kind that it was made: Auth0, review, drift and every update say so, and nothing changes", async () => {
    const before = await idsIn(stack.tenant);
    commitAll(stack.root);
    stack.edit(FILE, (text) =>
      text.replace(STRICT, PERMISSIVE).replace("name: Acme CMS", "name: Acme Suite"),
    );
    const review = unwrapped((await stack.verb("review", "--stack", "dev", "--base", "HEAD")).out);
    expect(review).toContain(
      `The deployment will fail: the application ${old.client_id} of "Acme Suite" was taken over and is never replaced, and Auth0 refuses this change of it (third-party, strict becomes third-party, permissive).`,
    );
    expect(review).not.toContain("is replaced (");
    const says = `partners/acme-cms.yaml says that it is third-party, permissive, and it was made third-party, strict: the application "Acme CMS" (${old.client_id}) was taken over by its client_id and is never replaced, so Auth0 refuses that`;
    expect(await refusedUpdate(stack, before)).toContain(says);
    const { code, output } = await stack.pulumi("preview", "--stack", "dev");
    expect(code, output).not.toBe(0);
    expect(output).toContain(says);
    const drift = unwrapped((await stack.verb("drift", "--stack", "dev", "--deployed")).out);
    expect(drift).toContain(says);
    expect(drift).not.toContain("change-not-deployed");
    await expect(
      stack.management("PATCH", `clients/${old.client_id}`, { third_party_security_mode: "permissive" }),
    ).rejects.toThrow("third_party_security_mode cannot be modified");
    expect((await clients()).find(({ client_id }) => client_id === old.client_id)?.name).toBe("Acme CMS");
    stack.edit(FILE, (text) =>
      text.replace(PERMISSIVE, STRICT).replace("name: Acme Suite", "name: Acme CMS"),
    );
  });

  test("is not given up in silence for another client ID: the preview says that it would be replaced", async () => {
    const third = await stack.management<{ client_id: string }>("POST", "clients", {
      name: "Made by hand",
      is_first_party: false,
      third_party_security_mode: "strict",
    });
    const file = stack.read(FILE);
    stack.write(FILE, file.replace(old.client_id, third.client_id));
    const { output } = await stack.pulumi("preview", "--stack", "dev", "--diff");
    stack.write(FILE, file);
    expect(output).toMatch(/auth0:index\/client:Client: \([^)]*replace[^)]*\)/);
    expect(output).toContain(old.client_id);
  });

  test("is not given up for another partner's: nothing is changed", async () => {
    const other = (await stack.outputs()).partners["beacon-crm"]?.client_id ?? "";
    const file = stack.read(FILE);
    stack.write(FILE, file.replace(old.client_id, other));
    const { code, output } = await stack.pulumi("preview", "--stack", "dev", "--diff");
    stack.write(FILE, file);
    expect(code).not.toBe(0);
    expect(output).toContain("error: nothing is changed in stack dev");
    expect(output).toContain(
      'the application "Beacon CRM" was deployed as "beacon-crm", and partners/acme-cms.yaml declares it',
    );
  });

  test("whose grant for another API was made by hand, wider, is not taken up as if it had been made", async () => {
    const grant = { client_id: old.client_id, audience: AUDIENCE, subject_type: "client" };
    const made = await stack.management<{ id: string }>("POST", "client-grants", {
      ...grant,
      scope: ["read:contact-changes", "delete:contacts"],
    });
    const file = stack.read(FILE);
    stack.write(
      FILE,
      file.replace(
        "\ngrants:\n",
        "\ngrants:\n  - { api: contacts, subject_type: client, scopes: [read:contact-changes], reason: Syncs at night }\n",
      ),
    );
    const refused = await stack.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    expect(refused.code).not.toBe(0);
    expect(refused.output).toContain('made by hand and gives more than the file: "delete:contacts"');
    const scope = ["read:contact-changes"];
    await stack.management("PATCH", `client-grants/${made.id}`, { scope });
    await stack.up();
    const all = `client-grants?client_id=${old.client_id}&subject_type=client`;
    expect(await stack.management("GET", all)).toMatchObject([{ id: made.id, scope }]);
  });
});

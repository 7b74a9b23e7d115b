// What is measured is the same everywhere: each tool's configuration has what the plan has, with the same values.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeDeclarations } from "../../bench/declarations.ts";
import { deployCliConfig } from "../../bench/deploy-cli-config.ts";
import { terraformConfig } from "../../bench/terraform-config.ts";
import { excerpt } from "../../bench/widened.ts";
import { diskSource } from "../../src/load/source.ts";
import { checkDeclarations } from "../../src/pipeline.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";

const PARTNERS = 8;
let folder: string;
let plan: Plan;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "declarations-"));
  writeDeclarations(folder, PARTNERS);
  plan = planStack(checkDeclarations(diskSource(folder)).workspace, "prod");
});

afterAll(() => rmSync(folder, { recursive: true }));

const grantsOf = ({ partners }: Plan) =>
  Object.values(partners).flatMap(({ grants }) => Object.values(grants));
const connectionsOf = ({ partners }: Plan) =>
  Object.values(partners).flatMap((partner) => partner.connections);

describe("terraform", () => {
  test("has one resource for each of the plan's", () => {
    const { resource, data } = terraformConfig(plan);
    const counts = Object.entries(resource).map(([type, all]) => [type, Object.keys(all).length]);
    expect(Object.fromEntries(counts)).toEqual({
      auth0_resource_server: 1,
      auth0_resource_server_scopes: 1,
      auth0_action: 1,
      auth0_trigger_action: 1,
      auth0_client: PARTNERS,
      auth0_client_credentials: PARTNERS,
      auth0_client_grant: grantsOf(plan).length,
      auth0_connection_client: connectionsOf(plan).length,
    });
    expect(Object.keys(data.auth0_connection ?? {})).toEqual(Object.keys(plan.connections));
  });

  test("has the plan's values in its own spelling", () => {
    const { resource } = terraformConfig(plan);
    const { application, grants } = Object.values(plan.partners)[0] ?? expect.fail("no partner");
    expect(resource.auth0_client?.["partner-0"]).toMatchObject({
      name: application.name,
      is_first_party: application.isFirstParty,
      callbacks: application.callbacks,
      refresh_token: { idle_token_lifetime: application.refreshToken.idleTokenLifetime },
      client_metadata: application.clientMetadata,
    });
    expect(resource.auth0_client_grant?.["partner-0_contacts_user"]).toMatchObject({
      client_id: `\${auth0_client.partner-0.client_id}`,
      scopes: grants["contacts/user"]?.scopes,
      subject_type: "user",
    });
  });

  test("takes no text for a template, and leaves the names of metadata alone", () => {
    const partner = Object.values(plan.partners)[0] ?? expect.fail("no partner");
    const description = `costs \${5} and %{7}, 100 %`;
    const application = { ...partner.application, description, clientMetadata: { aB: `\${c}` } };
    const { resource } = terraformConfig({ ...plan, partners: { acme: { ...partner, application } } });
    expect(resource.auth0_client?.acme).toMatchObject({
      description: `costs $\${5} and %%{7}, 100 %`,
      client_metadata: { aB: `$\${c}` },
    });
  });
});

describe("auth0-deploy-cli", () => {
  test("has the plan's applications, grants, APIs and Actions", () => {
    const { file, code } = deployCliConfig(plan);
    const config = parse(file);
    expect(config.clients.map(({ name }: { name: string }) => name)).toEqual(
      Object.values(plan.partners).map(({ application }) => application.name),
    );
    expect(config.clientGrants.map(({ scope }: { scope: string[] }) => scope)).toEqual(
      grantsOf(plan).map(({ scopes }) => scopes),
    );
    expect(config.resourceServers).toHaveLength(Object.keys(plan.apis).length);
    expect(config.resourceServers[0].scopes).toHaveLength(plan.apis.contacts?.scopes.length ?? 0);
    expect(Object.values(code)).toEqual(Object.values(plan.actions).map((action) => action.code));
  });

  test("says how each application proves who it is", () => {
    const { clients } = parse(deployCliConfig(plan).file);
    expect(
      clients.map((client: { token_endpoint_auth_method: string }) => client.token_endpoint_auth_method),
    ).toEqual(Object.values(plan.partners).map(({ credentials }) => credentials.authenticationMethod));
  });
});

test.for([
  ["from the first match up to what is about something else", /^b/, /^d/, "b\nc"],
  ["to the end where nothing else follows", /^c/, /^z/, "c\n\nd"],
  ["nothing where nothing matches", /^z/, /^d/, ""],
] as const)("an excerpt goes %s", ([, start, end, found]) => {
  expect(excerpt("a\nb  \nc\n\nd\n", start, end)).toBe(found);
});

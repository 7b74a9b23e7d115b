// Nothing is registered before all that the program would register was compared with the plan.
import { ClientGrant } from "@pulumi/auth0/clientGrant.js";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, test } from "vitest";
import { deploy } from "../../src/infra/deploy.ts";
import { NOTHING, type TakenOver } from "../../src/infra/look-up.ts";
import { seal } from "../../src/infra/seal.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan, PlannedPartner } from "../../src/plan/types.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import { exampleWorkspace } from "../support/examples.ts";
import { failWithMocks, runWithMocks } from "../support/pulumi.ts";
import { sealedDeploy } from "../support/sealed.ts";
import { edit } from "../support/workspace.ts";
import { refusedBySeal } from "./support/refused-by-seal.ts";

const plan = planStack(
  edit(() => undefined),
  "prod",
);
const TENANT = { connections: plan.connections };
const IDS = Object.fromEntries(Object.keys(plan.connections).map((name) => [name, `con_${name}`]));

const refused = (program: () => unknown, wrong: string, takenOver?: TakenOver) =>
  refusedBySeal(program, wrong, plan, IDS, takenOver);

const partner = (change: (acme: PlannedPartner) => object): Plan => {
  const acme = plan.partners["acme-cms"] ?? expect.fail("no partner");
  return { ...plan, partners: { ...plan.partners, "acme-cms": { ...acme, ...change(acme) } } };
};
const GRANT = "auth0:index/clientGrant:ClientGrant";

const CLIENT = "auth0:index/client:Client acme-cms";
const COMPONENT = "partner-access:index:PartnerAccess acme-cms";
const GRANTED = `${GRANT} acme-cms/contacts/user`;

const AUDIENCE = "https://api.our-app.example/contacts";

/** What the SDK hung below the stack so far. */
const childrenOfStack = () =>
  (
    globalThis as unknown as {
      stackResource: { __childResources: ReadonlySet<pulumi.Resource & { __pulumiType: string }> };
    }
  ).stackResource.__childResources;

/** The grant of acme-cms, made by other code. */
const grant = (
  given: { clientId: pulumi.Input<string>; scopes: pulumi.Input<string[]> },
  opts?: pulumi.CustomResourceOptions,
) => new ClientGrant("acme-cms/contacts/user", { audience: AUDIENCE, subjectType: "user", ...given }, opts);
const withoutGrant = partner(() => ({ grants: {} }));

describe("code that makes something else of the plan is refused before the engine hears of it", () => {
  test("a scope more", async () => {
    const wider = partner(({ grants }) => ({
      grants: Object.fromEntries(
        Object.entries(grants).map(([key, one]) => [
          key,
          { ...one, scopes: ["delete:contacts", ...one.scopes] },
        ]),
      ),
    }));
    expect(await refused(() => deploy(wider, undefined, IDS), GRANTED)).toContain(
      `${GRANTED}: scopes is ["delete:contacts","read:contacts"], and the plan says ["read:contacts"]`,
    );
  });

  test("a callback more", async () => {
    const more = partner(({ application }) => ({
      application: { ...application, callbacks: [...application.callbacks, "https://evil.example/callback"] },
    }));
    expect(await refused(() => deploy(more, undefined, IDS), "auth0:index/client:Client acme-cms")).toContain(
      'acme-cms: callbacks is ["https://acme.example/callback","https://evil.example/callback"]',
    );
  });

  test("a partner less, which would be deleted", async () => {
    const { fieldbook: _, ...others } = plan.partners;
    expect(await refused(() => deploy({ ...plan, partners: others }, undefined, IDS), "")).toContain(
      "fieldbook is missing, and would be deleted",
    );
  });

  test("a grant of nobody's file", async () => {
    const more = async () => {
      await deploy(plan, undefined, IDS);
      new ClientGrant("more", { clientId: "another", audience: "all", scopes: [] });
    };
    expect(await refused(more, `${GRANT} more`)).toContain(`${GRANT} more is in no plan`);
  });

  test.for([
    { says: 'outputs.issuer is "https://evil.example/"', issuer: "https://evil.example/" },
    { says: "outputs.partners.acme-cms is nothing", partners: {} },
    { says: 'outputs.more is "told", and the plan says nothing', more: "told" },
  ])("outputs of the stack: $says", async ({ says, ...other }) => {
    const { error } = await failWithMocks(
      async () => {
        const sealed = seal();
        sealed.expect(plan, IDS);
        sealed.close({ ...(await deploy(plan, undefined, IDS)), ...other });
        return {};
      },
      { stack: "prod", tenant: TENANT },
    );
    expect(String(error)).toContain(says);
  });

  test("a grant of another application", async () => {
    const other = async () => {
      await deploy(withoutGrant, undefined, IDS);
      grant({ clientId: "another", scopes: ["read:contacts"] });
    };
    expect(await refused(other, GRANTED)).toContain(
      `${GRANTED}: clientId is "another", and the plan says a value that another resource gives`,
    );
  });

  test.for([
    {
      name: "scopes that are only known later",
      later: true,
      says: "scopes is a value that another resource gives",
    },
    {
      name: "an option that keeps what is deleted",
      opts: { retainOnDelete: true },
      says: "it has the option retainOnDelete",
    },
  ])("$name", async ({ later, opts, says }) => {
    const other = async () => {
      const { partners } = await deploy(withoutGrant, undefined, IDS);
      const its = partners["acme-cms"]?.client_id ?? expect.fail("no application");
      const scopes = later ? its.apply(() => ["read:contacts"]) : ["read:contacts"];
      grant({ clientId: its, scopes }, opts);
    };
    expect(await refused(other, GRANTED)).toContain(`${GRANTED}: ${says}`);
  });

  /** The whole stack with one resource's options changed, before anything judges them. */
  const withOptions = (of: string, change: (opts: pulumi.CustomResourceOptions) => object, its = plan) =>
    failWithMocks(
      async () => {
        pulumi.runtime.registerStackTransformation(({ type, name, props, opts }) =>
          `${type} ${name}` === of ? { props, opts: { ...opts, ...change(opts) } } : undefined,
        );
        const sealed = seal();
        sealed.expect(its, IDS);
        sealed.close(await deploy(its, undefined, IDS));
        return {};
      },
      { stack: "prod", tenant: TENANT },
    );

  test.for([
    { of: CLIENT, says: "its option protect is nothing, and the plan says true", opts: { protect: false } },
    { of: CLIENT, says: 'its option replaceOnChanges is ["*"]', opts: { replaceOnChanges: ["*"] } },
    {
      of: CLIENT,
      says: "its option replaceOnChanges is nothing",
      opts: { replaceOnChanges: undefined },
    },
    { of: CLIENT, says: "it has the option deleteBeforeReplace", opts: { deleteBeforeReplace: true } },
    { of: GRANTED, says: "its option deleteBeforeReplace is nothing", opts: { deleteBeforeReplace: false } },
    { of: GRANTED, says: "it has the option protect", opts: { protect: true } },
    { of: GRANTED, says: "it has the option replaceOnChanges", opts: { replaceOnChanges: ["scopes"] } },
    {
      of: "auth0:index/resourceServer:ResourceServer contacts",
      says: "its option protect is nothing",
      opts: { protect: false },
    },
  ])("an option by which a partner loses its application, or keeps a grant: $of, $says", async (row) => {
    const { error } = await withOptions(row.of, () => row.opts);
    expect(String(error)).toContain(`${row.of}: ${row.says}`);
  });

  test.for([
    { name: "a former name", change: { formerIds: ["acme"] }, of: COMPONENT, option: "aliases" },
    { name: "an application", change: { adopts: "abc" }, of: CLIENT, option: "import" },
  ])("$name that the code forgets, so that another one would be made", async ({ change, of, option }) => {
    const { error } = await withOptions(
      of,
      () => ({ [option]: undefined }),
      partner(() => change),
    );
    expect(String(error)).toContain(`${of}: its option ${option} is nothing`);
  });

  test("a grant below nothing, which would be deleted and made anew", async () => {
    const other = async () => {
      const { partners } = await deploy(withoutGrant, undefined, IDS);
      const its = partners["acme-cms"]?.client_id ?? expect.fail("no application");
      grant({ clientId: its, scopes: ["read:contacts"] }, { deleteBeforeReplace: true });
    };
    expect(await refused(other, GRANTED)).toContain(`${GRANTED}: it is made below something else`);
  });

  test("a grant below the API that is named like its partner", async () => {
    const named = planStack(
      edit((w) => {
        w.partners.contacts = w.partners["acme-cms"] ?? expect.fail("no partner");
        delete w.partners["acme-cms"];
      }),
      "prod",
    );
    const { contacts = expect.fail("no partner") } = named.partners;
    const without = { ...named, partners: { ...named.partners, contacts: { ...contacts, grants: {} } } };
    const other = async () => {
      const { partners } = await deploy(without, undefined, IDS);
      const its = partners.contacts?.client_id ?? expect.fail("no application");
      const parent = [...childrenOfStack()].find(({ __pulumiType }) => __pulumiType === TYPES.api);
      const given = { clientId: its, audience: AUDIENCE, subjectType: "user", scopes: ["read:contacts"] };
      new ClientGrant("contacts/contacts/user", given, {
        deleteBeforeReplace: true,
        parent: parent ?? expect.fail("no component"),
      });
    };
    const wrong = `${GRANT} contacts/contacts/user`;
    expect(await refusedBySeal(other, wrong, named, IDS)).toContain(
      `${wrong}: it is made below something else`,
    );
  });

  test("a transformation that comes after the comparison", async () => {
    const other = () => {
      pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
        type === GRANT ? { props: { ...props, scopes: ["delete:contacts"] }, opts } : undefined,
      );
      return deploy(plan, undefined, IDS);
    };
    expect(await refused(other, GRANTED)).toContain("a transformation would change ");
  });

  test("what was refused once ends the program, also where the code goes on", async () => {
    const other = async () => {
      const { partners } = await deploy(withoutGrant, undefined, IDS);
      const its = partners["acme-cms"]?.client_id ?? expect.fail("no application");
      try {
        grant({ clientId: its, scopes: ["delete:contacts"] });
      } catch {
        // As if nothing were wrong: the grant would be deleted.
      }
    };
    expect(await refused(other, GRANTED)).toContain(`${GRANTED}: scopes is "delete:contacts"`);
  });

  test.for([
    { name: "of somebody else's", adopted: { "contacts/user": "cgr_other" } },
    { name: "that the code forgets", adopted: {} },
  ])("an existing grant $name, taken over", async ({ adopted }) => {
    const other = () => deploy(plan, { ...NOTHING, partnerGrants: { "acme-cms": adopted } }, IDS);
    const found = { ...NOTHING, partnerGrants: { "acme-cms": { "contacts/user": "cgr_found" } } };
    expect(await refused(other, GRANTED, found)).toContain(`${GRANTED}: its option import is `);
  });

  test("what is registered before there is a plan, or after all of it was", async () => {
    const early = () => seal();
    const late = async () => {
      const sealed = seal();
      sealed.expect(plan, IDS);
      await deploy(plan, undefined, IDS);
      sealed.close();
    };
    for (const begin of [early, late]) {
      const more = async () => {
        await begin();
        grant({ clientId: "another", scopes: [] });
        return {};
      };
      const { error } = await failWithMocks(more, { stack: "prod", tenant: TENANT });
      expect(String(error)).toContain(`${GRANTED} is in no plan`);
    }
  });
});

test.for(["dev", "local", "prod"])("what our own code makes of a plan is what it says: %s", async (stack) => {
  const company = planStack(exampleWorkspace(), stack);
  const { resources } = await runWithMocks(() => sealedDeploy(company), {
    stack,
    tenant: { connections: company.connections },
  });
  expect(resources.length).toBeGreaterThan(20);
});

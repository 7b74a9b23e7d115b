// An accepted input and its plans → what must hold of every plan, judged by reading the files a second time.
import assert from "node:assert/strict";
import { parse } from "yaml";
import type { Plans } from "../../../src/access/plans.ts";
import type { Plan, PlannedPartner } from "../../../src/plan/types.ts";
import type { Content } from "./mutation.ts";

interface PartnerFile {
  readonly status?: string;
  readonly application: Readonly<Record<string, unknown>>;
  readonly grants: readonly {
    readonly api: string;
    readonly subject_type: string;
    readonly scopes: readonly string[];
    readonly stacks?: readonly string[];
  }[];
  readonly stacks: Readonly<Record<string, { readonly callbacks?: readonly string[] }>>;
}

const isText = (content: Content | undefined): content is string | Uint8Array =>
  typeof content === "string" || content instanceof Uint8Array;

/** A file as a plain YAML reader sees it. */
function read(world: ReadonlyMap<string, Content>, file: string): unknown {
  const content = world.get(file);
  assert.ok(isText(content), `${file} was planned, but cannot be read`);
  return parse(new TextDecoder().decode(Buffer.from(content)), { logLevel: "silent" });
}

/** Settings of a part are not a stack's: its partners are in the plan of the stack that it names. */
const isPart = (settings: unknown) =>
  Object.hasOwn((settings as { config: object }).config, "partner-access:part_of");

/** `api/subject type/scope` of everything that the file gives in a stack. */
function given({ status = "active", grants }: PartnerFile, stack: string): string[] {
  if (status !== "active") return [];
  const here = grants.filter(({ stacks }) => stacks?.includes(stack) ?? true);
  const all = here.flatMap(({ api, subject_type, scopes }) =>
    scopes.map((one) => `${api}/${subject_type}/${one}`),
  );
  return [...new Set(all)].sort();
}

const planned = ({ grants }: PlannedPartner): string[] =>
  Object.values(grants)
    .flatMap(({ api, subjectType, scopes }) => scopes.map((scope) => `${api}/${subjectType}/${scope}`))
    .sort();

const STRICT_GRANT_TYPES = ["authorization_code", "client_credentials", "refresh_token"];
const INSECURE_GRANT_TYPES = /implicit|password/;
const SYSTEM_API = /\/api\/v2\/|\/me\/|\/userinfo/;

function assertApplication(partner: PlannedPartner, id: string): void {
  const { application, credentials } = partner;
  const isStrict = application.thirdPartySecurityMode === "strict";
  assert.equal(
    application.isFirstParty,
    application.thirdPartySecurityMode === undefined,
    `${id} has no clear owner`,
  );
  // A page to which our app leads may have one, and a redirection URI none.
  for (const url of application.callbacks)
    assert.doesNotMatch(url, /#/, `${id} has a callback with a fragment`);
  for (const url of [
    ...application.callbacks,
    ...(partner.enableUrl === undefined ? [] : [partner.enableUrl]),
  ]) {
    assert.doesNotMatch(url, /[*{}\s]/, `${id} has a URL that is not exact`);
    const { protocol, username, password, hostname } = new URL(url);
    assert.equal(username + password, "", `${id} has credentials in a URL`);
    if (protocol === "http:")
      assert.match(hostname, /localhost|^127\.|^\[::1\]$/, `${id} has a URL in the open`);
    else
      assert.doesNotMatch(
        protocol,
        /^(javascript|data|file|vbscript|blob|ftp):$/,
        `${id} has a URL that runs`,
      );
  }
  assert.deepEqual(
    application.grantTypes.filter((one) => INSECURE_GRANT_TYPES.test(one)),
    [],
    `${id} has an insecure grant type`,
  );
  if (isStrict)
    assert.deepEqual(
      application.grantTypes.filter((one) => !STRICT_GRANT_TYPES.includes(one)),
      [],
      `${id} has a grant type that strict applications may not have`,
    );
  const { refreshToken } = application;
  if (application.grantTypes.includes("refresh_token") && isStrict) {
    assert.equal(refreshToken.expirationType, "expiring", `${id} has refresh tokens without an end`);
    assert.equal(refreshToken.infiniteTokenLifetime || refreshToken.infiniteIdleTokenLifetime, false);
  }
  if (credentials.authenticationMethod === "none")
    assert.equal(
      application.grantTypes.includes("client_credentials"),
      false,
      `${id} acts alone without a secret`,
    );
  for (const { pem } of credentials.privateKeyJwt?.credentials ?? [])
    assert.doesNotMatch(pem, /PRIVATE/, `${id} has a private key`);
}

function assertPlan(plan: Plan, world: ReadonlyMap<string, Content>): void {
  assert.doesNotMatch(JSON.stringify(plan), /allow_?all_?scopes/i, "a plan allows all scopes");
  const files = [...world.keys()].filter((file) => /^partners\/[^./][^/]*\.yaml$/.test(file));
  for (const file of files) {
    const id = file.slice("partners/".length, -".yaml".length);
    const declared = read(world, file) as PartnerFile;
    const partner = Object.hasOwn(plan.partners, id) ? plan.partners[id] : undefined;
    assert.equal(
      partner !== undefined,
      Object.hasOwn(declared.stacks, plan.stack),
      `${id} is planned where it is not declared`,
    );
    if (!partner) continue;
    assert.deepEqual(
      planned(partner),
      given(declared, plan.stack),
      `${id} gets other scopes than its file says`,
    );
    assert.equal(partner.application.isFirstParty, declared.application.is_first_party);
    const callbacks = new Set(declared.stacks[plan.stack]?.callbacks ?? []);
    assert.deepEqual(
      new Set(partner.application.callbacks),
      callbacks,
      `${id} gets other callbacks than its file says`,
    );
    assertApplication(partner, id);
  }
  assert.equal(Object.keys(plan.partners).length <= files.length, true);
  for (const [id, { grants }] of Object.entries(plan.partners))
    for (const { api, audience, scopes } of Object.values(grants)) {
      const declared = plan.apis[api];
      assert.equal(audience, declared?.resourceServer.identifier, `${id} has a grant of an unknown API`);
      assert.doesNotMatch(audience, SYSTEM_API, `${id} has a grant of a system API`);
      const known = new Set(declared?.scopes.map(({ name }) => name));
      assert.deepEqual(
        scopes.filter((scope) => !known.has(scope)),
        [],
        `${id} has a scope that no API declares`,
      );
    }
}

/** Throws what does not hold. */
export function assertPlans(plans: Plans, world: ReadonlyMap<string, Content>): void {
  const stacks = [...world.keys()]
    .flatMap((file) => /^Pulumi\.([^/]+)\.yaml$/.exec(file)?.[1] ?? [])
    .filter((stack) => !isPart(read(world, `Pulumi.${stack}.yaml`)));
  assert.deepEqual([...plans.keys()].sort(), stacks.sort(), "a stack has no plan, or a plan no stack");
  for (const plan of plans.values()) assertPlan(plan, world);
}

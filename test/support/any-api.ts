// Arbitrary APIs, those without scopes as well, and an arbitrary tenant around them: all that their files can say.
import fc from "fast-check";
import {
  type Api,
  CLIENT_POLICIES,
  SENSITIVITIES,
  SIGNING_ALGS,
  TOKEN_DIALECTS,
  USER_POLICIES,
} from "../../src/model/api.ts";
import { DPOP_POLICIES } from "../../src/model/dpop.ts";
import { SUBJECT_TYPES } from "../../src/model/partner.ts";
import type { OwnApplication, Tenant } from "../../src/model/tenant.ts";
import type { Seconds } from "../../src/model/units.ts";
import { APPLICATION_WAYS } from "../../src/model/way.ts";
import { APIS, CONNECTIONS, maybe, rarely, SCOPES, some } from "./any-partner.ts";
import { withAnyToken } from "./hosted.ts";
import { world } from "./workspace.ts";

const sensitivity = fc.constantFrom(...SENSITIVITIES);

/** Without what is undefined, as a file would. */
const withoutUndefined = <T extends object>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

const scopes = fc.record(
  Object.fromEntries(
    SCOPES.map((name) => [
      name,
      sensitivity.map((its) => ({ description: `May ${name}`, sensitivity: its })),
    ]),
  ),
);

/** All or nothing: of such an API no route has a scope. */
const withoutScopes = (api: Api, sensitivity: Api["sensitivity"]): Api => ({
  ...api,
  scopes: {},
  ...(sensitivity && { sensitivity }),
  routes: withAnyToken(api.routes),
});

const api = (id: (typeof APIS)[number]): fc.Arbitrary<Api> =>
  fc
    .record({
      scopes,
      all: rarely(fc.record({ sensitivity: maybe(sensitivity) }), 4),
      policies: fc.record({
        user: fc.constantFrom("require_client_grant", ...USER_POLICIES),
        client: fc.constantFrom("require_client_grant", ...CLIENT_POLICIES),
      }),
      adopts: rarely(
        fc.constant({ prod: { resource_server_id: `60f1c2d3e4a5b6c7d8e9f0a${APIS.indexOf(id)}` } }),
      ),
      changes: fc.record({
        owner: fc.constantFrom("contacts-team@our-app.example", "@our-app/contacts"),
        former_ids: rarely(fc.constant([`old-${id}`])),
        signing_alg: maybe(fc.constantFrom(...SIGNING_ALGS)),
        token_dialect: maybe(fc.constantFrom(...TOKEN_DIALECTS)),
        token_lifetime_for_web: maybe(fc.constant(600 as Seconds)),
        allow_offline_access: fc.boolean(),
        enforce_policies: maybe(fc.boolean()),
        skip_consent_for_verifiable_first_party_clients: fc.boolean(),
        dpop: maybe(fc.constantFrom(...DPOP_POLICIES)),
        account_claim: maybe(fc.boolean()),
      }),
    })
    .map(({ scopes, all, policies, adopts, changes }) => {
      const { token_lifetime_for_web: _, ...base } = world().apis.contacts as Api;
      const other = id === "reports" && {
        name: "Reports",
        identifier: `${base.identifier.replace("contacts", id)}`,
      };
      const made = {
        ...base,
        ...other,
        ...withoutUndefined(changes),
        scopes,
        ...(adopts && { stacks: adopts }),
        subject_type_authorization: {
          user: { policy: policies.user },
          client: { policy: policies.client },
        },
      } as Api;
      return all ? withoutScopes(made, all.sensitivity) : made;
    });

export const apis = fc.record({ contacts: api("contacts"), reports: api("reports") });

const ownApplication: fc.Arbitrary<OwnApplication> = fc
  .record({
    isLocal: fc.boolean(),
    grants: fc.uniqueArray(
      fc.record({
        api: fc.constantFrom(...APIS),
        subject_type: fc.constantFrom(...SUBJECT_TYPES),
        scopes: some(SCOPES, 1),
      }),
      { maxLength: 3, selector: ({ api, subject_type }) => `${api}/${subject_type}` },
    ),
    management_scopes: maybe(some(["update:users", "create:actions"], 1)),
    ways: maybe(some(APPLICATION_WAYS, 1)),
  })
  .map(({ isLocal, ...rest }) => ({
    ...(withoutUndefined(rest) as typeof rest),
    name: "Back office",
    stacks: {
      ...(isLocal && { local: { client_id: "OurBackOfficeLocal" } }),
      prod: { client_id: "OurBackOffice" },
    },
  })) as fc.Arbitrary<OwnApplication>;

export const tenants: fc.Arbitrary<Tenant> = fc
  .record({
    descriptions: fc.array(maybe(fc.constantFrom("Everybody", "Who works here")), {
      minLength: CONNECTIONS.length,
      maxLength: CONNECTIONS.length,
    }),
    showsDescriptions: fc.boolean(),
    changes: fc.record({
      own_applications: maybe(ownApplication.map((one) => ({ "back-office": one }))),
      actions: rarely(
        fc
          .constantFrom("0a", "0b")
          .map((byte) => [{ name: "enrich-profile", trigger: "post-login", sha256: byte.repeat(32) }]),
      ),
      roles: rarely(
        fc.record({ api: fc.constantFrom(...APIS), scopes: some(SCOPES) }).map(({ api, scopes }) => ({
          Support: { [api]: scopes },
        })),
      ),
      offers_permissive_third_party: fc.boolean(),
      security: fc.constantFrom("security@our-app.example", "@our-app/security"),
    }),
  })
  .map(({ descriptions, showsDescriptions, changes }) => {
    const base = world().tenant as Tenant;
    return {
      ...base,
      ...withoutUndefined(changes),
      flags: { use_scope_descriptions_for_consent: showsDescriptions },
      account: { claim: "https://our-app.example/account", app_metadata_key: "account" },
      connections: base.connections.map((one, i) => ({
        ...one,
        ...(descriptions[i] !== undefined && { description: descriptions[i], inspected: "2026-11-02" }),
      })),
    };
  });

// Whom the stop of a first update counts as locked out, and whom its review says: the same applications, whatever a tenant has.
import fc from "fast-check";
import { expect, test } from "vitest";
import { firstFacts } from "../../src/first/facts.ts";
import { stopsOfApis } from "../../src/first/stops.ts";
import { GRANT_TYPES } from "../../src/model/partner.ts";
import { planStack } from "../../src/plan/plan.ts";
import {
  applicationSchema,
  type LiveObjects,
  liveGrantSchema,
  resourceServerSchema,
} from "../../src/tenant/live.ts";
import { edit } from "../support/workspace.ts";

const AUDIENCE = "https://api.our-app.example/contacts";
const SUBJECTS = ["user", "client"] as const;
const POLICIES = ["allow_all", "require_client_grant", "deny_all"] as const;
const DECLARED = POLICIES.filter((policy) => policy !== "allow_all");

const application = fc.record({
  first: fc.boolean(),
  mode: fc.constantFrom("strict", "permissive"),
  grant_types: fc.subarray([...GRANT_TYPES, "urn:example:of-tomorrow"]),
  callbacks: fc.subarray(["https://one.example/callback"]),
  holds: fc.subarray([...SUBJECTS]),
});

const tenants = fc.record({
  was: fc.record({ user: fc.constantFrom(...POLICIES), client: fc.constantFrom(...DECLARED) }),
  becomes: fc.record({ user: fc.constantFrom(...DECLARED), client: fc.constantFrom(...DECLARED) }),
  applications: fc.array(application, { minLength: 1, maxLength: 4 }),
  byDefault: fc.subarray([...SUBJECTS]),
});

test("the same, of 2,000 tenants", () => {
  let lockedOut = 0;
  fc.assert(
    fc.property(tenants, ({ was, becomes, applications, byDefault }) => {
      const world = edit((w) => {
        w.partners = {};
        const { contacts } = w.apis;
        if (contacts)
          contacts.subject_type_authorization = {
            user: { policy: becomes.user },
            client: { policy: becomes.client },
          };
      });
      const plan = planStack(world, "prod");
      const grant = { audience: AUDIENCE, scope: ["read:contacts"] };
      const held = applications.flatMap(({ holds }, i) =>
        holds.map((subject_type) => ({
          ...grant,
          id: `g${i}${subject_type}`,
          client_id: `a${i}`,
          subject_type,
        })),
      );
      const others = byDefault.map((subject_type) => ({
        ...grant,
        id: `d${subject_type}`,
        default_for: "third_party_clients",
        subject_type,
      }));
      const tenant: LiveObjects = {
        applications: applications.map(({ first, mode, grant_types, callbacks }, i) =>
          applicationSchema.parse({
            client_id: `a${i}`,
            is_first_party: first,
            ...(!first && { third_party_security_mode: mode }),
            grant_types,
            callbacks,
          }),
        ),
        grants: [...held, ...others].map((one) => liveGrantSchema.parse(one)),
        apis: [
          resourceServerSchema.parse({
            id: "api",
            identifier: AUDIENCE,
            scopes: [{ value: "read:contacts" }],
            subject_type_authorization: { user: { policy: was.user }, client: { policy: was.client } },
          }),
        ],
        connections: [],
        enabled: new Map(),
        keys: new Map(),
        actions: [],
        bound: new Map(),
      };
      const told = firstFacts(plan, tenant)
        .undeclared.filter(({ changes }) => changes.some(({ isLockedOut }) => isLockedOut))
        .map(({ clientId }) => clientId);
      const stops = stopsOfApis(plan, tenant).filter((stop) => stop.includes("locks out"));
      const counted = new Set(stops.flatMap((stop) => [...stop.matchAll(/\((a\d)\)/g)].map(([, id]) => id)));
      lockedOut += told.length;
      expect([...counted].sort()).toEqual(told.toSorted());
    }),
    { numRuns: 2000, seed: 16 },
  );
  expect(lockedOut).toBeGreaterThan(500);
});

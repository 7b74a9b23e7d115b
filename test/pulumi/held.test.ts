// What a state holds is found in one pass: a program asks several times, and states grow with the partners.
import { expect, test } from "vitest";
import { heldIn } from "../../src/pulumi/held.ts";
import { TYPES } from "../../src/pulumi/resource-types.ts";
import type { StackState, StateResource } from "../../src/pulumi/state.ts";

let asked = 0;

function resource(type: string, name: string, values: Readonly<Record<string, unknown>>): StateResource {
  const one = {
    urn: `urn:pulumi:prod::partner-access::${type}::${name}`,
    custom: true,
    id: name,
    inputs: values,
  };
  return Object.defineProperty({ ...one, type, outputs: values }, "type", {
    get: () => {
      asked++;
      return type;
    },
  });
}

const partner = (id: string, status: string): StateResource[] => [
  resource(TYPES.partner, id, { status }),
  resource(TYPES.client, id, { name: `Acme ${id}`, isFirstParty: false }),
];

const stateOf = (partners: number): StackState => ({
  pending: [],
  resources: [
    ...Array.from({ length: partners }, (_, i) => partner(`p${i}`, i === 1 ? "retired" : "active")).flat(),
    resource(TYPES.grant, "p0/contacts/user", { clientId: "p0", audience: "https://api.our-app.example/" }),
    resource(TYPES.resourceServer, "contacts", { identifier: "https://api.our-app.example/" }),
  ],
});

test("who has a grant and who is retired are each partner's own", () => {
  const permanent = { name: expect.anything(), isFirstParty: false };
  const calls = ["https://api.our-app.example//client"];
  const granted = { isGranted: true, calls, access: calls };
  expect(heldIn(stateOf(3))).toEqual([
    { kind: "partner", name: "p0", key: "p0", called: "Acme p0", ...granted, permanent },
    { kind: "partner", name: "p1", key: "p1", called: "Acme p1", isRetired: true, permanent },
    { kind: "partner", name: "p2", key: "p2", called: "Acme p2", permanent },
    { kind: "api", name: "contacts", key: "https://api.our-app.example/", isGranted: true },
  ]);
});

test("where all states are asked for grants, its own counts once", () => {
  const state = stateOf(3);
  expect(heldIn(state, [state, state])).toEqual(heldIn(state));
});

test("an application is called what its file said last, whatever a refresh read of its name", () => {
  const [component, client] = [
    resource(TYPES.partner, "acme", { status: "active", name: "Acme CMS" }),
    resource(TYPES.client, "acme", { name: "By hand" }),
  ];
  const calledIn = (...resources: StateResource[]) =>
    heldIn({ pending: [], resources }).map((one) => (one.kind === "partner" ? one.called : undefined));
  expect(calledIn(component, client)).toEqual(["Acme CMS"]);
  // An earlier version wrote no name down, and an update that failed may have written nothing.
  expect(calledIn(resource(TYPES.partner, "acme", { status: "active" }), client)).toEqual(["By hand"]);
  expect(calledIn(client)).toEqual(["By hand"]);
});

test("ten times as many partners are ten times the work", () => {
  const looksAt = (partners: number) => {
    const state = stateOf(partners);
    asked = 0;
    heldIn(state);
    return asked;
  };
  expect(looksAt(1000)).toBeLessThan(11 * looksAt(100));
});

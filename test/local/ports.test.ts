import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { DEMO_PORTS, placesOf, portsOf, refuseTaken } from "../../local/ports.ts";
import { planStack } from "../../src/plan/plan.ts";
import type { Plan } from "../../src/plan/types.ts";
import { exampleWorkspace } from "../support/examples.ts";

const plan = planStack(exampleWorkspace(), "local");

async function listening() {
  const server = createServer().listen(0, "localhost");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((resolve) => server.close(resolve)) };
}

test("every port of a run with the demo is tried, each with a choice of its own", () => {
  const ports = portsOf(plan, DEMO_PORTS);
  expect(ports.map(({ port }) => port)).toEqual([
    8443, 8442, 3300, 3310, 3301, 3302, 3320, 3304, 3305, 3306, 3307,
  ]);
  expect(new Set(ports.map(({ choose }) => choose)).size).toBe(ports.length);
});

test("without the demo only the tenant's are", () => {
  expect(portsOf(plan, undefined).map(({ port }) => port)).toEqual([8443, 8442]);
});

/** The places of partners with these callbacks, or of programs. */
function placesWith(partners: Record<string, readonly string[] | "program">) {
  const planned = Object.entries(partners).map(([id, callbacks]) => [
    id,
    {
      application: { callbacks: callbacks === "program" ? [] : callbacks },
      grants: { one: { subjectType: callbacks === "program" ? "client" : "user" } },
    },
  ]);
  const places = placesOf({ partners: Object.fromEntries(planned) } as Plan, DEMO_PORTS);
  return places.map(({ partner, baseUrl }) => `${partner} at ${baseUrl}`);
}

test("programs are played one after another", () => {
  expect(placesWith({ one: "program", two: "program" })).toEqual([
    "one at http://localhost:3320",
    "two at http://localhost:3321",
  ]);
});

test("a partner is played at the first of its callbacks that a page of this machine can answer", () => {
  const callbacks = ["example.app://back", "https://localhost:4401/back", "http://localhost/back"];
  expect(placesWith({ one: [...callbacks, "http://one.localhost:4402/back"] })).toEqual([
    "one at http://one.localhost:4402",
  ]);
  expect(placesWith({ one: callbacks, two: ["https://two.example/back"] })).toEqual([]);
});

test("of two partners on one port the first is played", () => {
  expect(placesWith({ one: ["http://localhost:4401/1"], two: ["http://localhost:4401/2"] })).toEqual([
    "one at http://localhost:4401",
  ]);
});

test("all that are in use are told at once, with how to choose others", async () => {
  const [one, other] = [await listening(), await listening()];
  const ports = [
    { port: one.port, choose: "with --app-port" },
    { port: other.port, choose: "with --api-port" },
  ];
  const said = (port: number, choose: string) =>
    `port ${port} is in use: is \`npm start\` running already? Stop what listens there, which may be another repository, or choose another ${choose}`;
  await expect(refuseTaken(ports)).rejects.toThrow(
    `${said(one.port, "with --app-port")}\nerror: ${said(other.port, "with --api-port")}`,
  );
  await Promise.all([one.close(), other.close()]);
  await expect(refuseTaken(ports)).resolves.toBeUndefined();
});

test("two of them may not be the same", async () => {
  const app = { ...DEMO_PORTS, app: DEMO_PORTS.api };
  await expect(refuseTaken(portsOf(plan, app))).rejects.toThrow(
    "port 3310 is wanted twice: choose another with --api-port",
  );
});

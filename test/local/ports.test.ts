import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { DEMO_PORTS, portsOf, refuseTaken } from "../../local/ports.ts";
import { planStack } from "../../src/plan/plan.ts";
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
  expect(ports.map(({ port }) => port)).toEqual([8443, 8442, 3300, 3310, 3301]);
  expect(new Set(ports.map(({ choose }) => choose)).size).toBe(ports.length);
});

test("without the demo only the tenant's are", () => {
  expect(portsOf(plan, undefined).map(({ port }) => port)).toEqual([8443, 8442]);
});

test("all that are in use are told at once, with how to choose others", async () => {
  const [one, other] = [await listening(), await listening()];
  const ports = [
    { port: one.port, choose: "with --app-port" },
    { port: other.port, choose: "with --api-port" },
  ];
  const said = (port: number, choose: string) =>
    `port ${port} is in use: is \`npm start\` running already? Stop what listens there, or choose another ${choose}`;
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

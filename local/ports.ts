// Every port that a run listens on → tried before anything is deployed, each with the way to choose another.
import { once } from "node:events";
import { createServer } from "node:net";
import { UserError } from "../src/finding.ts";
import type { Plan } from "../src/plan/types.ts";
import { STACK } from "./stack.ts";

/** Ports of our app and our API in the demo; the partner's is where its file says that users come back to. */
export interface DemoPorts {
  readonly app: number;
  readonly api: number;
}

export const DEMO_PORTS: DemoPorts = { app: 3300, api: 3310 };

/** The partner whose side the demo plays. */
export const DEMO_PARTNER = "acme-cms";

/** One port, and what to write to have another. */
export interface Port {
  readonly port: number;
  readonly choose: string;
}

/** Where the Management API answers. @throws UserError when the stack's tenant is not on this machine */
export function httpsPortOf({ domain }: Plan): number {
  const match = /^localhost:(\d+)$/.exec(domain);
  if (!match)
    throw new UserError(
      `Pulumi.${STACK}.yaml: auth0:domain is ${domain}; a local tenant listens on localhost:<port>`,
    );
  return Number(match[1]);
}

/** Where browsers find the tenant; none when the stack's tokens name an https address. */
export function httpPortOf({ issuer }: Plan): number | undefined {
  const match = /^http:\/\/localhost:(\d+)\/$/.exec(issuer);
  return match ? Number(match[1]) : undefined;
}

/** The port of the partner's first callback on this machine. */
export function partnerPortOf({ partners }: Plan): number | undefined {
  const [callback] = partners[DEMO_PARTNER]?.application.callbacks ?? [];
  const url = callback === undefined ? null : URL.parse(callback);
  return url?.hostname === "localhost" ? Number(url.port) : undefined;
}

/** The tenant's ports, and where it is to run those of the demo. */
export function portsOf(plan: Plan, demo: DemoPorts | undefined): readonly Port[] {
  const [http, partner] = [httpPortOf(plan), demo && partnerPortOf(plan)];
  const at = (port: number | undefined, choose: string): readonly Port[] =>
    port === undefined ? [] : [{ port, choose }];
  return [
    ...at(httpsPortOf(plan), `with auth0:domain in Pulumi.${STACK}.yaml`),
    ...at(http, `with partner-access:issuer in Pulumi.${STACK}.yaml`),
    ...at(demo?.app, "with --app-port"),
    ...at(demo?.api, "with --api-port"),
    ...at(partner, `with the callback and enable_url of stack ${STACK} in partners/${DEMO_PARTNER}.yaml`),
  ];
}

/** Whether somebody listens there already. What else keeps us from listening, the run itself says. */
async function isTaken(port: number): Promise<boolean> {
  const server = createServer().listen(port, "localhost");
  try {
    await once(server, "listening");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EADDRINUSE";
  }
  server.close();
  await once(server, "close");
  return false;
}

/** The refusal of ports that are in use. */
export const portsTaken = (taken: readonly Port[]): UserError =>
  new UserError(
    taken
      .map(
        ({ port, choose }) =>
          `port ${port} is in use: is \`npm start\` running already? Stop what listens there, or choose another ${choose}`,
      )
      .join("\nerror: "),
  );

/** @throws UserError that names every port that is in use, or wanted twice */
export async function refuseTaken(ports: readonly Port[]): Promise<void> {
  const twice = ports.find(({ port }, i) => ports.findIndex((other) => other.port === port) !== i);
  if (twice) throw new UserError(`port ${twice.port} is wanted twice: choose another ${twice.choose}`);
  const taken: Port[] = [];
  for (const port of ports) if (await isTaken(port.port)) taken.push(port);
  if (taken.length > 0) throw portsTaken(taken);
}

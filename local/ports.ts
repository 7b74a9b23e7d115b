// Every port that a run listens on → tried before anything is deployed, each with the way to choose another.

import { once } from "node:events";
import { createServer } from "node:net";
import { UserError } from "../src/finding.ts";
import { declaredIn } from "../src/model/applications.ts";
import type { Plan } from "../src/plan/types.ts";
import { STACK } from "./stack.ts";

/** Ports of the demo that no file names; a partner of users is where its file says that they come back to. */
export interface DemoPorts {
  readonly app: number;
  readonly api: number;
  /** Of the first partner that acts without users; the next ones follow. */
  readonly programs: number;
}

export const DEMO_PORTS: DemoPorts = { app: 3300, api: 3310, programs: 3320 };

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

/** Where a partner is played: one website, on a port of its own. */
export interface Place {
  readonly partner: string;
  /** Without a slash at the end. */
  readonly baseUrl: string;
  readonly port: number;
  /** Where its users come back to; absent where it has none. */
  readonly callbackUrl?: string;
}

/** A page of this machine that the demo can serve. */
function placeOf(partner: string, callbackUrl: string): Place | undefined {
  const url = URL.parse(callbackUrl);
  const isHere = url?.protocol === "http:" && /^((.+\.)?localhost|127\.0\.0\.1)$/.test(url.hostname);
  return isHere && url.port !== ""
    ? { partner, baseUrl: url.origin, port: Number(url.port), callbackUrl }
    : undefined;
}

/** Every partner of the stack that can be played on this machine; of two with the same port, the first. */
export function placesOf({ partners }: Plan, { programs }: DemoPorts): readonly Place[] {
  const places: Place[] = [];
  let program = programs;
  for (const [id, { application, grants }] of Object.entries(partners)) {
    const [place] = application.callbacks.flatMap((callback) => placeOf(id, callback) ?? []);
    if (place && !places.some(({ port }) => port === place.port)) places.push(place);
    const subjects = Object.values(grants).map(({ subjectType }) => subjectType);
    const isProgram = subjects.includes("client") && !subjects.includes("user");
    if (!place && isProgram) {
      places.push({ partner: id, baseUrl: `http://localhost:${program}`, port: program });
      program += 1;
    }
  }
  return places;
}

/** Who is played where this partner would be. */
export function takenBy(id: string, plan: Plan, ports: DemoPorts): Place | undefined {
  const wanted = (plan.partners[id]?.application.callbacks ?? []).flatMap(
    (callback) => placeOf(id, callback) ?? [],
  );
  const places = placesOf(plan, ports);
  for (const { port, callbackUrl = "" } of wanted) {
    const place = places.find((one) => one.port === port && one.partner !== id);
    if (place) return { ...place, callbackUrl };
  }
  return undefined;
}

/** The tenant's ports, and where it is to run those of the demo. */
export function portsOf(plan: Plan, demo: DemoPorts | undefined): readonly Port[] {
  const http = httpPortOf(plan);
  const at = (port: number | undefined, choose: string): readonly Port[] =>
    port === undefined ? [] : [{ port, choose }];
  return [
    ...at(httpsPortOf(plan), `with auth0:domain in Pulumi.${STACK}.yaml`),
    ...at(http, `with partner-access:issuer in Pulumi.${STACK}.yaml`),
    ...at(demo?.app, "with --app-port"),
    ...at(demo?.api, "with --api-port"),
    ...(demo ? placesOf(plan, demo) : []).map(({ port, partner, callbackUrl }) => ({
      port,
      choose:
        callbackUrl === undefined
          ? "with --programs-port"
          : `with the callback and enable_url of stack ${STACK} in ${declaredIn(partner)}`,
    })),
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
          `port ${port} is in use: is \`npm start\` running already? Stop what listens there, which may be another repository, or choose another ${choose}`,
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

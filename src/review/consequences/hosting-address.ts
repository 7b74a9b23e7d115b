// Where a hosted API answers, and what web pages may send and read there.

import { formatDuration } from "../../model/units.ts";
import { answersAt } from "../../plan/aws/hosting.ts";
import type { PlannedHosting } from "../../plan/aws/hosting-types.ts";
import { setOff } from "../../text.ts";
import type { ApiPair } from "./pair.ts";
import type { Said } from "./rule.ts";
import { listOf, without } from "./words.ts";

export interface Both extends ApiPair {
  readonly was: PlannedHosting;
  readonly now: PlannedHosting;
}

/** Pairs that the stack hosts before and after. */
export const hosted = (pair: ApiPair): Both | undefined => {
  const [was, now] = [pair.before?.hosting, pair.after?.hosting];
  return was && now ? { ...pair, was, now } : undefined;
};

export const everyone = ({ users }: ApiPair) => users.filter(({ before }) => before).map(({ id }) => id);

export function* domain(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (!both) return;
  const [was, now] = [answersAt(both.was.domain), answersAt(both.now.domain)];
  if (was === now) return;
  yield {
    what: `${both.name} answers at ${now} instead of ${was}: calls to the old address fail.`,
    partners: everyone(both),
    covers: ["domainName", "apiMappingKey"].map((key) => both.at("hosting", "domain", key)),
  };
}

const ownerIn = ({ domain }: PlannedHosting) => ("ownedBy" in domain ? domain.ownedBy : undefined);
const zoneIn = ({ domain }: PlannedHosting) => ("ownedBy" in domain ? undefined : domain.hostedZoneId);

/** The same domain, made by another API, or with its records made by others. */
export function* making(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (!both || both.was.domain.domainName !== both.now.domain.domainName) return;
  const { domainName } = both.now.domain;
  const at = (key: string) => both.at("hosting", "domain", key);
  const [was, now] = [ownerIn(both.was), ownerIn(both.now)];
  if (was !== now) {
    const owner = (id: string | undefined) => (id === undefined ? both.name : setOff(id));
    yield {
      what: `The domain ${domainName} is made for ${owner(now)} instead of ${owner(was)}: the update stops, since the one that is there has the name.`,
      partners: everyone(both),
      covers: [both.at("hosting", "domain")],
    };
  } else if (zoneIn(both.was) !== zoneIn(both.now))
    yield {
      what: `The records of ${domainName} are deleted from zone ${zoneIn(both.was) ?? "of others"}${zoneIn(both.now) === undefined ? ": its name leads nowhere until the people who run its DNS have made them" : ` and made in ${zoneIn(both.now)}`}.`,
      partners: everyone(both),
      covers: [at("hostedZoneId"), both.at("hosting", "notes", "zone")],
    };
}

export function* browsers(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  if (!both) return;
  const [cors, planned] = [both.was.gateway.api.corsConfiguration, both.now.gateway.api.corsConfiguration];
  const [was, now] = [cors?.allowOrigins ?? [], planned?.allowOrigins ?? []];
  const [came, went] = [without(now, was), without(was, now)];
  const whole = both.at("hosting", "gateway", "api", "corsConfiguration");
  const covers = [cors && planned ? [...whole, "allowOrigins"] : whole];
  if (came.length > 0) yield { what: `Web pages of ${listOf(came)} may call ${both.name}.`, covers };
  if (went.length > 0)
    yield { what: `Web pages of ${listOf(went)} may no longer call ${both.name}.`, covers };
}

/** What pages may do with each header, in words, and how grave it is that they no longer may. */
const HEADERS = {
  allowHeaders: { may: "send", lost: "high" },
  exposeHeaders: { may: "read", lost: "medium" },
} as const;

/** Between two CORS configurations; where one came or went, `browsers` tells it. */
export function* headers(pair: ApiPair): Generator<Said> {
  const both = hosted(pair);
  const was = both?.was.gateway.api.corsConfiguration;
  const now = both?.now.gateway.api.corsConfiguration;
  if (!both || !was || !now) return;
  const at = (key: string) => both.at("hosting", "gateway", "api", "corsConfiguration", key);
  for (const key of ["allowHeaders", "exposeHeaders"] as const) {
    const { may, lost } = HEADERS[key];
    const [came, went] = [without(now[key], was[key]), without(was[key], now[key])];
    const covers = [at(key)];
    if (came.length > 0) yield { what: `Web pages may ${may} ${listOf(came)} at ${both.name}.`, covers };
    if (went.length > 0)
      yield {
        what: `Web pages may no longer ${may} ${listOf(went)} at ${both.name}${key === "allowHeaders" ? ": a browser does not send requests that have such a header" : ""}.`,
        severity: lost,
        covers,
      };
  }
  if (was.maxAge !== now.maxAge)
    yield {
      what: `Browsers remember what they may do at ${both.name} for ${formatDuration(now.maxAge)} instead of ${formatDuration(was.maxAge)}.`,
      covers: [at("maxAge")],
    };
}

// Where users and codes are sent: callbacks, origins, and the page behind "Enable".
import { addressOf } from "../../model/address.ts";
import { URL_ROWS, urlsIn } from "../../model/url-properties.ts";
import { kept, newcomer } from "./application.ts";
import type { PartnerPair } from "./pair.ts";
import { type ConsequenceRule, rules, type Said } from "./rule.ts";
import { be, listOf, without } from "./words.ts";

/** A URL's host and port; an app's own scheme where there is none. */
function hostOf(url: string): string {
  const address = addressOf(url);
  if (!address) return url;
  return address.isWeb ? address.host : address.protocol;
}

/** Whose host that is, nobody can check. */
const isOnMachine = (url: string): boolean => addressOf(url)?.reach === "loopback";

/** Those first whose host has fewest of them: what is out of place is not lost among what is not. */
function rareFirst(urls: readonly string[], all: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const host of all.map(hostOf)) counts.set(host, (counts.get(host) ?? 0) + 1);
  const countOf = (url: string) => counts.get(hostOf(url)) ?? 0;
  return urls.toSorted((a, b) => countOf(a) - countOf(b));
}

const callbacksOf = (pair: PartnerPair) => {
  const both = kept(pair);
  if (!both) return undefined;
  const [was, now] = [both.before.application.callbacks, both.after.application.callbacks];
  const hosts = new Set(was.map(hostOf));
  const all = rareFirst(without(now, was), now);
  const [onMachine, added] = [all.filter(isOnMachine), all.filter((url) => !isOnMachine(url))];
  return {
    ...both,
    was,
    now,
    removed: without(was, now),
    onMachine,
    // The first callbacks of all are on a new host as well, but of nothing that users knew before.
    foreign: added.filter((url) => !hosts.has(hostOf(url))),
    known: added.filter((url) => hosts.has(hostOf(url))),
    covers: [both.at("application", "callbacks")],
  };
};

function* onNewHost(pair: PartnerPair): Generator<Said> {
  const first = newcomer(pair)?.application.callbacks ?? [];
  if (first.length > 0)
    yield {
      what: `${pair.name} gets authorization codes at ${listOf(rareFirst(first, first))}.`,
      severity: "medium",
    };
  const callbacks = callbacksOf(pair);
  if (!callbacks || callbacks.foreign.length === 0) return;
  const { foreign, name, covers } = callbacks;
  const where =
    foreign.length === 1 ? "a host that none of its callbacks had" : "hosts that none of its callbacks had";
  yield { what: `${name} gets authorization codes at ${listOf(foreign)} as well: ${where}.`, covers };
}

function* added(pair: PartnerPair): Generator<Said> {
  const callbacks = callbacksOf(pair);
  if (!callbacks || callbacks.known.length === 0) return;
  const { known, name, covers } = callbacks;
  yield { what: `${name} gets authorization codes at ${listOf(known)} as well.`, covers };
}

function* addedOnMachine(pair: PartnerPair): Generator<Said> {
  const callbacks = callbacksOf(pair);
  if (!callbacks || callbacks.onMachine.length === 0) return;
  const { onMachine, name, covers } = callbacks;
  yield {
    what: `${name} gets authorization codes at ${listOf(onMachine)} as well, on the user's own machine.`,
    covers,
  };
}

function* removed(pair: PartnerPair): Generator<Said> {
  const callbacks = callbacksOf(pair);
  if (!callbacks || callbacks.removed.length === 0) return;
  const { name, covers } = callbacks;
  const { removed: urls } = callbacks;
  const it = urls.length === 1 ? "it" : "them";
  yield {
    what: `${listOf(urls)} ${be(urls)} no callback of ${name} any more: if the partner still uses ${it}, users see an error page.`,
    covers,
  };
}

const ORIGINS = {
  allowedOrigins: "may call Auth0 from web pages at",
  webOrigins: "may renew logins from web pages at",
} as const;

const ORIGIN_KEYS = Object.keys(ORIGINS) as (keyof typeof ORIGINS)[];

function* origins(pair: PartnerPair): Generator<Said> {
  for (const key of ORIGIN_KEYS) {
    const first = newcomer(pair)?.application[key] ?? [];
    if (first.length > 0) yield { what: `${pair.name} ${ORIGINS[key]} ${listOf(first)}.` };
  }
  const both = kept(pair);
  if (!both) return;
  for (const key of ORIGIN_KEYS) {
    const [was, now] = [both.before.application[key], both.after.application[key]];
    const covers = [both.at("application", key)];
    const [came, went] = [without(now, was), without(was, now)];
    const may = ORIGINS[key];
    if (came.length > 0) yield { what: `${both.name} ${may} ${listOf(came)} as well.`, covers };
    if (went.length > 0)
      yield { what: `${both.name} ${may.replace("may", "may no longer")} ${listOf(went)}.`, covers };
  }
}

const plainUrl = (row: (typeof URL_ROWS)[number]): readonly ConsequenceRule[] => {
  if (!row.changed) return [];
  const { does, ...rule } = row.changed;
  const told = function* (pair: PartnerPair): Generator<Said> {
    const first = urlsIn(newcomer(pair)?.application[row.planned]);
    if (first.length > 0) yield { what: `${pair.name} ${does} ${listOf(first)}.` };
    const both = kept(pair);
    if (!both) return;
    const { before, after, name, at } = both;
    const [was, now] = [urlsIn(before.application[row.planned]), urlsIn(after.application[row.planned])];
    const covers = [at("application", row.planned)];
    const [came, went] = [without(now, was), without(was, now)];
    if (came.length > 0) yield { what: `${name} now ${does} ${listOf(rareFirst(came, now))}.`, covers };
    if (went.length > 0) yield { what: `${name} no longer ${does} ${listOf(went)}.`, covers };
  };
  return [{ ...rule, severity: "medium", ofPartner: told }];
};

/** Moves of the page behind "Enable", to another host or within one. */
const enableMoved = (host: "new" | "same") =>
  function* (pair: PartnerPair): Generator<Said> {
    const first = host === "new" ? newcomer(pair)?.enableUrl : undefined;
    if (first !== undefined)
      yield { what: `"Enable" of ${pair.name} leads users to ${first}.`, severity: "medium" };
    const both = kept(pair);
    if (!both || both.before.enableUrl === both.after.enableUrl) return;
    const { before, after, name, at } = both;
    const [was, now] = [before.enableUrl, after.enableUrl];
    const foreign = now !== undefined && (was === undefined || hostOf(was) !== hostOf(now));
    if (foreign !== (host === "new")) return;
    const instead = was === undefined ? "" : ` instead of ${was}`;
    yield {
      what:
        now === undefined
          ? `"Enable" of ${name} no longer leads anywhere: users cannot enable it from our app.`
          : `"Enable" of ${name} leads users to ${now}${instead}.`,
      ...(now === undefined && { severity: "medium" as const }),
      covers: [at("enableUrl")],
    };
  };

export const URL_CONSEQUENCES = rules(
  {
    id: "callback-new-host",
    title: "a callback on a host that the partner did not use",
    severity: "high",
    explanation:
      "Authorization codes of our users are sent there. Check that the host belongs to the partner, not only that its name looks like it.",
    source: "https://auth0.com/docs/get-started/applications/application-settings",
    ofPartner: onNewHost,
  },
  {
    id: "callback-added",
    title: "a callback is added",
    severity: "medium",
    explanation: "Authorization codes of our users may be sent there as well.",
    source: "https://auth0.com/docs/get-started/applications/application-settings",
    ofPartner: added,
  },
  {
    id: "callback-on-machine",
    title: "a callback on the user's own machine is added",
    severity: "medium",
    explanation:
      "Any program on that machine can listen there, and the address says nothing of whose it is. PKCE makes the code of no use to another program. Check that the partner's application runs on users' machines.",
    source: "https://www.rfc-editor.org/rfc/rfc8252#section-8.1",
    ofPartner: addedOnMachine,
  },
  {
    id: "callback-removed",
    title: "a callback is removed",
    severity: "medium",
    explanation:
      "Auth0 shows an error page to users who come with it. Make sure that the partner stopped using it.",
    source: "https://auth0.com/docs/get-started/applications/application-settings",
    ofPartner: removed,
  },
  {
    id: "enable-url-new-host",
    title: '"Enable" leads to another host',
    severity: "high",
    explanation: "Our app sends users there, who trust it for that. Check that the host is the partner's.",
    ofPartner: enableMoved("new"),
  },
  {
    id: "enable-url-changed",
    title: '"Enable" leads to another page',
    severity: "low",
    explanation: "Try it before users do.",
    ofPartner: enableMoved("same"),
  },
  {
    id: "origins-changed",
    title: "web pages of other origins may talk to Auth0 for a partner",
    severity: "medium",
    explanation:
      "Browsers let only these origins call Auth0 for the application. Check that they are the partner's.",
    source: "https://auth0.com/docs/get-started/applications/set-up-cors",
    ofPartner: origins,
  },
  ...URL_ROWS.flatMap(plainUrl),
);

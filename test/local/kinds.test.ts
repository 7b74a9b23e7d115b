// Every sentence that the demo shows of a partner, for each kind of partner: on its card in our app and on its own page.
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { afterAll, beforeAll, expect, test } from "vitest";
import { viewIntegrations } from "../../demo/app/integrations.ts";
import { integrationsPart } from "../../demo/app/integrations-page.ts";
import { welcomePage } from "../../demo/app/pages.ts";
import { appOptions, type DemoOptions, sitesOf, worldOf } from "../../demo/demo.ts";
import type { Consent, Kind } from "../../demo/kind.ts";
import { apisOf, partnersOf } from "../../local/demo.ts";
import { localPaths } from "../../local/paths.ts";
import { DEMO_PORTS } from "../../local/ports.ts";
import type { AuthenticationMethod } from "../../src/model/authentication.ts";
import type { AppType, Status } from "../../src/model/partner.ts";
import { planStack } from "../../src/plan/plan.ts";
import { RULES } from "../../src/rules/index.ts";
import {
  type Change,
  FIRST_PORT,
  idOf,
  LOGIN,
  MACHINE,
  OPENID,
  OURS,
  OURS_TRUSTED,
  PERMISSIVE,
  partnerOf,
  program,
  user,
} from "../support/kinds.ts";
import { prices } from "../support/prices.ts";
import { edit, type World } from "../support/workspace.ts";

interface Row extends Change {
  /** What only this kind says, on its card and on its page; undefined where it has no page. */
  readonly card: RegExp;
  readonly page: RegExp | undefined;
}

const KINDS: Readonly<Record<Kind, Row>> = {
  acts: { card: /With your consent it may See your contacts Enable/, page: /Not connected/ },
  "acts-and-program": {
    grants: [user(), program()],
    card: /With your consent it may See your contacts Without a user it may See your contacts Enable/,
    page: /Not connected.*Without a user/,
  },
  "signs-in": {
    application: { ...PERMISSIVE, ...LOGIN },
    grants: [],
    card: /With your consent it may Know who you are, by an ID See your email address Enable$/,
    page: /Not signed in .* has no accounts of its own/,
  },
  program: {
    application: MACHINE,
    grants: [program()],
    card: /Automatic .*Nothing to enable: it acts for nobody in particular. Open/,
    page: /Without a user/,
  },
  nothing: {
    // For the plan alone: the rules refuse a stack without a grant.
    grants: [user({ stacks: ["prod"] })],
    card: /Nothing is granted to it here\.$/,
    page: /our-app\.example grants it nothing here\.$/,
  },
};

const STANDINGS: Readonly<Record<Status, Row>> = {
  active: KINDS.acts,
  suspended: {
    status: "suspended",
    card: /Paused .*Paused: it gets no tokens until we let it go on\.$/,
    page: /has paused it: it gets no tokens until it may go on\.$/,
  },
  retired: {
    status: "retired",
    card: /Ended .*Ended: it gets no tokens any more\.$/,
    page: /has ended its access: it gets no tokens any more\.$/,
  },
};

const CONSENTS: Readonly<Record<Consent, Row>> = {
  asked: KINDS.acts,
  "asked-here": {
    application: { ...OURS_TRUSTED, refresh_token: undefined },
    card: /With your consent it may See your contacts It is ours: only on an address of this machine you are asked all the same\. Enable$/,
    page: /belongs to our-app\.example\. You are asked all the same on an address of this machine/,
  },
  "not-asked": {
    application: { ...OURS_TRUSTED, refresh_token: undefined },
    callback: "http://own.localhost:PORT/callback",
    card: /For you it may, without asking you See your contacts Enable$/,
    page: /Not connected (?!.*all the same)/,
  },
};

const APP_TYPES: Readonly<Record<AppType, Row>> = {
  regular_web: KINDS.acts,
  spa: { ...KINDS.acts, application: { app_type: "spa", authentication_method: "none" } },
  native: {
    ...KINDS.acts,
    application: { app_type: "native", authentication_method: "none" },
    callback: "http://127.0.0.1:PORT/callback",
  },
  non_interactive: KINDS.program,
};

const METHODS: Readonly<Record<AuthenticationMethod, Row>> = {
  none: APP_TYPES.spa,
  client_secret_post: KINDS.acts,
  client_secret_basic: { ...KINDS.acts, application: { authentication_method: "client_secret_basic" } },
  private_key_jwt: {
    application: { authentication_method: "private_key_jwt" },
    card: /It signs with a private key, which only the partner has\. To play it, put the key .*\.pem and start again\.$/,
    page: undefined,
  },
};

const OTHERS = {
  "an API without scopes": {
    grants: [user({ api: "prices", scopes: [] })],
    card: /With your consent it may Use all of Prices Enable$/,
    page: /Not connected/,
  },
  "several APIs": {
    grants: [user(), user({ api: "prices", scopes: [] })],
    card: /See your contacts Use all of Prices Enable$/,
    page: /Not connected/,
  },
  "optional scopes": {
    grants: [user({ scopes: ["read:contacts", "delete:contacts"], optional_scopes: ["delete:contacts"] })],
    card: /See your contacts|Delete your contacts/,
    page: /Not connected/,
  },
  "acts and asks who": {
    application: { ...PERMISSIVE, oidc_scopes: OPENID },
    card: /Know who you are, by an ID See your email address See your contacts Enable$/,
    page: /Not connected/,
  },
  "one of ours that signs people in": {
    application: { ...OURS, ...LOGIN },
    grants: [],
    card: /Know who you are, by an ID See your email address It is ours: only on .* Enable$/,
    page: /Not signed in .* You are asked all the same on an address of this machine/,
  },
  "suspended, and signs people in": {
    application: { ...PERMISSIVE, ...LOGIN, refresh_token: undefined },
    status: "suspended",
    grants: [],
    card: /Paused .*Paused: it gets no tokens until we let it go on\.$/,
    page: /has paused it: it gets no tokens until it may go on\.$/,
  },
  "tokens that are bound to a key": {
    application: { require_proof_of_possession: true },
    grants: [user({ api: "bound", scopes: [] })],
    card: /Its tokens are bound to a key of its own: nothing plays it here\.$/,
    page: undefined,
  },
  "a scheme of its own": {
    application: { app_type: "native", authentication_method: "none" },
    callback: "example.acme:/callback",
    card: /Its users come back to example\.acme:\/callback: nothing answers there\.$/,
    page: undefined,
  },
  "a scheme of its own, and signs people in": {
    application: { ...PERMISSIVE, ...LOGIN, app_type: "native", authentication_method: "none" },
    grants: [],
    callback: "example.acme.login:/callback",
    card: /Its users come back to example\.acme\.login:\/callback: nothing answers there\.$/,
    page: undefined,
  },
  "the port of another": {
    callback: "http://localhost:4301/other",
    card: /Its users come back to http:\/\/localhost:4301\/other, where kinds: acts is played: only one of them can be\.$/,
    page: undefined,
  },
} satisfies Readonly<Record<string, Row>>;

const TABLES: Readonly<Record<string, Readonly<Record<string, Row>>>> = {
  kinds: KINDS,
  standings: STANDINGS,
  consents: CONSENTS,
  "app types": APP_TYPES,
  methods: METHODS,
  others: OTHERS,
};

const rows = Object.entries(TABLES).flatMap(([table, all]) =>
  Object.entries(all).map(([name, row]) => ({ name: `${table}: ${name}`, row })),
);

const textOf = (markup: unknown): string =>
  String(markup)
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&#39;", "'")
    .replaceAll("&quot;", '"')
    .replaceAll(/\s+/g, " ")
    .trim();

function everyKind(w: World): void {
  w.apis.prices = prices();
  w.apis.bound = prices({ name: "Bound", identifier: "https://api.our-app.example/bound", dpop: "required" });
  w.partners = Object.fromEntries(
    rows.map(({ name, row }, i) => [idOf(name), partnerOf(row, name, FIRST_PORT + i)]),
  );
}

let options: DemoOptions;
const pages = new Map<string, string>();
let cards: Map<string, string>;
let sites: ReturnType<typeof sitesOf>;

beforeAll(async () => {
  const plan = planStack(edit(everyKind), "local");
  const ids = Object.keys(plan.partners);
  const partners = await partnersOf({
    ...{ plan, ports: DEMO_PORTS, paths: localPaths(tmpdir()) },
    outcome: { clientIds: Object.fromEntries(ids.map((id) => [id, `client-of-${id}`])) },
    secretOf: async () => "secret",
  });
  options = {
    issuer: plan.issuer,
    product: "our-app.example",
    ports: DEMO_PORTS,
    app: { clientId: "our-app", audience: "urn:our-app" },
    apis: apisOf(plan),
    partners,
    accountOf: (subject) => subject,
    managementApi: { url: `${plan.issuer}api/v2`, token: "local" },
    encryptionKey: randomBytes(32),
  };
  const world = worldOf(options);
  const views = viewIntegrations(appOptions(world), []);
  cards = new Map(
    await Promise.all(
      views.map(async (view) => {
        const part = integrationsPart({ integrations: [view], notice: undefined, trouble: undefined });
        return [view.id, textOf(await part)] as const;
      }),
    ),
  );
  sites = sitesOf(world);
  for (const { id, app } of sites) {
    const html = await (await app.request("/")).text();
    pages.set(id, textOf(/<main.*<\/main>/s.exec(html)?.[0]));
  }
});
afterAll(() => Promise.all(sites.map((site) => site.stop())));

test("each of these partners is one that the rules let pass", () => {
  const workspace = { ...edit(everyKind), partners: new Map(edit(everyKind).partners) };
  for (const { name, row } of rows) if (row === KINDS.nothing) workspace.partners.delete(idOf(name));
  const found = RULES.flatMap((rule) =>
    [...rule.check(workspace)].map(({ file, what }) => `${rule.id} ${file}: ${what}`),
  );
  expect(found).toEqual([]);
});

test.each(rows)("$name", ({ name, row }) => {
  const id = idOf(name);
  expect(cards.get(id)).toMatch(row.card);
  if (row.page === undefined) expect(pages.has(id)).toBe(false);
  else expect(pages.get(id)).toMatch(row.page);
});

test("all that is shown of them, for who wants to read it", async () => {
  const said = rows.map(
    ({ name }) => `${name}\n  card: ${cards.get(idOf(name))}\n  page: ${pages.get(idOf(name)) ?? "none"}\n`,
  );
  await expect(said.join("\n")).toMatchFileSnapshot("../golden/demo/kinds.txt");
});

test("the first page promises only what can be tried", async () => {
  const without = textOf(await welcomePage(appOptions(worldOf({ ...options, partners: {} }))));
  expect(without).not.toMatch(/Enable|Disable|partner's website|each says why/);
  expect(without).toContain("there is no partner yet");
  const { "kinds-program": program, "kinds-nothing": nothing } = options.partners;
  const partners = { program, nothing } as DemoOptions["partners"];
  const others = textOf(await welcomePage(appOptions(worldOf({ ...options, partners }))));
  expect(others).toContain("none of them can be enabled here, and each says why");
});

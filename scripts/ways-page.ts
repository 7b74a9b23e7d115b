// The table of ways → docs/ways.md: how a token for our APIs can arise, what is read to see it, and which rule of drift reports it.
import { WAY_FACTS } from "../src/access/ways.ts";
import { ALL_DRIFT_RULES } from "../src/drift/find-drift.ts";
import { RULES_OF_WAY } from "../src/drift/rules/ways.ts";
import { PROFILE_WRITERS } from "../src/model/connection-strategy.ts";
import { APPLICATION_WAYS, WAYS, type Way } from "../src/model/way.ts";
import { HARMLESS_TRIGGERS, TOUCHING_TRIGGERS } from "../src/tenant/triggers.ts";
import { escaped } from "./markdown.ts";

const INTRODUCTION = `# Ways to a token

Every documented way in which Auth0 issues an access token for one of our APIs or widens one, or in which a user's account
changes. \`drift\` reads them, but for what is named below, and reports each that no declaration covers.

Declared is what a partner's file grants, and in \`tenant.yaml\`: our own applications with their grants, their
\`management_scopes\` and their \`ways\`; Actions by name, trigger and the SHA-256 of their deployed code; roles with their
permissions at APIs that enforce them; of each connection the day on which somebody inspected it. The SHA-256 says nothing
of an Action's secrets, of the packages and modules that it loads and of the forms that it shows: anyone who declares an Action
reads those too.

What \`drift\` does not read lies beside secrets: a connection's options, which Auth0 gives whole to anyone who holds
\`read:connections_options\`. Somebody reads scripts and SCIM maps in the dashboard, and \`tenant.yaml\` says on which day
([connection-profile](#connection-profile)); \`update:connections\` changes them, which with \`read:logs\` is an alarm for
connections that \`tenant.yaml\` names.

Nor does it read the code of the pages on which users sign in, reset a password or enroll a factor: templates, partials, pages
of one's own. Such code sees what users type there, and nobody here knows what it does with it. To change it takes a right
that is not \`read:\`, which is told of each application that has one ([management-api](#management-api)). Nor the flag
\`enable_idtoken_api2\`, from before 2018: with it an ID token acts for its own user at a few endpoints of the Management
API ([source](https://auth0.com/docs/product-lifecycle/past-migrations/migrate-to-calling-api-with-access-tokens)).
Nor an application's \`express_configuration\`, by which the identity provider of a customer makes connections here: it gives no
token, and each connection that comes of it is read like any other.

What lasts: an access token lives until it expires, whatever is taken away meanwhile; a refresh token gives no scope that the
grants of that moment do not give. A token for the Management API lives for 24 hours and cannot be revoked.

This page is made by \`npm run generate\`.`;

/** Of Actions: at which trigger code may do what. */
function triggers(): string[] {
  const touching = Object.entries(TOUCHING_TRIGGERS).map(
    ([id, { may, source, runs }]) => `  - \`${id}\` (${runs}): ${may} ([source](${source}))`,
  );
  const harmless = Object.entries(HARMLESS_TRIGGERS).map(([id, source]) => `[\`${id}\`](${source})`);
  return [
    `- **triggers**:\n${touching.join("\n")}`,
    `- **harmless triggers**: ${harmless.join(", ")}: code there has no means to change a token or an account`,
    "- **any other trigger**: told as `action-undeclared`, since nobody knows what code may do there",
  ];
}

/** Of connections: by which strategy what sets a user's account. */
function strategies(): string[] {
  const writers = Object.entries(PROFILE_WRITERS).map(
    ([strategy, { what, source }]) => `  - \`${strategy}\`: ${what} ([source](${source}))`,
  );
  return [
    `- **strategies**:\n${writers.join("\n")}`,
    "- **harmless strategies**: social and passwordless ones that Auth0 makes, such as `google-oauth2` and `sms`",
    "- **any other strategy**: told as `connection-not-inspected`, since nobody knows what it sets",
  ];
}

function section(way: Way): string {
  const { name, gives, source, seen, harmless } = WAY_FACTS[way];
  const rules = RULES_OF_WAY[way].map((id) => {
    const rule = ALL_DRIFT_RULES.find((one) => one.id === id);
    if (!rule) throw new Error(`drift has no rule ${id}`);
    return `\`${id}\` (${rule.severity})`;
  });
  const declared = APPLICATION_WAYS.some((one) => one === way)
    ? [`- **declared as**: \`ways: [${way}]\` of one of our own applications`]
    : [];
  return [
    `## ${way}`,
    `${escaped(gives)} ([source](${source})). In sentences: by ${escaped(name)}.`,
    [
      `- **read**: ${seen}`,
      `- **harmless if**: ${escaped(harmless)}`,
      ...declared,
      ...(way === "action" ? triggers() : []),
      ...(way === "connection-profile" ? strategies() : []),
      `- **told by**: ${rules.join(", ")}`,
    ].join("\n"),
  ].join("\n\n");
}

/** The whole page. Throws where a way names a rule that drift has not. */
export const waysPage = (): string => `${[INTRODUCTION, ...WAYS.map(section)].join("\n\n")}\n`;

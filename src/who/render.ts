// The answer to "who can?" → lines for a terminal, or JSON for programs. Nothing of a tenant is obeyed by anybody.
import { SUBJECT_TYPES } from "../model/partner.ts";
import { plural, printable, quote } from "../text.ts";
import type { Holding, Who } from "./answer.ts";
import { wayInWords } from "./who.ts";

const AS = { user: "for users", client: "without a user" } as const;

const line = ({ who, clientId, way, subjectType, scopes, account, declared }: Holding): string =>
  `  ${who}${clientId === undefined ? "" : ` (${clientId})`}, ${AS[subjectType]}, ${wayInWords(way)}: ${scopes.join(", ")}; ${account}${declared ? "" : "  <- not declared"}`;

/** Declared first, then what needs a look; each API by itself. */
const ordered = (holdings: readonly Holding[]): Holding[] =>
  holdings.toSorted(
    (a, b) =>
      Number(b.declared) - Number(a.declared) ||
      a.who.localeCompare(b.who) ||
      SUBJECT_TYPES.indexOf(a.subjectType) - SUBJECT_TYPES.indexOf(b.subjectType),
  );

/** The last lines say that there is nobody else, or what nobody could look at. */
function ending({ unknown, powers, roles, inspected }: Who): string[] {
  const widening = powers.map(
    ({ who, scopes, declared }) => `  ${who}: ${scopes.join(", ")}${declared ? "" : "  <- not declared"}`,
  );
  const byRole = roles.map(
    ({ role, api, scopes, declared }) =>
      `  role ${quote(role)}, ${api}: ${scopes.join(", ")}${declared ? "" : "  <- not declared"}`,
  );
  return [
    ...(roles.length > 0
      ? [
          "Where an API enforces permissions, users get no more than these, or what they were given themselves:",
          ...byRole,
          "",
        ]
      : []),
    ...(powers.length > 0
      ? ["Who may change the tenant, and so give itself or anybody all of it:", ...widening, ""]
      : []),
    ...(inspected.length > 0
      ? [`Read by hand, as tenant.yaml says, since no call shows it: ${inspected.join(", ")}.`, ""]
      : []),
    ...(unknown.length === 0
      ? ["And nobody else, by no other way."]
      : ["Unknown, so there may be others:", ...unknown.map((what) => `  ${what}`)]),
  ];
}

/** @param question what was asked, for the first line */
export function renderWho(who: Who, question: string): string {
  const apis = [...new Set(who.holdings.map(({ api }) => api))].toSorted();
  const blocks = apis.flatMap((api) => [
    `${api}:`,
    ...ordered(who.holdings.filter((one) => one.api === api)).map(line),
    "",
  ]);
  const count = new Set(who.holdings.map(({ clientId, who: name }) => clientId ?? name)).size;
  const first = `${question}: ${count === 0 ? "nobody" : plural(count, "application")}`;
  return [first, "", ...blocks, ...ending(who)].map((text) => `${printable(text)}\n`).join("");
}

// Plain properties of an application: one row each, which schema, plan, review, drift and import read.
import { type NamesOf, ofEach } from "./rows.ts";

type Values = readonly [string, ...string[]];

interface PlainProperty<
  P extends string = string,
  V extends Values = Values,
  Of extends "all" | "strict" = "all" | "strict",
> {
  /** Its name in the plan, which is the provider's. In the file it has Auth0's, the key of its row. */
  readonly planned: P;
  /** As sentences call it. */
  readonly label: string;
  /** In the schema. */
  readonly description: string;
  /** From what gives least to what gives most; the first is sent where the file says nothing. */
  readonly values: V;
  /** The applications that have it. */
  readonly of: Of;
  /** What each value means, as the review says it behind the partner's name. */
  readonly means: Readonly<Record<V[number], string>>;
  /** The rule of the review: a value that gives less is told as low. */
  readonly changed: {
    readonly id: string;
    readonly title: string;
    readonly severity: "high" | "medium" | "low";
    readonly explanation: string;
    readonly source: string;
  };
  /** The alarm of drift, where the tenant gives more than the file. */
  readonly opened: {
    readonly id: string;
    readonly title: string;
    readonly why: string;
    readonly source: string;
  };
}

const THIRD_PARTY = "https://auth0.com/docs/get-started/applications/third-party-applications";

/** Keeps the names and values of a row as its type. */
const row = <const P extends string, const V extends Values, Of extends "all" | "strict">(
  it: PlainProperty<P, V, Of>,
): PlainProperty<P, V, Of> => it;

export const PLAIN_PROPERTIES = {
  redirection_policy: row({
    planned: "redirectionPolicy",
    label: "redirection policy",
    description: "Strict applications only: whether errors are shown by Auth0 or sent to the callbacks.",
    values: ["open_redirect_protection", "allow_always"],
    of: "strict",
    means: {
      open_redirect_protection: "errors, a declined consent included, are shown on a page of Auth0",
      allow_always: "errors, a declined consent included, are sent to its callbacks",
    },
    changed: {
      id: "redirection-policy",
      title: "errors go to other places",
      severity: "medium",
      explanation:
        "When errors are sent to callbacks, a link to our login can be made to lead to the partner's site without a login. Allow it only where the callbacks are trusted.",
      source: `${THIRD_PARTY}/security-controls`,
    },
    opened: {
      id: "redirection-policy-opened",
      title: "Errors redirect to the partner only where its file says so",
      why: "a link to our login page can send users on to the partner's address without any login",
      source: THIRD_PARTY,
    },
  }),
};

type Table = typeof PLAIN_PROPERTIES;
/** Auth0's name of a plain property. */
export type PlainName = keyof Table;
export type PlainValue<N extends PlainName> = Table[N]["values"][number];

/** The plain properties of a planned application; those of strict ones are absent from all others. */
export type PlainInputs = {
  readonly [N in NamesOf<Table, "all"> as Table[N]["planned"]]: PlainValue<N>;
} & { readonly [N in NamesOf<Table, "strict"> as Table[N]["planned"]]?: PlainValue<N> };

/** Every row with its name, in the table's order. */
export const PLAIN_ROWS: readonly (PlainProperty & {
  readonly name: PlainName;
  planned: keyof PlainInputs;
})[] = (Object.keys(PLAIN_PROPERTIES) as PlainName[]).map((name) => ({ name, ...PLAIN_PROPERTIES[name] }));

/** Something of each row, by the row's name. */
export const ofEachPlain = <T>(
  make: (row: (typeof PLAIN_ROWS)[number]) => T,
): Readonly<Record<PlainName, T>> => ofEach(PLAIN_ROWS, make);

/** Above 0 where `after` gives more than `before`; nothing gives what the first value gives, an unknown one most. */
export function compareGiven({ values }: PlainProperty, before: unknown, after: unknown): number {
  const rank = (value: unknown) => {
    const at = value === undefined ? 0 : values.indexOf(String(value));
    return at < 0 ? values.length : at;
  };
  return rank(after) - rank(before);
}

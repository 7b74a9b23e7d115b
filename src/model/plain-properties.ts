// Plain properties of an application: one row each, which schema, plan, review, drift and import read.
import { type NamesOf, ofEach } from "./rows.ts";

type Value = string | boolean;
type Values = readonly [Value, ...Value[]];

interface Alarm {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly source: string;
}

type Severity = "high" | "medium" | "low";

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
  /** From what gives least to what gives most. */
  readonly values: V;
  /** Sent where the file says nothing. */
  readonly initial: V[number];
  /** The applications that have it. */
  readonly of: Of;
  /** What each value means, as the review says it behind the partner's name. */
  readonly means: Readonly<Record<`${V[number]}`, string>>;
  /** The rule of the review; `narrowed` where a value gives less. */
  readonly changed: {
    readonly id: string;
    readonly title: string;
    readonly severity: Severity;
    readonly narrowed: Severity;
    readonly explanation: string;
    readonly source: string;
  };
  /** The alarm of drift, where the tenant gives more than the file. */
  readonly opened: Alarm;
  /** The same where it gives less, if that keeps the partner from getting tokens. */
  readonly closed?: Alarm;
}

const SENDER_CONSTRAINING = "https://auth0.com/docs/secure/sender-constraining/configure-sender-constraining";
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
    initial: "open_redirect_protection",
    of: "strict",
    means: {
      open_redirect_protection: "errors, a declined consent included, are shown on a page of Auth0",
      allow_always: "errors, a declined consent included, are sent to its callbacks",
    },
    changed: {
      id: "redirection-policy",
      title: "errors go to other places",
      severity: "medium",
      narrowed: "low",
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
  require_proof_of_possession: row({
    planned: "requireProofOfPossession",
    label: "demand for a proof of possession",
    description: "Every token request carries a DPoP proof (RFC 9449); its tokens work with that key only.",
    values: [true, false],
    initial: false,
    of: "all",
    means: {
      true: "token requests without a DPoP proof are refused, refreshes included",
      false: "its token requests need no DPoP proof",
    },
    changed: {
      id: "proof-of-possession",
      title: "whether an application proves that it has the key of its tokens",
      severity: "medium",
      narrowed: "high",
      explanation:
        "Where a proof is demanded, the partner must send one with every token request before this is deployed, and with every call of the API. Where it is not, a token that leaks works for anybody who has it.",
      source: SENDER_CONSTRAINING,
    },
    opened: {
      id: "proof-of-possession-dropped",
      title: "An application proves possession where its file says so",
      why: "its tokens need not be bound to a key: one that leaks works for anybody who has it",
      source: SENDER_CONSTRAINING,
    },
    closed: {
      id: "proof-of-possession-demanded",
      title: "An application must prove possession only where its file says so",
      why: "the partner's integration was built without proofs, and stops at its next token",
      source: SENDER_CONSTRAINING,
    },
  }),
};

type Table = typeof PLAIN_PROPERTIES;
/** Auth0's name of a plain property. */
export type PlainName = keyof Table;
/** A value that the property can have. */
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

/** What a value means, behind the partner's name. */
export const meaningOf = ({ means }: Pick<PlainProperty, "means">, value: Value): string =>
  means[`${value}`] ?? `${value}`;

/** Above 0 where `after` gives more than `before`; nothing gives what is sent for it, an unknown one most. */
export function compareGiven({ values, initial }: PlainProperty, before: unknown, after: unknown): number {
  const rank = (value: unknown) => {
    const at = (values as readonly unknown[]).indexOf(value ?? initial);
    return at < 0 ? values.length : at;
  };
  return rank(after) - rank(before);
}

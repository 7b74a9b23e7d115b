// A plan and one of its partners become the guide that the partner's developers get.
import { calledAs, keyOf } from "../model/applications.ts";
import { addresses, allowed } from "./addresses.ts";
import { type Block, code, codes, type Document, type Section, text, words } from "./document.ts";
import { errors, limits } from "./errors.ts";
import { CURL } from "./examples/curl.ts";
import { ASK_KINDS, type AskKind, type Example, exampleOf, secretVariable } from "./examples/example.ts";
import { NODE } from "./examples/node.ts";
import { RUBY } from "./examples/ruby.ts";
import { flows } from "./flows.ts";
import type { Recipient } from "./recipient.ts";

const LANGUAGES = [
  { title: "Example: curl", language: "sh", programs: CURL },
  { title: "Example: Node.js", language: "js", programs: NODE },
  { title: "Example: Ruby", language: "ruby", programs: RUBY },
] as const;

const MEANING: Readonly<Record<string, string>> = {
  CLIENT_SECRET: "your secret",
  PRIVATE_KEY_FILE: "the path of your private key in PEM",
  API_URL: "the API's address",
};

/** What the environment has to hold for the examples. */
function variables(example: Example): Block[] {
  const asks = ASK_KINDS.flatMap((kind) => example.asks[kind]);
  const needsAddress = asks.some(({ call, baseUrl }) => call && baseUrl === undefined);
  const names = [secretVariable(example), needsAddress ? "API_URL" : undefined].filter(
    (name) => name !== undefined,
  );
  if (names.length === 0) return [];
  return [
    text(
      ...names.map((name) => words`The environment holds ${MEANING[name] ?? ""} in ${code(name)}.`),
      words`Nothing in the examples is secret.`,
    ),
  ];
}

const FOR_WHOM: Readonly<Record<AskKind, string>> = { user: "For a user", machine: "Without a user" };

function examples(example: Example): Section[] {
  const isOne = ASK_KINDS.flatMap((kind) => example.asks[kind]).length === 1;
  // Proofs are a library's work.
  return LANGUAGES.filter(({ programs }) => !example.provesPossession || programs === NODE).map(
    ({ title, language, programs }) => ({
      title,
      blocks: [
        ...variables(example),
        ...ASK_KINDS.flatMap((kind) => {
          const asks = example.asks[kind];
          return asks.flatMap((ask): Block[] => {
            const [of, at] = asks.length > 1 ? [`-${ask.api.id}`, `, ${ask.api.name}`] : ["", ""];
            const content = programs[kind](example, ask);
            return [
              ...(isOne ? [] : [text(words`${FOR_WHOM[kind]}${at}:`)]),
              { kind: "code", id: `${language}-${kind}${of}`, language, text: content },
            ];
          });
        }),
      ],
    }),
  );
}

/** One guide for all applications of a partner: a section of each for each that there would be of one. */
export function guideOfAll(recipients: readonly Recipient[]): Document {
  const [first, ...others] = recipients;
  if (!first) throw new Error("no application: there is nothing to hand over");
  if (others.length === 0) return guideOf(first);
  const of = ({ id }: Recipient) => keyOf(id) ?? id;
  return {
    title: `${first.partner.application.name}: ${recipients.length} applications`,
    lead: words`What your developers need for our stack ${code(first.plan.stack)}, at ${codes([first.plan.issuer])}. Your applications ${codes(recipients.map(of))} each have a client ID, credentials, grants and consents of their own: a token of one is none of another's. One contract, ${first.partner.contract.reference}, covers all of them.`,
    sections: recipients.flatMap((recipient) =>
      guideOf(recipient).sections.map(({ title, blocks }) => ({
        title: `${of(recipient)}: ${title}`,
        blocks: blocks.map((block) =>
          block.kind === "code" ? { ...block, id: `${of(recipient)}-${block.id}` } : block,
        ),
      })),
    ),
  };
}

/** The whole guide, the same for the same plan. Nothing in it is secret. */
export function guideOf(recipient: Recipient): Document {
  const { plan, id, partner, access } = recipient;
  const apis = [...new Set(access.map(({ planned }) => planned.resourceServer.name))];
  return {
    title: `${calledAs(id, partner.application.name)}: ${apis.length > 0 ? `access to ${apis.join(", ")}` : "sign-in"}`,
    lead: words`What your developers need for our stack ${code(plan.stack)}, at ${codes([plan.issuer])}.`,
    sections: [
      addresses(recipient),
      allowed(recipient),
      ...flows(recipient),
      errors(recipient),
      limits(recipient),
      ...(apis.length > 0 ? examples(exampleOf(recipient)) : []),
    ],
  };
}

// A plan and one of its partners become the guide that the partner's developers get.
import { addresses, allowed } from "./addresses.ts";
import { type Block, code, codes, type Document, type Section, text, words } from "./document.ts";
import { errors, limits } from "./errors.ts";
import { curlOf } from "./examples/curl.ts";
import { type Example, exampleOf, secretVariable } from "./examples/example.ts";
import { nodeOf } from "./examples/node.ts";
import { rubyOf } from "./examples/ruby.ts";
import { flows } from "./flows.ts";
import type { Recipient } from "./recipient.ts";

const LANGUAGES = [
  { title: "Example: curl", language: "sh", of: curlOf },
  { title: "Example: Node.js", language: "js", of: nodeOf },
  { title: "Example: Ruby", language: "ruby", of: rubyOf },
] as const;

const MEANING: Readonly<Record<string, string>> = {
  CLIENT_SECRET: "your secret",
  PRIVATE_KEY_FILE: "the path of your private key in PEM",
  API_URL: "the API's address",
};

/** What the environment has to hold for the examples. */
function variables(example: Example): Block[] {
  const asks = [example.user, example.machine];
  const needsAddress = asks.some((ask) => ask?.call && ask.baseUrl === undefined);
  const names = [secretVariable(example), needsAddress ? "API_URL" : undefined].filter(
    (name) => name !== undefined,
  );
  if (names.length === 0) return [];
  return [
    text(
      ...names.map((name) => words`The environment holds ${MEANING[name] ?? ""} in ${code(name)}.`),
      words`Nothing secret stands in the examples.`,
    ),
  ];
}

function examples(example: Example): Section[] {
  return LANGUAGES.map(({ title, language, of }) => {
    const { user, machine } = of(example);
    const block = (kind: string, content: string | undefined, heading: string): Block[] =>
      content === undefined
        ? []
        : [
            ...(user !== undefined && machine !== undefined ? [text(words`${heading}`)] : []),
            { kind: "code", id: `${language}-${kind}`, language, text: content },
          ];
    return {
      title,
      blocks: [
        ...variables(example),
        ...block("user", user, "For a user:"),
        ...block("machine", machine, "Without a user:"),
      ],
    };
  });
}

/** The whole guide, the same for the same plan. Nothing in it is secret. */
export function guideOf(recipient: Recipient): Document {
  const { plan, partner, access } = recipient;
  const apis = [...new Set(access.map(({ planned }) => planned.resourceServer.name))];
  return {
    title: `${partner.application.name}: ${apis.length > 0 ? `access to ${apis.join(", ")}` : "sign-in"}`,
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

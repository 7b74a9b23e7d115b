// A partner file with one application → the same with it below a key, and with further ones beside it.

/** The text from `application` on, moved below `applications.<key>` by indentation alone. */
export function belowKey(text: string, key: string, ...own: readonly string[]): string {
  const from = text.search(/^application:/m);
  const indented = text
    .slice(from)
    .split("\n")
    .map((line) => (line === "" ? "" : `    ${line}`));
  const head = ["applications:", `  ${key}:`, ...own.map((line) => `    ${line}`)];
  return `${text.slice(0, from)}${head.join("\n")}\n${indented.join("\n")}`;
}

/** A program of a partner, as one more application. */
export const machine = (stack: string, ...own: readonly string[]): string => `  machine:
${own.map((line) => `    ${line}\n`).join("")}    application:
      is_first_party: false
      third_party_security_mode: strict
      app_type: non_interactive
      authentication_method: client_secret_post
    grants:
      - api: contacts
        subject_type: client
        scopes: [read:contact-changes]
        reason: Learns which contacts changed, every night
    stacks:
      ${stack}: {}
`;

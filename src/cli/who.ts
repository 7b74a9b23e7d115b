// `who`: everybody who can get a scope or call a route in a stack's tenant, by which way; it only reads.
import { type Command, Option, Command as Verb } from "commander";
import type { Plan, PlannedApi } from "../plan/types.ts";
import { safeJson } from "../text.ts";
import { declarations } from "./declarations.ts";
import { EXIT, type ExitCode } from "./exit-code.ts";
import { rootOption, unknownName } from "./options.ts";
import { readFrom } from "./tenant-access.ts";
import type { Terminal } from "./terminal.ts";

const FORMATS = ["text", "json"] as const;

interface Options {
  readonly root: string;
  readonly stack: string;
  readonly format: (typeof FORMATS)[number];
}

type Asked = ReadonlyMap<string, ReadonlySet<string>>;

/** By API, the scopes of which any opens what is asked; a usage error for what no API has. */
async function askedFor(command: Command, plan: Plan, words: readonly string[]): Promise<Asked> {
  const { HTTP_METHODS } = await import("../model/api.ts");
  const { routeFor, routeLike } = await import("../model/route-match.ts");
  const { scopesIn } = await import("../access/reach.ts");
  const namesIn = (api: PlannedApi) => scopesIn(api).map(({ name }) => name);
  const refuse = (what: string): never => command.error(`error: ${what}`, { exitCode: EXIT.usage });
  const [first = ""] = words;
  const isApi = Object.hasOwn(plan.apis, first);
  const apis = Object.entries(plan.apis).filter(([id]) => !isApi || id === first);
  const [what, path, ...more] = isApi ? words.slice(1) : words;
  if (more.length > 0) refuse("at most an API, and a scope or a method with its path");
  const method = HTTP_METHODS.find((known) => known === what?.toUpperCase());
  if (what === undefined) return new Map(apis.map(([id, api]) => [id, new Set(namesIn(api))]));
  if (method && path === undefined) refuse(`a method needs a path, such as ${method} /contacts`);
  if (!method && path !== undefined)
    refuse(`a path needs a method before it, one of ${HTTP_METHODS.join(", ")}`);
  const open: string[] = [];
  const called = { method: method ?? "", path: (path ?? "").replace(/[?#].*$/s, "") };
  const asked = apis.flatMap(([id, api]): [string, Set<string>][] => {
    if (!method) return namesIn(api).includes(what) ? [[id, new Set([what])]] : [];
    const { routes } = api;
    const route = routeFor(Object.keys(routes), called);
    const needs = route === undefined ? undefined : routes[route];
    if (needs === "public") open.push(`${route} of ${id}`);
    return Array.isArray(needs) ? [[id, new Set(needs)]] : [];
  });
  if (open.length > 0) {
    const others = asked.map(([id]) => id).join(", ");
    const more = others === "" ? "" : `; write the API before the method to ask about ${others}`;
    refuse(`${open.join(" and ")} needs no token: anybody can call it${more}`);
  }
  if (asked.length > 0) return new Map(asked);
  if (method) {
    const like = routeLike(
      apis.flatMap(([, { routes }]) => Object.keys(routes)),
      called,
    );
    return refuse(
      `no API has a route ${method} ${path}${like === undefined ? "" : `; did you mean ${like}?`}`,
    );
  }
  return command.error(
    unknownName("API or scope", what, [
      ...Object.keys(plan.apis),
      ...apis.flatMap(([, api]) => namesIn(api)),
    ]),
    { exitCode: EXIT.usage },
  );
}

async function readAll(plan: Plan, folder: string, terminal: Terminal) {
  const { readTenant } = await import("../tenant/read.ts");
  return await readFrom({ domain: plan.domain, folder }, terminal, (client) => readTenant(client, plan));
}

async function who(
  words: readonly string[],
  options: Options,
  terminal: Terminal,
  command: Command,
): Promise<ExitCode> {
  const declared = await declarations(options.root, terminal, "nothing was read");
  if (!declared) return EXIT.findings;
  const { workspace, folder } = declared;
  const { stack, format } = options;
  if (!workspace.stacks.has(stack)) command.error(unknownName("stack", stack, [...workspace.stacks.keys()]));
  const { planStack } = await import("../plan/plan.ts");
  const { onlyAbout, whoIn } = await import("../who/who.ts");
  const { renderWho } = await import("../who/render.ts");
  const plan = planStack(workspace, stack);
  const asked = await askedFor(command, plan, words);
  const answer = onlyAbout(whoIn(plan, await readAll(plan, folder, terminal)), asked);
  const question = `${words.length > 0 ? words.join(" ") : "every scope"} in ${stack}, tenant ${plan.domain}`;
  terminal.stdout.write(
    format === "json"
      ? `${safeJson({ format: 1, stack, domain: plan.domain, ...answer })}\n`
      : renderWho(answer, question),
  );
  const isClosed =
    answer.unknown.length === 0 &&
    [...answer.holdings, ...answer.powers, ...answer.roles].every(({ declared: known }) => known);
  return isClosed ? EXIT.clean : EXIT.findings;
}

const MORE = `
Reads the tenant with the credentials of drift, and answers for every application there: partners, our own and those
that nobody declares. A path may be a template of the API or a real one.

Examples:
  npm run -s partner-access -- who --stack prod
  npm run -s partner-access -- who delete:contacts --stack prod
  npm run -s partner-access -- who contacts DELETE /contacts/42 --stack prod

Exit codes: 0 everybody who can is declared, and nobody else can; 1 somebody is not declared or something is unknown, also
findings in the declarations; 2 wrong usage; 3 nothing could be read: no credentials, no tenant.`;

/** The verb, ready to be added to the program; `done` gets its exit code. */
export function whoCommand(terminal: Terminal, done: (code: ExitCode) => void): Command {
  return new Verb("who")
    .description("Say who can get a scope or call a route, and by which way. Reads only.")
    .argument("[question...]", "an API, a scope, or a method and a path; by default everything")
    .requiredOption("--stack <stack>", "which stack, as in Pulumi.<stack>.yaml")
    .addOption(new Option("--format <format>", "how to answer").choices(FORMATS).default("text"))
    .addOption(rootOption())
    .addHelpText("after", MORE)
    .action(async (question: string[], options: Options, command: Command) =>
      done(await who(question, options, terminal, command)),
    );
}

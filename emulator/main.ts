import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { FaultSyntaxError, parseFault, parseRateLimit } from "./faults/parse.ts";
import type { FaultRule, RateLimit } from "./faults/rule.ts";
import { StoreError } from "./store.ts";
import type { SecurityMode } from "./tenant.ts";

const EXIT_USAGE = 2;
const EXIT_ENVIRONMENT = 3;

interface Options {
  httpsPort: number;
  httpPort?: number;
  issuer?: string;
  data: string;
  seed?: string;
  defaultSecurityMode: SecurityMode;
  permissive: boolean;
  latency: number;
  rateLimit?: RateLimit;
  fault: FaultRule[];
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError("expected a port number from 0 to 65535");
  }
  return value;
}

function issuer(text: string): string {
  if (text === "http") return text;
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.search !== "" || url.hash !== "") {
    throw new InvalidArgumentError("expected http, or an address such as https://localhost:8443/");
  }
  return url.href.endsWith("/") ? url.href : `${url.href}/`;
}

function milliseconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("expected milliseconds, at most 999999");
  return Number(text);
}

/** A parser of ours as commander wants it. */
function words<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      throw error instanceof FaultSyntaxError ? new InvalidArgumentError(error.message) : error;
    }
  };
}

const fault = words(parseFault);

const program = new Command("emulator")
  .description("A local Auth0 tenant: the Management API that deployments use, and the sign-in of users.")
  .option("--https-port <port>", "where everything is served; 0 takes any free port", port, 8443)
  .option("--http-port <port>", "where it is served without a certificate too; 0 takes any free port", port)
  .option("--issuer <url>", "who issues the tokens, or http for the http port's origin", issuer)
  .option("--data <file>", "where the tenant is kept, or :memory:", ".local/tenant.sqlite")
  .option("--seed <file>", "YAML file that describes a new tenant: connections, flags")
  .addOption(
    new Option(
      "--default-security-mode <mode>",
      "mode that a new tenant gives to third-party applications that ask for none",
    )
      .choices(["strict", "permissive"])
      .default("strict"),
  )
  .option("--no-permissive", "a new tenant refuses third-party applications in permissive mode")
  .option("--latency <ms>", "time that every Management API request takes at least", milliseconds, 0)
  .option("--rate-limit <rate>", "requests a second, and at once: 2 or 2/10", words(parseRateLimit))
  .option(
    "--fault <rule>",
    'what goes wrong, as in "POST clients: 503 x2"; may be repeated (emulator/README.md)',
    (text: string, rules: FaultRule[]) => [...rules, fault(text)],
    [],
  )
  .exitOverride()
  .action(run);

async function run(options: Options): Promise<void> {
  const { permissive, latency, rateLimit, fault: rules, ...rest } = options;
  if (rest.issuer === "http" && rest.httpPort === undefined) {
    program.error("error: --issuer http needs --http-port");
  }
  // Help and mistakes in the options do not wait for it to load.
  const { startEmulator } = await import("./emulator.ts");
  const emulator = await startEmulator({
    ...rest,
    // Unless it is switched off here, the seed decides.
    ...(!permissive && { permissiveAvailable: false }),
    certificateDir: ".local",
  });
  emulator.faults.latencyMs = latency;
  emulator.faults.limitRate(rateLimit);
  for (const rule of rules) emulator.faults.add(rule);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // With nothing left to do, Node exits by itself.
    emulator.close().catch(fail);
  };
  // Before the line is printed: anyone who reads it may stop the tenant at once.
  process.on("SIGINT", stop).on("SIGTERM", stop);
  const { url, issuer, certificateFile } = emulator;
  process.stdout.write(
    `local Auth0 tenant ready: ${url}/api/v2/ (issuer ${issuer}, certificate ${certificateFile}, data ${options.data})\n`,
  );
}

function fail(error: unknown): void {
  if (error instanceof CommanderError) {
    // Commander has explained itself; asking for help is not a mistake.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
    return;
  }
  const reason = explain(error);
  if (reason === undefined) throw error;
  process.stderr.write(`emulator: ${reason}\n`);
  process.exitCode = EXIT_ENVIRONMENT;
}

// A wrong environment is explained in one line; anything else is a bug, and Node shows its stack.
function explain(error: unknown): string | undefined {
  if (error instanceof StoreError) return error.message;
  const { code, port: taken, message } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE")
    return `port ${taken} is in use; choose another with --https-port or --http-port`;
  return code === "EACCES" || code === "EROFS" || code === "ENOSPC" ? message : undefined;
}

program.parseAsync().catch(fail);

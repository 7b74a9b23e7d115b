import { Command, InvalidArgumentError, Option } from "commander";
import { startEmulator } from "./emulator.ts";
import { StoreError } from "./store.ts";
import type { SecurityMode } from "./tenant.ts";

const EXIT_ENVIRONMENT = 3;

interface Options {
  httpsPort: number;
  data: string;
  seed?: string;
  defaultSecurityMode: SecurityMode;
  permissive: boolean;
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 0 || value > 65_535) {
    throw new InvalidArgumentError("expected a port number from 0 to 65535");
  }
  return value;
}

const program = new Command("emulator")
  .description("A local Auth0 tenant: the Management API that deployments use.")
  .option("--https-port <port>", "port to listen on; 0 takes any free one", port, 8443)
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
  .action(run);

async function run(options: Options): Promise<void> {
  const { permissive, ...rest } = options;
  const emulator = await startEmulator({
    ...rest,
    permissiveAvailable: permissive,
    certificateDir: ".local",
  });
  const { url, certificateFile } = emulator;
  process.stdout.write(
    `local Auth0 tenant ready: ${url}/api/v2/ (certificate ${certificateFile}, data ${options.data})\n`,
  );
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // With nothing left to do, Node exits by itself.
    emulator.close().catch(fail);
  };
  process.on("SIGINT", stop).on("SIGTERM", stop);
}

function fail(error: unknown): void {
  process.stderr.write(`emulator: ${explain(error)}\n`);
  process.exitCode = EXIT_ENVIRONMENT;
}

// A wrong environment is explained in one line; anything else is a bug and shows its stack.
function explain(error: unknown): string {
  if (error instanceof StoreError) return error.message;
  if (!(error instanceof Error)) return String(error);
  const { code, port: taken } = error as NodeJS.ErrnoException & { port?: number };
  if (code === "EADDRINUSE") return `port ${taken} is in use; choose another with --https-port`;
  if (code === "EACCES" || code === "EROFS" || code === "ENOSPC") return error.message;
  return error.stack ?? error.message;
}

program.parseAsync().catch(fail);

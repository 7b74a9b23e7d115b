// The installed `@pulumi/auth0` → its version, which Pulumi's default provider is named after.
import { createRequire } from "node:module";

/** Read when it is asked for, and without the package's code: that a version is what it says is a fact of it alone. */
export const providerVersion = (): string =>
  (createRequire(import.meta.url)("@pulumi/auth0/package.json") as { version: string }).version;

// Where the local run keeps what it makes: all of it below one folder that git ignores.
import { join } from "node:path";

export interface LocalPaths {
  /** `.local/` of the declarations' root. */
  readonly folder: string;
  /** Pulumi's project for the local stack, and its state. */
  readonly pulumi: string;
  /** The local tenant's database. */
  readonly tenant: string;
  /** Passphrase that encrypts secrets in the local state: both live and go together. */
  readonly passphrase: string;
  /** What Acme CMS of the demo remembers of the users who enabled it, sealed. */
  readonly acme: string;
  /** The key it is sealed with. */
  readonly acmeKey: string;
}

export function localPaths(root: string): LocalPaths {
  const folder = join(root, ".local");
  return {
    folder,
    pulumi: join(folder, "pulumi"),
    tenant: join(folder, "tenant.sqlite"),
    passphrase: join(folder, "passphrase"),
    acme: join(folder, "acme-connections.json"),
    acmeKey: join(folder, "acme-key"),
  };
}

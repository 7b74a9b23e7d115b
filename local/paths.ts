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
  /** What the demo's partners remember of the users who enabled them, sealed, and keys that somebody gave them. */
  readonly demo: string;
  /** The key it is sealed with. */
  readonly demoKey: string;
}

export function localPaths(root: string): LocalPaths {
  const folder = join(root, ".local");
  return {
    folder,
    pulumi: join(folder, "pulumi"),
    tenant: join(folder, "tenant.sqlite"),
    passphrase: join(folder, "passphrase"),
    demo: join(folder, "demo"),
    demoKey: join(folder, "demo-key"),
  };
}

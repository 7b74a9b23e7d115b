// A change outside of the declarations for each kind of file that has a say in what is deployed.
import type { ChangedFile, DeployingKind } from "../../../src/model/repository-file.ts";
import type { Example } from "./edit.ts";

const FILES: Readonly<Record<DeployingKind | "unknown", Omit<ChangedFile, "change"> & Partial<ChangedFile>>> =
  {
    attributes: { path: "partners/.gitattributes", change: "added" },
    owners: { path: ".github/CODEOWNERS" },
    pipeline: { path: ".github/workflows/deploy.yml" },
    project: { path: "Pulumi.yaml", change: "removed" },
    settings: { path: "Pulumi.prod.yaml", keys: ["encryptedkey", "secretsprovider"] },
    libraries: { path: ".npmrc" },
    engine: { path: "engine/download.ts" },
    scripts: { path: "scripts/with-auth0-key.ts" },
    program: { path: "src/infra/partner-access.ts" },
    unknown: { path: "Makefile", change: "added" },
  };

export const FILE_EXAMPLES: Record<string, Example> = Object.fromEntries(
  Object.entries(FILES).map(([kind, file]) => [
    `${kind}-files-changed`,
    {
      change: () => undefined,
      files: { files: [{ change: "changed", ...file }], owner: "security@our-app.example" },
    },
  ]),
);

import { nameOf, PARTS } from "./scripts/import-table.mjs";

const pattern = (path) => `^${path.replaceAll(".", "\\.")}${path.endsWith("/") ? "" : "$"}`;

const only = (name, path, allowed) => ({
  name,
  severity: "error",
  from: { path: pattern(path) },
  to: { path: "^(src|emulator|engine|local|demo|bench)/", pathNot: [path, ...allowed].map(pattern) },
});

const pathOf = (name) => PARTS.find((part) => nameOf(part) === name).path;

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    ...PARTS.map((part) => only(nameOf(part), part.path, part.may.map(pathOf))),
    only("emulator-is-an-oracle", "emulator/", []),
    only("engine-stands-alone", "engine/", []),
    only("demo-stands-alone", "demo/", []),
    {
      name: "only-infra-imports-pulumi",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/infra/" },
      to: { path: "@pulumi/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
  },
};

/** The import table of ARCHITECTURE.md: data flows one way through the folders of src/. */
const only = (name, from, allowed) => ({
  name,
  severity: "error",
  from: { path: `^${from}` },
  to: { path: "^(src|emulator|engine|local|demo|bench)/", pathNot: allowed.map((p) => `^${p}`) },
});

export default {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    only("finding-is-a-leaf", "src/finding\\.ts$", []),
    only("model", "src/model/", ["src/model/", "src/finding\\.ts$"]),
    only("load", "src/load/", ["src/load/", "src/model/", "src/finding\\.ts$"]),
    only("rules", "src/rules/", ["src/rules/", "src/model/", "src/finding\\.ts$"]),
    only("plan", "src/plan/", ["src/plan/", "src/model/"]),
    only("pipeline", "src/pipeline\\.ts$", [
      "src/load/",
      "src/rules/",
      "src/plan/",
      "src/model/",
      "src/finding\\.ts$",
    ]),
    only("review", "src/review/", ["src/review/", "src/plan/", "src/model/", "src/finding\\.ts$"]),
    only("infra", "src/infra/", [
      "src/infra/",
      "src/pipeline\\.ts$",
      "src/plan/",
      "src/model/",
      "src/load/",
      "src/finding\\.ts$",
    ]),
    only("drift", "src/drift/", ["src/drift/", "src/plan/", "src/model/", "src/finding\\.ts$"]),
    only("cli", "src/cli/", [
      "src/cli/",
      "src/drift/",
      "src/pipeline\\.ts$",
      "src/review/",
      "src/rules/",
      "src/plan/",
      "src/load/",
      "src/model/",
      "src/finding\\.ts$",
    ]),
    only("emulator-is-an-oracle", "emulator/", ["emulator/"]),
    only("engine-stands-alone", "engine/", ["engine/"]),
    only("demo-stands-alone", "demo/", ["demo/"]),
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

// Who may import whom, in the direction of the data: `.dependency-cruiser.mjs` enforces this table and
// ARCHITECTURE.md shows it.

/**
 * @typedef {object} Part
 * @property {string} path a folder, or one file
 * @property {string} turns what it begins with
 * @property {string} into what it makes of that
 * @property {readonly string[]} may the parts of src/ that it may import beside itself, by name
 */

/** @type {readonly Part[]} */
export const PARTS = [
  { path: "src/text.ts", turns: "any text", into: "text that is safe to show", may: [] },
  { path: "src/first-contact.mjs", turns: "a machine", into: "one sentence about what it lacks", may: [] },
  { path: "src/finding.ts", turns: "", into: "what is wrong, and where", may: ["text"] },
  { path: "src/model/", turns: "decoded YAML", into: "typed values", may: ["text"] },
  { path: "src/load/", turns: "files", into: "a workspace, or findings", may: ["model", "finding", "text"] },
  { path: "src/rules/", turns: "a workspace", into: "violations", may: ["identity", "model", "text"] },
  {
    path: "src/pipeline.ts",
    turns: "a source",
    into: "workspace and findings",
    may: ["load", "rules", "model", "finding"],
  },
  { path: "src/plan/", turns: "a checked workspace and a stack", into: "that stack's plan", may: ["model"] },
  {
    path: "src/identity/",
    turns: "names, markers and natural keys",
    into: "which declaration, state entry and tenant object are the same thing",
    may: ["plan", "model"],
  },
  {
    path: "src/access/",
    turns: "plans",
    into: "who may what, by which way, and why",
    may: ["identity", "plan", "model", "text"],
  },
  {
    path: "src/render/",
    turns: "values",
    into: "escaped Markdown and HTML, and the pages' style",
    may: ["text"],
  },
  {
    path: "src/review/",
    turns: "plans before and after",
    into: "a report: access, consequences, in four formats",
    may: ["first", "access", "render", "identity", "plan", "model", "finding", "text"],
  },
  {
    path: "src/handover/",
    turns: "a plan and one of its partners",
    into: "the guide for the partner's developers",
    may: ["access", "render", "plan", "model", "text"],
  },
  {
    path: "src/evidence/",
    turns: "declarations and their history",
    into: "who has what, since which commit",
    may: ["render", "model", "text"],
  },
  {
    path: "src/edit/",
    turns: "a declaration's text",
    into: "the text with one thing changed, comments and order kept",
    may: ["access", "plan", "model", "finding"],
  },
  {
    path: "engine/on-path.ts",
    turns: "a name and PATH",
    into: "what is installed, before what npm brings",
    may: [],
  },
  {
    path: "src/pulumi/",
    turns: "Pulumi's state and command line",
    into: "resources by type and URN; never Pulumi's SDK",
    may: ["engine/on-path", "identity", "plan", "model", "finding", "text"],
  },
  {
    path: "src/repository/",
    turns: "declarations",
    into: "the files that a repository keeps about them: owners, pipelines, schemas",
    may: ["drift", "review", "load", "model", "finding", "text"],
  },
  {
    path: "src/infra/",
    turns: "a plan",
    into: "Pulumi resources and outputs",
    may: [
      "first-contact.mjs",
      "pipeline",
      "first",
      "identity",
      "pulumi",
      "plan",
      "load",
      "model",
      "finding",
      "text",
    ],
  },
  {
    path: "src/tenant/",
    turns: "a tenant's Management API",
    into: "what is there and whose it is; reads, never writes",
    may: ["identity", "plan", "model", "finding"],
  },
  {
    path: "src/first/",
    turns: "a plan and a tenant in use",
    into: "what the first update changes there for whom",
    may: ["tenant", "identity", "plan", "model", "text"],
  },
  {
    path: "src/drift/",
    turns: "a plan and its tenant",
    into: "what differs, judged and explained",
    may: ["access", "tenant", "identity", "render", "plan", "model", "text"],
  },
  {
    path: "src/who/",
    turns: "a plan and its tenant",
    into: "everybody who can get a token, by which way, and what nobody could look at",
    may: ["drift", "tenant", "access", "identity", "plan", "model", "text"],
  },
  {
    path: "src/doctor/",
    turns: "a plan and its tenant",
    into: "what is fine, broken or unknown, and what to do",
    may: ["drift", "tenant", "access", "identity", "plan", "model", "text"],
  },
  {
    path: "src/import/",
    turns: "a tenant's application",
    into: "a new partner file, and what it leaves out",
    may: ["tenant", "identity", "plan", "model", "text"],
  },
  {
    path: "src/recover/",
    turns: "a plan, its state and its tenant",
    into: "what an interrupted run left, and the state repaired",
    may: ["tenant", "identity", "pulumi", "plan", "finding", "text"],
  },
  {
    path: "src/cli/",
    turns: "arguments",
    into: "output and an exit code",
    may: [
      ...[
        "load",
        "rules",
        "pipeline",
        "identity",
        "plan",
        "access",
        "review",
        "handover",
        "evidence",
        "edit",
      ],
      ...[
        "engine/on-path",
        "pulumi",
        "tenant",
        "first",
        "drift",
        "who",
        "doctor",
        "import",
        "recover",
        "repository",
        "model",
        "finding",
        "text",
      ],
    ],
  },
];

/** @param {Part} part */
export const nameOf = ({ path }) => path.replace(/^src\//, "").replace(/(\/|\.ts)$/, "");

// What every declaration file must be before any rule about Auth0 can read it: the table of these checks.

const YAML = "https://yaml.org/spec/1.2.2/";

interface LoadRule {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly source: string;
  /** What is wrong with the text makes one value unreadable, and nothing around it. */
  readonly isOfOneValue?: true;
}

/** Ordered as in docs/rules.md: the file, its text, its YAML, its keys, its values. */
export const LOAD_RULES = [
  {
    id: "file-missing",
    title: "partners/, apis/, tenant.yaml and at least one Pulumi.<stack>.yaml exist",
    why: "a declaration that is not there would count as deleted",
    source: "docs/decisions.md",
  },
  {
    id: "file-unreadable",
    title: "Every declaration is a regular file of at most 256 KiB, and all together hold at most 24 MiB",
    why: "a file that cannot be read would count as deleted, and a link could show any file of the machine",
    source: "docs/decisions.md",
  },
  {
    id: "file-name",
    title:
      "A declaration is called <id>.yaml; the id is lower-case words joined by hyphens, at most 40 characters",
    why: "a file under another name would be ignored, and what it declares would count as deleted",
    source: "docs/decisions.md",
  },
  {
    id: "project-file",
    title: "Pulumi.yaml runs our program, and no other project file is beside it",
    why: "Pulumi would run another program, or this one in another way, with the deployment's credentials",
    source: "https://www.pulumi.com/docs/iac/concepts/projects/project-file/",
  },
  {
    id: "file-encoding",
    title: "A file is UTF-8 without invisible characters",
    why: "reviewers must see what Auth0 gets, and such a character hides or reorders text",
    source: `${YAML}#51-character-set`,
  },
  {
    id: "file-empty",
    title: "A file declares something",
    why: "an emptied file says neither keep nor delete, and a live application would go with it",
    source: "docs/decisions.md",
  },
  {
    id: "yaml-syntax",
    title: "A file is one YAML 1.2 document",
    why: "the rest of the file cannot be read reliably after this",
    source: YAML,
  },
  {
    id: "yaml-duplicate-key",
    title: "A mapping has each key once",
    why: "readers see one value and programs use the other",
    source: `${YAML}#3213-node-comparison`,
  },
  {
    id: "yaml-key",
    title: "Keys are text, without merge keys",
    why: "such a key means different things to different YAML readers",
    source: `${YAML}#3213-node-comparison`,
  },
  {
    id: "yaml-alias",
    title: "Aliases name an earlier anchor and stay small",
    why: "an alias stands for everything behind its anchor, be it nothing or gigabytes",
    source: `${YAML}#71-alias-nodes`,
  },
  {
    id: "yaml-tag",
    title: "Values have no YAML tag of their own",
    why: "the keys say what type a value has; a tag can only contradict them",
    source: `${YAML}#24-tags`,
  },
  {
    id: "yaml-nesting",
    title: "A file is nested at most 100 levels deep",
    why: "no declaration needs it, and readers run out of memory",
    source: "docs/decisions.md",
  },
  {
    id: "yaml-number",
    title: "Numbers have no leading zero",
    why: "YAML 1.1 reads such a number as octal, YAML 1.2 as decimal",
    source: `${YAML}#1032-tag-resolution`,
    isOfOneValue: true,
  },
  {
    id: "yaml-quotes",
    title: "Quotes around a value are straight",
    why: "YAML takes curly quotes for a part of the text, so that users would see them",
    source: `${YAML}#53-indicator-characters`,
    isOfOneValue: true,
  },
  {
    id: "unknown-key",
    title: "Every key is known",
    why: "an unknown key would be ignored, so a typing error would pass as a decision",
    source: "schema/",
  },
  {
    id: "stack-key",
    title: "A stack's settings have only keys that we know",
    why: "Pulumi and its providers obey it, and no review would say so: another tenant, account or endpoint",
    source: "https://www.pulumi.com/docs/iac/concepts/config/",
  },
  {
    id: "git-attribute",
    title: "Git checks out what was committed",
    why: "a review reads what was committed and a deployment what is on disk: git would make them two",
    source: "https://git-scm.com/docs/gitattributes",
  },
  {
    id: "npm-setting",
    title: "npm runs what package.json says",
    why: "npm's settings can load other code into each script, the deployment's with its key among them",
    source: "https://docs.npmjs.com/cli/using-npm/config",
  },
  {
    id: "missing-key",
    title: "Every required key is there",
    why: "we have no default for a decision that reviewers must see",
    source: "schema/",
  },
  {
    id: "empty-value",
    title: "A key has a value",
    why: "an empty value says neither yes nor no",
    source: "schema/",
  },
  {
    id: "wrong-type",
    title: "Every value has its key's type",
    why: "the value cannot be used as it is",
    source: "schema/",
  },
  {
    id: "invalid-value",
    title: "Every value has its key's form",
    why: "the value cannot be used as it is",
    source: "schema/",
  },
] as const satisfies readonly LoadRule[];

export type LoadRuleId = (typeof LOAD_RULES)[number]["id"];

const OF_ONE_VALUE: ReadonlySet<string> = new Set(
  LOAD_RULES.flatMap((rule: LoadRule) => (rule.isOfOneValue ? [rule.id] : [])),
);

/** Whether all around what the rule refuses can be read. */
export const isOfOneValue = (id: string): boolean => OF_ONE_VALUE.has(id);

const WHY = new Map<LoadRuleId, string>(LOAD_RULES.map((rule) => [rule.id, rule.why]));

/** The reason behind a check, as findings show it. */
export const whyOf = (id: LoadRuleId): string => WHY.get(id) ?? "";

// A company's answers → every file of a repository of its own, but for those that are made from its declarations.

import { slugOf } from "../text.ts";
import type { CiHost } from "./ci-hosts.ts";
import { scalar } from "./scalar.ts";
import { updateSection } from "./update-section.ts";

/** What somebody who begins a repository has to know. */
export interface Answers {
  /** As people call it. */
  readonly company: string;
  /** Of the product, such as globex.example: addresses of the examples are below it. */
  readonly domain: string;
  /** Tenants' domains by shared stack, in the order of their deployment. The last one is for production. */
  readonly tenants: Readonly<Record<string, string>>;
  /** Answers for partners and APIs. */
  readonly owner: string;
  /** Reviews the code, new partners and sensitive scopes. */
  readonly security: string;
  readonly ci: CiHost;
  /** AWS accounts by shared stack. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly region: string;
  /** Ids of the first APIs. */
  readonly apis: readonly string[];
  /** Id of the first partner, if one is wanted. */
  readonly partner?: string;
}

/** The package, as package.json names it. */
export interface Dependency {
  /** Exact: a version, or where npm finds it. */
  readonly spec: string;
}
const titleOf = (id: string) =>
  id
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(" ");
const modeline = (schema: string) => `# yaml-language-server: $schema=${schema}.schema.json\n`;

const project = ({ company }: Answers) => `\
name: partner-access
description: ${JSON.stringify(`Integration partners of ${company}, as declared in partners/`)}
runtime:
  name: nodejs
  options:
    typescript: false
main: node_modules/partner-access/dist/src/infra/main.mjs
`;

const LOCAL = `\
# The local tenant that \`npm start\` runs on this machine.
config:
  auth0:domain: localhost:8443
  partner-access:issuer: http://localhost:8442/
  partner-access:protect: false
  partner-access:loopback_callbacks: true
`;

const aws = (account: string, region: string) => `\
  aws:region: ${region}
  partner-access:aws:
    account_id: "${account}"
    deploy_role_arn: arn:aws:iam::${account}:role/partner-access-deploy
    drift_role_arn: arn:aws:iam::${account}:role/partner-access-drift
    operators_role_arn: arn:aws:iam::${account}:role/operators
`;

function stack({ tenants, accounts, region }: Answers, name: string): string {
  const names = Object.keys(tenants);
  const [before, isLast] = [names[names.indexOf(name) - 1], names.at(-1) === name];
  const account = accounts[name];
  const order = [
    ...(before === undefined ? [] : [`after: ${scalar(before)}`]),
    ...(before === undefined && !isLast ? [] : [`approval: ${isLast}`]),
  ];
  return `\
config:
  auth0:domain: ${tenants[name]}
  partner-access:protect: ${isLast}
${account === undefined ? "" : aws(account, region)}${order.length === 0 ? "" : `  partner-access:deployment: { ${order.join(", ")} }\n`}`;
}

const tenant = ({ domain, security }: Answers) => `\
${modeline("schema/tenant")}# What your Auth0 tenants offer. Described here so that partners can be checked against it; not managed here.

connections:
  - name: Username-Password-Authentication
    strategy: auth0
    is_domain_connection: true
    description: Accounts with a password
    # A database of your own has scripts, which can set a user's account: once somebody has read them, or knows that there
    # are none, write the day as \`inspected\`.

flags:
  use_scope_descriptions_for_consent: true

# Which account a user belongs to. Users cannot write their own app_metadata.
account:
  claim: https://${domain}/account
  app_metadata_key: account

offers_permissive_third_party: false

# Who reviews new partners, sensitive scopes and versions of the package.
security: ${JSON.stringify(security)}
`;

const api = ({ domain, owner }: Answers, id: string) => `\
${modeline("../schema/api")}
name: ${scalar(titleOf(id))}
identifier: https://api.${domain}/${id}
owner: ${JSON.stringify(owner)}

token_lifetime: 1h
token_lifetime_for_web: 1h
allow_offline_access: true
skip_consent_for_verifiable_first_party_clients: true

# A token of a user opens that user's account and no other.
account_claim: true

# Nobody gets a token without a grant: neither on behalf of users nor without one.
subject_type_authorization:
  user: { policy: require_client_grant }
  client: { policy: require_client_grant }

scopes:
  read:${id}:
    description: See your ${id.replaceAll("-", " ")}
    sensitivity: low
  update:${id}:
    description: Change your ${id.replaceAll("-", " ")}
    sensitivity: medium

# A token needs at least one of a route's scopes.
routes:
  GET /health: public
  GET /${id}: [read:${id}]
  GET /${id}/{id}: [read:${id}]
  PATCH /${id}/{id}: [update:${id}]
`;

function partner({ tenants, owner, apis }: Answers, id: string, year: number): string {
  const at = (name: string, origin: string) => `\
  ${scalar(name)}:
    callbacks: [${origin}/callback]
    enable_url: ${origin}/enable
`;
  const grants = apis.map(
    (name) => `\
  - api: ${scalar(name)}
    subject_type: user
    scopes: [read:${name}]
    reason: Shows ${name.replaceAll("-", " ")} to the users who enabled it
`,
  );
  return `\
${modeline("../schema/partner")}
name: ${scalar(titleOf(id))}
description: Shows what its users have in our app
owner: ${JSON.stringify(owner)}
contact: { name: API team, email: api@${id}.example }
contract: { reference: FIRST-1, ends: ${year}-12-31 }

application:
  is_first_party: false
  third_party_security_mode: strict
  app_type: regular_web
  authentication_method: client_secret_post

grants:
${grants.join("")}
stacks:
${at("local", "http://localhost:3301")}${Object.keys(tenants)
  .map((name) => at(name, `https://${name}.${id}.example`))
  .join("")}`;
}

const SCRIPTS = {
  start: "partner-access start",
  test: "partner-access test",
  "test:declarations": "partner-access test",
  check: "partner-access check",
  "partner-access": "partner-access",
  ...Object.fromEntries(
    [
      ...["accounts", "comment", "deploy-review", "emulator", "generate", "install-pulumi", "lane"],
      ...["moved", "pull-request", "pulumi-stacks", "render-review", "upgrade", "with-auth0-key"],
    ].map((name) => [name, `partner-access ${name}`]),
  ),
};

const manifest = ({ company }: Answers, { spec }: Dependency) =>
  `${JSON.stringify(
    {
      name: `${slugOf(company) || "our"}-partner-access`,
      version: "1.0.0",
      private: true,
      type: "module",
      engines: { node: ">=22.18" },
      scripts: SCRIPTS,
      dependencies: { "partner-access": spec },
      // Pulumi's SDK and Auth0's for browsers run without them.
      allowScripts: { "browser-tabs-lock": false, protobufjs: false },
    },
    null,
    2,
  )}\n`;

const AWS_ROLES = `\
On AWS, the state's bucket and the roles that Pulumi.*.yaml names are made as hosting.md there says, in "Once for each
stack: state and roles".

`;

const readme = ({ company, tenants, accounts, ci }: Answers, { spec }: Dependency) => `\
# Integration partners of ${company}

One YAML file in [partners/](partners) per partner, one in [apis/](apis) per API; [tenant.yaml](tenant.yaml) says what the
Auth0 tenants offer.

\`\`\`sh
npm ci && npm start   # everything in partners/, for real, on a local Auth0 tenant
npm test              # what must hold for these files
npm run -s partner-access -- new harbor-sync   # a partner more
npm run -s partner-access -- review --base origin/main
pulumi preview --stack ${Object.keys(tenants)[0]}
\`\`\`

Node.js 22.18 or newer runs all of it. The last line needs Pulumi as well, and what first-deployment.md prepares, which is in
the folder below.

Made with partner-access, whose pages are in \`node_modules/partner-access/docs/\`.

${Object.keys(accounts).length === 0 ? "" : AWS_ROLES}${updateSection(spec, ci)}`;

const VSCODE = {
  "yaml.schemas": {
    "schema/partner.schema.json": "partners/*.yaml",
    "schema/api.schema.json": "apis/*.yaml",
    "schema/tenant.schema.json": "tenant.yaml",
    "schema/stack.schema.json": "Pulumi.*.yaml",
  },
};

/** Every file by its path; `year` is the one in which the first partner's contract ends. */
export function projectFilesOf(
  answers: Answers,
  dependency: Dependency,
  year: number,
): ReadonlyMap<string, string> {
  return new Map([
    ["Pulumi.yaml", project(answers)],
    ["Pulumi.local.yaml", LOCAL],
    ...Object.keys(answers.tenants).map((name) => [`Pulumi.${name}.yaml`, stack(answers, name)] as const),
    ["tenant.yaml", tenant(answers)],
    ["apis/.gitkeep", ""],
    ...answers.apis.map((id) => [`apis/${id}.yaml`, api(answers, id)] as const),
    ["partners/.gitkeep", ""],
    ...(answers.partner === undefined
      ? []
      : [[`partners/${answers.partner}.yaml`, partner(answers, answers.partner, year)] as const]),
    ["package.json", manifest(answers, dependency)],
    [
      ".npmrc",
      // An older Node.js is refused in one sentence by what is run; `npm ci` would warn of each package.
      "save-exact=true\nomit-lockfile-registry-resolved=true\nfund=false\naudit=false\nupdate-notifier=false\nloglevel=error\n",
    ],
    [".nvmrc", "24\n"],
    // Checksums are of bytes: those of Windows would be other ones than CI's.
    [".gitattributes", "* text=auto eol=lf\n"],
    [".gitignore", "node_modules/\n.local/\n*.log\n*.pem\n/*.csv\n/*.html\n"],
    [".vscode/extensions.json", `${JSON.stringify({ recommendations: ["redhat.vscode-yaml"] })}\n`],
    [".vscode/settings.json", `${JSON.stringify(VSCODE, null, 2)}\n`],
    ["README.md", readme(answers, dependency)],
  ]);
}

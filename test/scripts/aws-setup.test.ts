import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit } from "yaml";

const FILE = resolve(import.meta.dirname, "../../scripts/aws-setup/state.cfn.yaml");
const text = readFileSync(FILE, "utf8");

/** The template; `!Ref X` is read as `X`, and a name within `!Sub` as `<name>`: enough to judge policies by. */
function parse(source: string) {
  const customTags = ["Ref", "Sub", "GetAtt"].map((name) => ({
    tag: `!${name}`,
    resolve: (value: string) => value.replace(/\$\{([^}]+)\}/g, "<$1>"),
  }));
  const lists = ["If", "Equals"].map((name) => ({
    tag: `!${name}`,
    collection: "seq" as const,
    resolve: (value: unknown) => value as Node,
  }));
  return parseDocument(source, { customTags: [...customTags, ...lists] });
}

interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: Record<string, unknown>;
  readonly Action: string | string[];
  readonly Resource?: string | string[];
  readonly Condition?: Record<string, Record<string, unknown>>;
}

interface Found {
  readonly statement: Statement;
  /** The reasons beside `*` as a resource; undefined where one has none. */
  readonly everything: readonly (string | undefined)[];
}

function statementsIn(source: string): Found[] {
  const found: Found[] = [];
  visit(parse(source), {
    Pair(_, pair) {
      if (!isScalar(pair.key) || pair.key.value !== "Statement" || !isSeq(pair.value)) return;
      for (const item of pair.value.items) {
        if (!isMap(item)) throw new Error("a statement that is not a mapping");
        const resource = item.get("Resource", true);
        const nodes = isSeq(resource) ? resource.items : [resource];
        const everything = nodes.filter((n) => isScalar(n) && n.value === "*") as Node[];
        found.push({
          statement: item.toJSON() as Statement,
          everything: everything.map((node) => node.comment?.trim()),
        });
      }
    },
  });
  return found;
}

const list = (value: string | string[]) => (typeof value === "string" ? [value] : value);

/** What is wider than it may be. */
const tooWide = (source: string): string[] =>
  statementsIn(source)
    .filter(({ statement: { Effect, Action, Principal }, everything }) => {
      if (Effect === "Deny") return false;
      const anyAction = list(Action).some((action) => action.includes("*"));
      const anybody = JSON.stringify(Principal ?? "").includes('"*"');
      return anyAction || anybody || everything.some((reason) => !reason);
    })
    .map(({ statement }) => statement.Sid);

/** Trust of anybody but one environment of one repository. */
const wrongTrust = (source: string): string[] =>
  statementsIn(source)
    .filter(({ statement }) => list(statement.Action).some((action) => action.startsWith("sts:Assume")))
    .filter(({ statement: { Condition } }) => {
      const { StringEquals = {}, ...others } = Condition ?? {};
      const subject = String(StringEquals["token.actions.githubusercontent.com:sub"]);
      const audience = StringEquals["token.actions.githubusercontent.com:aud"];
      const exact = /^repo:<Repository>:environment:<Stack>(-preview|-drift)?$/.test(subject);
      return !exact || audience !== "sts.amazonaws.com" || Object.keys(others).length > 0;
    })
    .map(({ statement }) => statement.Sid);

const template = parse(text).toJSON() as {
  Resources: Record<string, { Type: string; Properties: Record<string, never> }>;
  Outputs: Record<string, { Value: string }>;
};
const ofType = (type: string) =>
  Object.values(template.Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Record<string, unknown>);

describe("the AWS set-up", () => {
  test("parses, without what CloudFormation does not know, and is small enough to be sent as it is", () => {
    const document = parse(text);
    expect([...document.errors, ...document.warnings]).toEqual([]);
    visit(document, { Alias: (_, node) => expect(isAlias(node)).toBe(false) });
    expect(text).not.toMatch(/^\s*<<:/m);
    expect(Buffer.byteLength(text)).toBeLessThan(51_200);
  });

  test("allows no action * and nobody everything, and says why wherever a resource is *", () => {
    expect(statementsIn(text).length).toBeGreaterThan(30);
    expect(tooWide(text)).toEqual([]);
  });

  test("lets a deployment ask for what is not there yet: such things have neither an ARN nor tags", () => {
    const statements = statementsIn(text).map(({ statement }) => statement);
    const of = (action: string) => statements.filter(({ Action }) => list(Action).includes(action));
    // Source: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awscertificatemanager.html (read 2026-11)
    expect(of("acm:RequestCertificate").map(({ Resource }) => Resource)).toEqual(["*"]);
    // Source: https://docs.aws.amazon.com/kms/latest/developerguide/tag-permissions.html (read 2026-11)
    const [whileMaking] = of("kms:TagResource").filter(({ Condition }) => Condition?.Null);
    expect(whileMaking?.Condition).toEqual({
      StringEquals: { "aws:RequestTag/project": "partner-access", "aws:RequestTag/stack": "Stack" },
      Null: { "aws:ResourceTag/project": "true" },
    });
  });

  test("lets each role be assumed by one environment of one repository", () => {
    const trusts = statementsIn(text).filter(({ statement }) => statement.Sid === "GitHubEnvironment");
    expect(
      trusts.map(
        ({ statement: { Condition } }) =>
          Condition?.StringEquals?.["token.actions.githubusercontent.com:sub"],
      ),
    ).toEqual([
      "repo:<Repository>:environment:<Stack>",
      "repo:<Repository>:environment:<Stack>-preview",
      "repo:<Repository>:environment:<Stack>-drift",
    ]);
    expect(wrongTrust(text)).toEqual([]);
  });

  test("keeps the state versioned, encrypted, private and behind TLS 1.2", () => {
    const [bucket] = ofType("AWS::S3::Bucket");
    expect(bucket).toMatchObject({
      VersioningConfiguration: { Status: "Enabled" },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [
          { ServerSideEncryptionByDefault: { SSEAlgorithm: "aws:kms", KMSMasterKeyID: "StateKey.Arn" } },
        ],
      },
    });
    const denials = statementsIn(text).filter(({ statement }) => statement.Sid.startsWith("Only"));
    expect(
      denials.map(({ statement: { Effect, Action, Condition } }) => [Effect, Action, Condition]),
    ).toEqual([
      ["Deny", "s3:*", { Bool: { "aws:SecureTransport": "false" } }],
      ["Deny", "s3:*", { NumericLessThan: { "s3:TlsVersion": "1.2" } }],
    ]);
  });

  test("gives previews the state and their key at Auth0, and nothing on AWS", () => {
    const of = (role: string) =>
      Object.entries(template.Resources)
        .filter(([, { Properties }]) => {
          const { RoleName, Roles } = Properties as { RoleName?: string; Roles?: string[] };
          return RoleName === role || Roles?.includes(role);
        })
        .map(([name]) => name);
    expect(of("PreviewRole")).toEqual(["ReadState", "PreviewReadsKey"]);
    expect(template.Resources.PreviewRole?.Properties).not.toHaveProperty("ManagedPolicyArns");
    expect(of("DriftRole")).toEqual(["ReadState", "DriftReadsKey"]);
    expect(template.Resources.DriftRole?.Properties).toMatchObject({ ManagedPolicyArns: ["ReadHosting"] });
  });

  test("lets only the deployment write, and drift only read", () => {
    const reading = template.Resources.ReadHosting?.Properties as unknown as {
      PolicyDocument: { Statement: Statement[] };
    };
    const actions = reading.PolicyDocument.Statement.flatMap(({ Action }) => list(Action));
    expect(actions.filter((action) => !/:(Describe|Get|List|GET$)/.test(action))).toEqual([]);
  });

  test("lets a deployment see whether a service's own deployment got healthy: the provider asks until it did", () => {
    // Source: https://github.com/hashicorp/terraform-provider-aws, internal/service/ecs/service.go (read 2026-11)
    const [services] = statementsIn(text).filter(({ statement }) => statement.Sid === "ManageServices");
    expect(services?.statement.Action).toEqual(
      expect.arrayContaining(["ecs:DescribeServiceDeployments", "ecs:ListServiceDeployments"]),
    );
    expect(services?.statement.Resource).toContainEqual(
      expect.stringContaining(":service-deployment/partner-access_<Stack>_*"),
    );
  });

  test("lets nobody open a security group, or tag one, that is not the stack's own", () => {
    const own = { "aws:ResourceTag/project": "partner-access", "aws:ResourceTag/stack": "Stack" };
    const opening = statementsIn(text).filter(
      ({ statement: { Action, Resource } }) =>
        list(Action).some((action) => /Authorize|ModifySecurityGroupRules|ec2:CreateTags/.test(action)) &&
        list(Resource ?? "").some((resource) => /:(security-group|\*)\/\*$/.test(resource)),
    );
    expect(opening.map(({ statement: { Sid, Condition } }) => [Sid, Object.keys(Condition ?? {})])).toEqual([
      ["TagWhatIsMade", ["StringEquals"]],
      ["RulesOfOwnGroups", ["StringEquals"]],
      ["ManageNetworks", ["StringEquals"]],
    ]);
    expect(opening[0]?.statement.Condition?.StringEquals).toHaveProperty("ec2:CreateAction");
    for (const { statement } of opening.slice(1)) expect(statement.Condition).toEqual({ StringEquals: own });
  });

  test("makes no role that can be more than the boundary, which reaches no partner's credentials", () => {
    const writes = statementsIn(text).filter(({ statement }) =>
      list(statement.Action).some((action) => /^iam:(Create|Put|Attach)(?!ServiceLinked)/.test(action)),
    );
    expect(writes.map(({ statement }) => statement.Condition)).toEqual([
      { StringEquals: { "iam:PermissionsBoundary": "Boundary" } },
    ]);
    const all = statementsIn(text).flatMap(({ statement }) => list(statement.Action));
    expect(
      all
        .filter((action) => /PermissionsBoundary|AttachRolePolicy|iam:.*Policy(Version)?$/.test(action))
        .sort(),
    ).toEqual([
      "iam:DeleteRolePolicy",
      "iam:GetRolePolicy",
      "iam:GetRolePolicy",
      "iam:PutRolePolicy",
      "iam:UpdateAssumeRolePolicy",
    ]);
  });

  test("stays within the length of a managed policy: 6144 characters", () => {
    // Account, region and stack are longer than their names here by no more than this.
    for (const { PolicyDocument } of ofType("AWS::IAM::ManagedPolicy"))
      expect(JSON.stringify(PolicyDocument).length).toBeLessThan(5800);
  });
});

describe("the checks bite", () => {
  test.for([
    { name: "an action *", from: "Action: s3:GetObject\n", to: 'Action: "s3:*"\n' },
    { name: "a resource * without a reason", from: / # in a key policy this key only/, to: "" },
    {
      name: "a principal *",
      from: "Principal: { AWS: !GetAtt DeployRole.Arn }",
      to: 'Principal: { AWS: "*" }',
    },
  ])("$name", ({ from, to }) => {
    const bad = text.replace(from, to);
    expect(bad).not.toBe(text);
    expect(tooWide(bad)).toHaveLength(1);
  });

  test.for([
    { name: "any environment", from: /:environment:\$\{Stack\}-preview/, to: ":environment:*" },
    {
      name: "any repository",
      from: /repo:\$\{Repository\}:environment:\$\{Stack\}-drift/,
      to: "repo:our-app/*",
    },
    {
      name: "a pattern",
      from: "StringEquals:\n                token",
      to: "StringLike:\n                token",
    },
    {
      name: "another audience",
      from: "sts.amazonaws.com\n                token",
      to: "any\n                token",
    },
  ])("$name", ({ from, to }) => {
    const bad = text.replace(from, () => to);
    expect(bad).not.toBe(text);
    expect(wrongTrust(bad)).toHaveLength(1);
  });
});

// Rules about the domains of hosted APIs: who makes each, with which certificate and records, and which API has which path.
import { hasDomain } from "../../model/aws.ts";
import { quote } from "../../text.ts";
import { type Rule, workspaceRule } from "../rule.ts";
import { DNS_RECORDS, HTTP_API_DOMAINS, HTTP_API_MAPPINGS } from "../sources.ts";
import { type Hosted, hostedIn, REGION } from "./hosted.ts";

const labelOf = ({ id, stack }: Hosted) => `API ${quote(id)} in stack ${quote(stack.id)}`;

const hostingDomainZone = workspaceRule({
  id: "hosting-domain-zone",
  title: "A hosted API's domain lies in its hosted zone",
  why: "Route 53 accepts only records whose name ends with the zone's",
  source: DNS_RECORDS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const { domain_name, hosted_zone } = settings;
      if (!hosted_zone || domain_name === hosted_zone.name || domain_name.endsWith(`.${hosted_zone.name}`))
        continue;
      yield {
        file: stack.file,
        at: [...at, "domain_name"],
        what: `domain ${quote(domain_name)} is not in the zone ${quote(hosted_zone.name)}`,
        fix: `write a name that ends with .${hosted_zone.name}, or the zone that has this one`,
        also: [{ file: stack.file, at: [...at, "hosted_zone", "name"], what: "the zone is here" }],
      };
    }
  },
});

/** The whole domain is a path that all others lie within. */
const segments = ({ settings }: Hosted) => settings.base_path?.split("/") ?? [];

/** Whether one of two paths begins with all of the other. */
const areNested = (one: Hosted, other: Hosted): boolean => {
  const [shorter = [], longer = []] = [segments(one), segments(other)].sort((a, b) => a.length - b.length);
  return shorter.every((segment, i) => segment === longer[i]);
};

const hostingDomainUnique = workspaceRule({
  id: "hosting-domain-unique",
  title: "Hosted APIs of one domain are of one stack, and none answers within another's base path",
  why: "API Gateway knows a domain once, and sends a request to the API with the longest path that matches",
  source: HTTP_API_MAPPINGS,
  *check(workspace) {
    const all = hostedIn(workspace);
    for (const [i, item] of all.entries()) {
      const earlier = all
        .slice(0, i)
        .find(
          (one) =>
            one.settings.domain_name === item.settings.domain_name &&
            (one.stack !== item.stack || areNested(one, item)),
        );
      if (!earlier) continue;
      const elsewhere = earlier.stack !== item.stack;
      const key = elsewhere || item.settings.base_path === undefined ? "domain_name" : "base_path";
      const { domain_name, base_path } = item.settings;
      yield {
        file: item.stack.file,
        at: [...item.at, key],
        what:
          key === "domain_name"
            ? `domain ${quote(domain_name)} is also that of ${labelOf(earlier)}`
            : `base path ${quote(base_path ?? "")} and that of ${labelOf(earlier)} overlap`,
        fix: elsewhere
          ? "write a domain of its own"
          : "give each API of the domain a base_path, none the beginning of another, or a domain of its own",
        also: [
          {
            file: earlier.stack.file,
            at: [...earlier.at, "domain_name"],
            what: `${labelOf(earlier)} has it here`,
          },
        ],
      };
    }
  },
});

const hostingDomainOwner = workspaceRule({
  id: "hosting-domain-owner",
  title: "Of the APIs of a domain, exactly one names its hosted zone or its certificate",
  why: "a domain is made once, by one API, and the others answer below it",
  source: HTTP_API_DOMAINS,
  *check(workspace) {
    for (const stack of workspace.stacks.values()) {
      const hosted = hostedIn(workspace).filter((one) => one.stack === stack);
      for (const [domain, apis] of Map.groupBy(hosted, ({ settings }) => settings.domain_name)) {
        const [owner, ...others] = apis.filter(({ settings }) => hasDomain(settings));
        const [first] = apis;
        if (!owner && first)
          yield {
            file: stack.file,
            at: [...first.at, "domain_name"],
            what: `nothing says how the domain ${quote(domain)} is made`,
            fix: "add hosted_zone, or certificate_arn where others run its DNS",
          };
        for (const { at, settings } of owner ? others : []) {
          const key = settings.hosted_zone ? "hosted_zone" : "certificate_arn";
          yield {
            file: stack.file,
            at: [...at, key],
            on: "key",
            what: `domain ${quote(domain)} is made by API ${quote(owner?.id ?? "")} already`,
            fix: "remove hosted_zone and certificate_arn here",
            also: [{ file: stack.file, at: owner?.at ?? at, what: "the API that makes it" }],
          };
        }
      }
    }
  },
});

const hostingCertificate = workspaceRule({
  id: "hosting-certificate",
  title: "A certificate that exists is of the stack's region, and needs no record to prove it",
  why: "API Gateway takes certificates of its own region only, and proves none that is valid",
  source: HTTP_API_DOMAINS,
  *check(workspace) {
    for (const { stack, at, settings } of hostedIn(workspace)) {
      const region = stack.value.config[REGION];
      const its = settings.certificate_arn?.split(":")[3];
      if (its !== undefined && region !== undefined && its !== region)
        yield {
          file: stack.file,
          at: [...at, "certificate_arn"],
          what: `the certificate is of region ${its}, the stack of ${region}`,
          fix: `write the ARN of a certificate in ${region}`,
          also: [{ file: stack.file, at: ["config", REGION], what: "the region is here" }],
        };
      if (its !== undefined && settings.hosted_zone?.allow_overwrite !== undefined)
        yield {
          file: stack.file,
          at: [...at, "hosted_zone", "allow_overwrite"],
          on: "key",
          what: "allow_overwrite beside certificate_arn",
          fix: "remove allow_overwrite",
        };
    }
  },
});

/** In the order of docs/rules.md. */
export const HOSTING_DOMAIN: readonly Rule[] = [
  hostingDomainZone,
  hostingDomainUnique,
  hostingDomainOwner,
  hostingCertificate,
];

// How an API is hosted in one stack, in words.
import type { PlannedFargateBackend } from "../plan/aws/fargate-types.ts";
import { answersAt } from "../plan/aws/hosting.ts";
import type { PlannedDomain, PlannedHosting } from "../plan/aws/hosting-types.ts";
import { plural } from "../text.ts";

const UNITS_PER_CPU = 1024;

function containerInWords(backend: PlannedFargateBackend): string[] {
  const { taskDefinition, autoscaling, taskRole, network } = backend;
  const { cpu, memory, container } = taskDefinition;
  const { minCapacity, maxCapacity } = autoscaling;
  const most = plural(maxCapacity, "task");
  return [
    `container ${container.image}`,
    `${minCapacity === maxCapacity ? most : `${minCapacity} to ${most}`} of ${Number(cpu) / UNITS_PER_CPU} CPU and ${memory} MiB`,
    network.kind === "existing" ? `in the network ${network.vpcId}` : `in a network of its own`,
    taskRole.statements.length === 0
      ? "its code may do nothing on AWS"
      : `its code may do on AWS: ${taskRole.statements.flatMap(({ actions }) => actions).join(", ")}`,
  ];
}

/** What every page may send and read that may call at all. */
const USUAL_HEADERS = ["authorization", "content-type", "www-authenticate"];

/** Who may call from a browser, and what it may send and read beside the usual. */
function browsersInWords({ api: { corsConfiguration: cors } }: PlannedHosting["gateway"]): string {
  if (!cors) return "no browser may call it";
  const further = (verb: string, names: readonly string[]) => {
    const unusual = names.filter((name) => !USUAL_HEADERS.includes(name));
    return unusual.length === 0 ? "" : `, and ${verb} ${unusual.join(", ")}`;
  };
  return `browsers may call it from ${cors.allowOrigins.join(", ")}${further("send", cors.allowHeaders)}${further("read", cors.exposeHeaders)}`;
}

/** What of a domain is not made as usual, in a zone of ours. */
function domainInWords(domain: PlannedDomain): string[] {
  if ("ownedBy" in domain) return [`on the domain of ${domain.ownedBy}`];
  return [
    ...(domain.certificateArn === undefined ? [] : [`certificate ${domain.certificateArn}`]),
    ...(domain.hostedZoneId === undefined ? ["the people who run its DNS make its records"] : []),
    ...(domain.allowOverwrite ? ["takes up the record that proves the certificate"] : []),
  ];
}

/** Short phrases, always in the same order: who answers, what is behind it, what limits and watches it. */
export function hostingInWords({ domain, gateway, backend, alarms }: PlannedHosting): string[] {
  const { throttlingRateLimit, throttlingBurstLimit } = gateway.stage.defaultRouteSettings;
  const open = Object.values(gateway.routes).filter(({ authorizationType }) => authorizationType === "NONE");
  const told = [...new Set(Object.values(alarms).flatMap(({ actions }) => actions))].sort();
  const alarmed = told.length === 0 ? "that tell nobody" : `that tell ${told.join(", ")}`;
  return [
    `gateway at ${answersAt(domain)}`,
    ...domainInWords(domain),
    ...(backend.kind === "origin"
      ? [`origin ${backend.integration.integrationUri}`]
      : containerInWords(backend)),
    `${plural(Object.keys(gateway.routes).length, "route")}, ${open.length} without a token`,
    browsersInWords(gateway),
    `${plural(throttlingRateLimit, "request")} a second, bursts of ${throttlingBurstLimit}`,
    `access log kept ${plural(gateway.accessLog.retentionInDays, "day")}`,
    `${plural(Object.keys(alarms).length, "alarm")}${Object.keys(alarms).length === 0 ? "" : ` ${alarmed}`}`,
  ];
}

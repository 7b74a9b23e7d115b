// The first `pulumi up` of growing numbers of partners: how long, and how many calls of the Management API.
import { Bed, type Calls, type Project } from "./bed.ts";
import { seconds, times } from "./format.ts";
import type { Section } from "./results.ts";

export const FIRST_UP = "the first pulumi up";

/** As the workflow `deploy` does it: few calls at a time. */
const UP = ["--parallel", "4"] as const;

/**
 * Sustained and at once, of a self-service or enterprise tenant for production.
 * Source: https://auth0.com/docs/troubleshoot/customer-support/operational-policies/rate-limit-policy/rate-limit-configurations/enterprise-public (read 2026-11)
 */
const LIMIT = { perSecond: 16, burst: 50 } as const;
const LATENCY_MS = 50;

const TENANTS = ["at once", `${LATENCY_MS} ms, ${LIMIT.perSecond} calls/s`] as const;

interface Row {
  readonly partners: number;
  readonly tenant: (typeof TENANTS)[number];
  readonly project: Project;
  readonly seconds: number;
  readonly calls: Calls;
  /** Applications, grants, APIs and Actions: none of them comes to be without a call of its own. */
  readonly objects: number;
}

const objectsIn = ({ plan }: Bed): number => {
  const partners = Object.values(plan.partners);
  const grants = partners.flatMap((partner) => Object.keys(partner.grants));
  return partners.length + grants.length + Object.keys(plan.apis).length + Object.keys(plan.actions).length;
};

/** Plain and ours, each on a new tenant. */
async function measureAt(partners: number, tenant: Row["tenant"]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const project of ["plain", "ours"] as const) {
    const bed = await Bed.create(partners);
    try {
      if (tenant !== TENANTS[0]) {
        bed.tenant.faults.latencyMs = LATENCY_MS;
        bed.tenant.faults.limitRate(LIMIT);
      }
      await bed.previewFirst(project);
      bed.forgetCalls();
      const run = await bed.up(project, UP);
      const measured = { seconds: run.seconds, calls: bed.takeCalls(), objects: objectsIn(bed) };
      rows.push({ partners, tenant, project, ...measured });
    } finally {
      await bed.close();
    }
  }
  return rows;
}

const cells = (row: Row, plain: Row | undefined): readonly string[] => {
  const { all, writes, refused } = row.calls;
  return [
    row.project,
    String(row.partners),
    row.tenant,
    seconds(row.seconds),
    times(row.seconds, plain?.seconds ?? Number.NaN),
    String(all),
    (all / row.partners).toFixed(1),
    String(writes),
    String(row.objects),
    times(writes, row.objects),
    String(refused),
  ];
};

/** Measures; tells each size before it starts. */
export async function benchFirstUp(
  sizes: readonly number[],
  progress: (text: string) => void,
): Promise<Section> {
  const rows: Row[] = [];
  for (const partners of sizes)
    for (const tenant of TENANTS) {
      progress(`first up of ${partners} partners, tenant answers ${tenant}`);
      rows.push(...(await measureAt(partners, tenant)));
    }
  const plainOf = (row: Row) =>
    rows.find(
      ({ partners, tenant, project }) =>
        project === "plain" && partners === row.partners && tenant === row.tenant,
    );
  return {
    heading: FIRST_UP,
    text: [
      `One run each on a new tenant, after a preview, with \`${UP.join(" ")}\` as the workflow \`deploy\` has it, and the state in files. The tenant answers at once, or after ${LATENCY_MS} ms and with the limit of a production tenant: ${LIMIT.perSecond} calls a second, ${LIMIT.burst} at once. \`plain\` is the reference: the same resources by hand. The floor is one write for each object; an application's authentication, its connections, an API's scopes and an Action's place are writes of their own.`,
    ],
    tables: [
      {
        columns: [
          "program",
          "partners",
          "tenant",
          "time",
          "÷ plain",
          "calls",
          "by partner",
          "writes",
          "objects",
          "writes ÷ objects",
          "refused (429)",
        ],
        rows: rows.map((row) => cells(row, plainOf(row))),
      },
    ],
  };
}

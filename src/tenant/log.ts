// A tenant's log → what was written through its Management API, the dashboard included; read for `drift` alone.
import { z } from "zod";
import type { Plan } from "../plan/types.ts";
import type { ReadingClient } from "./client.ts";
import { isLocalTenant } from "./credentials.ts";
import { listed, understood, unlessRefused } from "./list.ts";
import type { LiveLog, LoggedWrite, LogReading } from "./live.ts";
import { LOCAL_DEPLOYMENT } from "./way-in.ts";

const text = z.string().nullish().catch(undefined);

/**
 * Of `details.request` Auth0 documents the members on the page of reads, and of writes only that it is there: whatever is
 * missing is told as unknown.
 * Source: https://auth0.com/docs/tenant-logs/management-success/sapi,
 * https://auth0.com/docs/tenant-logs/management-success/mgmt-api-read (read 2026-11)
 */
const lineSchema = z.object({
  log_id: z.string(),
  date: text,
  client_id: text,
  client_name: text,
  details: z
    .object({ request: z.object({ method: text, path: text, body: z.unknown().optional() }).catch({}) })
    .nullish(),
});

/** Source: https://auth0.com/docs/deploy-monitor/logs/retrieve-log-events-using-mgmt-api (read 2026-11) */
const PER_PAGE = 100;
const MAX_PAGES = 10;

function segmentsOf(path: string): readonly string[] | undefined {
  try {
    return path
      .replace(/[?#].*$/s, "")
      .replace(/^\/api\/v2\//, "/")
      .split("/")
      .filter(Boolean)
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

function writeOf({
  log_id,
  date,
  client_id,
  client_name,
  details,
}: z.output<typeof lineSchema>): LoggedWrite {
  const { method, path, body } = details?.request ?? {};
  return {
    id: log_id,
    date: date ?? "",
    clientId: client_id ?? "",
    clientName: client_name ?? "",
    method: method?.toUpperCase(),
    path: path ? segmentsOf(path) : undefined,
    body,
  };
}

async function read(client: ReadingClient, since: Date | undefined): Promise<LiveLog> {
  // Days are what the field of a search holds; the rest of the first day is read as well.
  const ofDays = since === undefined ? "" : ` AND date:[${since.toISOString().slice(0, 10)} TO *]`;
  const writes: LoggedWrite[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    // The SDK knows the parameter by another name than the pages of the documentation.
    const query = { queryParams: { q: `type:sapi${ofDays}` } };
    const found = await client.logs.list({ page, per_page: PER_PAGE, sort: "date:-1" }, query);
    const answer = listed("log lines", found);
    writes.push(...understood("log lines", z.array(lineSchema), answer.data).map(writeOf));
    if (answer.data.length < PER_PAGE) return { writes, isCut: false };
  }
  return { writes, isCut: true };
}

/** Client IDs of the applications that deploy: those of ours that tenant.yaml lets change grants. */
export function deployersOf({
  domain,
  ownApplications,
}: Pick<Plan, "domain" | "ownApplications">): Set<string> {
  if (isLocalTenant(domain)) return new Set([LOCAL_DEPLOYMENT]);
  const may = (rights: readonly string[] = []) =>
    rights.some((right) => /^(create|update):client_grants$/.test(right));
  return new Set(
    Object.values(ownApplications)
      .filter(({ managementScopes }) => may(managementScopes))
      .map(({ clientId }) => clientId),
  );
}

/**
 * At most ten calls.
 *
 * @param since older lines are left out; undefined reads as far back as the tenant gives them
 */
export async function readLog(
  client: ReadingClient,
  plan: Plan,
  since: Date | undefined,
): Promise<LogReading> {
  if (deployersOf(plan).size === 0) return "nobody-deploys";
  return (await unlessRefused(() => read(client, since))) ?? "refused";
}

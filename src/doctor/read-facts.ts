// A tenant's Management API → what doctor looks at: what the credentials may not read stays unknown.
import type { Plan } from "../plan/types.ts";
import type { ReadingClient } from "../tenant/client.ts";
import { unlessRefused } from "../tenant/list.ts";
import { readLoginExperience } from "../tenant/login-page.ts";
import { readRateLimits } from "../tenant/rate-limits.ts";
import { readBesideSettings, readSettings } from "../tenant/read.ts";
import type { Facts } from "./check.ts";

/** @throws as `readObjects` */
export const readFacts = async (
  client: ReadingClient,
  plan: Plan,
): Promise<Pick<Facts, "tenant" | "settings" | "loginExperience" | "rateLimits">> => ({
  tenant: await readBesideSettings(client, plan),
  settings: await unlessRefused(() => readSettings(client)),
  loginExperience: await readLoginExperience(client),
  rateLimits: await readRateLimits(client),
});

// Which pages people of a tenant sign in on: read for `doctor` alone.
import { z } from "zod";
import type { ReadingClient } from "./client.ts";
import { understood, unlessRefused } from "./list.ts";

const schema = z.object({ universal_login_experience: z.string() });

/**
 * `new` or `classic`; undefined where the credentials may not read it. Needs `read:prompts`.
 * Source: https://auth0.com/docs/api/management/v2/prompts/get-prompts (read 2026-11)
 */
export const readLoginExperience = (client: ReadingClient): Promise<string | undefined> =>
  unlessRefused(
    async () =>
      understood("prompt settings", schema, await client.prompts.getSettings()).universal_login_experience,
  );

// A tenant's users → how many have no account, counted as far as Auth0 lets anybody read them.

import { z } from "zod";
import { entryOf } from "../model/record.ts";
import type { ReadingClient } from "./client.ts";
import { understood } from "./list.ts";

/** Auth0's search gives no more users, however it is paged. Source: https://auth0.com/docs/manage-users/user-search/list-and-search-users (read 2026-11) */
const MOST_READ = 1000;
const PER_PAGE = 100;

/** Users without an account get no token for an API with an account claim. */
export interface UserCount {
  /** Key of `app_metadata` that holds the account. */
  readonly key: string;
  /** Of those that were read. */
  readonly without: number;
  readonly read: number;
  /** As the tenant says; more than were read where it has more than a search gives. */
  readonly total: number;
}

const pageSchema = z.object({
  total: z.number(),
  users: z.array(z.object({ app_metadata: z.record(z.string(), z.unknown()).nullish() })),
});

/** As the login Action asks. */
const hasAccount = (metadata: Readonly<Record<string, unknown>> | null | undefined, key: string): boolean => {
  const account = metadata ? entryOf(metadata, key) : undefined;
  return typeof account === "string" && account !== "";
};

/**
 * Reads the users and looks at each: Auth0 advises against a search for a key that is missing, which may time out.
 * Source: https://auth0.com/docs/manage-users/user-search/list-and-search-users (read 2026-11)
 *
 * @throws ManagementError of the SDK, or UserError for answers that cannot be used
 */
export async function countWithoutAccount(client: ReadingClient, key: string): Promise<UserCount> {
  let [without, read, total] = [0, 0, 0];
  for (let page = 0; page * PER_PAGE < MOST_READ; page++) {
    const { response } = await client.users.list({
      page,
      per_page: PER_PAGE,
      include_totals: true,
      fields: "user_id,app_metadata",
      include_fields: true,
      search_engine: "v3",
    });
    const answer = understood("users", pageSchema, response);
    total = answer.total;
    read += answer.users.length;
    without += answer.users.filter(({ app_metadata: metadata }) => !hasAccount(metadata, key)).length;
    if (answer.users.length < PER_PAGE || read >= total) break;
  }
  return { key, without, read, total: Math.max(total, read) };
}

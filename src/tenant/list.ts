// Answers of a tenant's Management API → whole lists, decoded; a refusal means that nobody knows.

import { z } from "zod";
import { UserError } from "../finding.ts";

/** Auth0's maximum. Source: https://auth0.com/docs/api/management/v2/clients/get-clients (read 2026-11) */
export const PER_PAGE = 100;
// New objects for every list: the SDK writes the place of the next page into the one it is given.
/** Parameters of a list that is read page by page. */
export const pages = () => ({ per_page: PER_PAGE, include_totals: true });
/** Parameters of a list that is read from checkpoint to checkpoint. */
export const steps = () => ({ take: PER_PAGE });

export interface Pages extends AsyncIterable<unknown> {
  readonly response: unknown;
}

const isList = (answer: unknown): boolean =>
  Array.isArray(answer) ||
  (typeof answer === "object" && answer !== null && Object.values(answer).some(Array.isArray));

/**
 * A page that lists something, if only nothing: of any other answer the SDK makes an empty list.
 * Source: https://github.com/auth0/node-auth0, src/management/api/resources/clients/client/Client.ts (read 2026-11)
 *
 * @throws UserError
 */
export function listed<T extends { readonly response: unknown }>(what: string, page: T): T {
  if (isList(page.response)) return page;
  throw new UserError(
    `the tenant's answer for its ${what} is not a list of them: nothing can be said about them`,
  );
}

const totalSchema = z.object({ total: z.number().optional() }).catch({});

/**
 * Every item of a list.
 *
 * @param absent statuses of a tenant that has not the feature: then the list is empty
 * @throws UserError for an answer that is not a list, or one of fewer than the tenant says it has: what is missing could be
 *   anything
 */
export async function listAll<T extends z.ZodType>(
  what: string,
  schema: T,
  first: Promise<Pages>,
  absent: readonly number[] = [],
): Promise<z.output<T>[]> {
  // What is said of a later page says nothing of the list.
  const page = await unlessAbsent(first, absent, undefined);
  if (page === undefined) return [];
  const { total } = totalSchema.parse(page.response);
  const items: unknown[] = [];
  for await (const item of page) items.push(item);
  // By now the last page; one that lists nothing has none behind it.
  listed(what, page);
  if (total !== undefined && items.length < total)
    throw new UserError(
      `the tenant lists only ${items.length} of its ${total} ${what}: nothing can be said about the rest`,
    );
  return understood(what, z.array(schema), items);
}

/** An answer of the tenant, decoded. @throws UserError that names what is not as Auth0 documents it */
export function understood<T extends z.ZodType>(what: string, schema: T, answer: unknown): z.output<T> {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new UserError(
    `the tenant's ${what} are not as Auth0 documents them: ${issue?.path.join(".")}: ${issue?.message}`,
  );
}

const statusOf = (error: unknown): number => (error as { statusCode?: number }).statusCode ?? 0;

/** What `read` gives; without the right to read, nobody knows. */
export async function unlessRefused<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (statusOf(error) === 403) return undefined;
    throw error;
  }
}

/** What a tenant gives; `instead` where it has not the feature, or nothing of it. */
export async function unlessAbsent<T, U>(
  answer: Promise<T>,
  statuses: readonly number[],
  instead: U,
): Promise<T | U> {
  try {
    return await answer;
  } catch (error) {
    if (statuses.includes(statusOf(error))) return instead;
    throw error;
  }
}

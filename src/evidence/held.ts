// A partner's file, of today or of any time → what it held in which stack.

import { parse } from "yaml";
import { z } from "zod";
import { STATUSES } from "../model/partner.ts";
import { hasAccess } from "../model/status.ts";

/** Only what matters here: files of long ago had other keys beside these. */
const schema = z.looseObject({
  status: z.enum(STATUSES).optional(),
  grants: z
    .array(
      z.looseObject({
        api: z.string(),
        subject_type: z.string(),
        scopes: z.array(z.string()),
        stacks: z.array(z.string()).optional(),
      }),
    )
    .default([]),
  stacks: z.record(z.string(), z.looseObject({ status: z.enum(STATUSES).optional() })).default({}),
});

type File = z.infer<typeof schema>;

/** The stacks in which this grant of the file gives something, in the order of their names. */
export const activeStacksOf = (
  { status, stacks }: Pick<File, "status" | "stacks">,
  grant: File["grants"][number],
) =>
  Object.entries(stacks)
    .filter(([name]) => grant.stacks?.includes(name) ?? true)
    .filter(([, stack]) => hasAccess(stack.status ?? status))
    .map(([name]) => name)
    .sort();

/** What one scope in one stack is called here. */
export const holdingKey = (stack: string, api: string, subjectType: string, scope: string) =>
  [stack, api, subjectType, scope].join("/");

/** Each `holdingKey`; undefined where the text cannot be understood. */
export function scopesHeldIn(text: string): ReadonlySet<string> | undefined {
  try {
    const file = schema.parse(parse(text, { maxAliasCount: 0 }));
    return new Set(
      file.grants.flatMap((grant) =>
        activeStacksOf(file, grant).flatMap((stack) =>
          grant.scopes.map((scope) => holdingKey(stack, grant.api, grant.subject_type, scope)),
        ),
      ),
    );
  } catch {
    return undefined;
  }
}

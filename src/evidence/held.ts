// A partner file's text of any time → what an active partner held then.
import { parse } from "yaml";
import { z } from "zod";
import { holdingKey } from "./evidence.ts";

/** Only what matters here: files of long ago had other keys beside these. */
const schema = z.looseObject({
  status: z.string().optional(),
  grants: z
    .array(z.looseObject({ api: z.string(), subject_type: z.string(), scopes: z.array(z.string()) }))
    .default([]),
});

/** Nothing where the partner was not active; undefined where the text cannot be understood. */
export function scopesHeldIn(text: string): ReadonlySet<string> | undefined {
  try {
    const { status = "active", grants } = schema.parse(parse(text, { maxAliasCount: 0 }));
    if (status !== "active") return new Set();
    return new Set(
      grants.flatMap(({ api, subject_type, scopes }) =>
        scopes.map((scope) => holdingKey(api, subject_type, scope)),
      ),
    );
  } catch {
    return undefined;
  }
}

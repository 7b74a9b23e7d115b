// What `pulumi stack output --json` wrote to a file → the client ID of one partner.

import { basename, dirname, resolve } from "node:path";
import { z } from "zod";
import { UserError } from "../finding.ts";
import { diskSource } from "../load/source.ts";
import { entryOf } from "../model/record.ts";

const partnersSchema = z.record(z.string(), z.looseObject({ client_id: z.string() }));
const outputsSchema = z.looseObject({ partners: partnersSchema });

/** What Auth0 gives as client ID: letters and digits, with `tpc_` before those of strict applications. */
export const CLIENT_ID = /^[A-Za-z0-9_-]{1,64}$/;

function partnersOf(cwd: string, file: string, pulumiStack: string): z.infer<typeof partnersSchema> {
  const path = resolve(cwd, file);
  const reading = diskSource(dirname(path)).read(basename(path));
  if ("obstacle" in reading) throw new UserError(`${path} cannot be read: ${reading.obstacle}`);
  const partners = partnersIn(new TextDecoder().decode(reading.bytes));
  if (!partners)
    throw new UserError(
      `${path} is not what Pulumi says of a stack: write it with \`pulumi stack output --json --stack ${pulumiStack}\``,
    );
  return partners;
}

/**
 * The partner's client ID, from all outputs of the Pulumi stack that deploys it or from its output `partners` alone.
 *
 * @throws UserError when the file cannot be read, is something else, or does not name the partner
 */
export function clientIdIn(cwd: string, file: string, partner: string, pulumiStack: string): string {
  const path = resolve(cwd, file);
  const partners = partnersOf(cwd, file, pulumiStack);
  const found = entryOf(partners, partner)?.client_id;
  if (found === undefined || !CLIENT_ID.test(found))
    throw new UserError(
      `${path} names no client ID of ${partner}: is it that of ${pulumiStack}, and is it deployed?`,
    );
  return found;
}

function partnersIn(text: string): z.infer<typeof partnersSchema> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return outputsSchema.safeParse(value).data?.partners ?? partnersSchema.safeParse(value).data;
  } catch {
    return undefined;
  }
}

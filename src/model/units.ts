// Values that carry a unit or a fixed spelling: how a file writes them and what the code gets.
import { z } from "zod";

const SECONDS_PER = { s: 1, m: 60, h: 3600, d: 86_400 } as const;
const DURATION = /^(\d{1,9})([smhd])$/;

/** A length of time in whole seconds. */
export type Seconds = number & z.$brand<"Seconds">;

/** `90s`, `15m`, `1h` or `30d` in a file; whole seconds in the model. */
export const durationSchema = z
  .string()
  .regex(DURATION, 'expected a duration such as "90s", "15m", "1h" or "30d"')
  .transform((text): Seconds => {
    const [, amount, unit] = DURATION.exec(text) ?? [];
    return (Number(amount) * SECONDS_PER[unit as keyof typeof SECONDS_PER]) as Seconds;
  })
  .meta({ description: "A duration: a whole number followed by s, m, h or d.", examples: ["1h", "30d"] });

/** The longest unit that gives a whole number: 3600 is "1h", 90 is "90s". */
export function formatDuration(seconds: number): string {
  const units = ["d", "h", "m"] as const;
  const unit = units.find((u) => seconds > 0 && seconds % SECONDS_PER[u] === 0) ?? "s";
  return `${seconds / SECONDS_PER[unit]}${unit}`;
}

/** A file's stem: lower-case words joined by single hyphens, at most 40 characters. */
export const idSchema = z
  .string()
  .max(40)
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "expected lower-case letters, digits and single hyphens, a letter first",
  );

/** An application's id: that of its partner, and behind a dot its key where the partner has several. */
export const applicationIdSchema = z
  .string()
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*(\.[a-z][a-z0-9]*(-[a-z0-9]+)*)?$/,
    'expected an id such as "acme-cms", or "acme-cms.web"',
  );

/** Source: https://auth0.com/docs/get-started/applications/application-settings (read 2026-11) */
export const clientIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, "expected a client ID: letters, digits, - and _");

/** One line of text for people. */
export const lineSchema = z
  .string()
  .min(1)
  .max(255)
  .regex(/^\S(.*\S)?$/, "expected one line of text without spaces around it");

/**
 * Anyone who approves changes of a file, as GitHub's CODEOWNERS takes it: an address, `@name`, or `@organization/team`.
 * Source: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners (read 2026-11)
 */
const OWNER = new RegExp(
  `${z.regexes.email.source}|^@[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?:/[a-z0-9]+(?:[-_][a-z0-9]+)*)?$`,
);
export const ownerSchema = z
  .string()
  .regex(OWNER, 'expected an e-mail address, "@name" or "@organization/team"');

/** Whether an owner can be written to by people who are not at GitHub. */
export const isAddress = (owner: string): boolean => !owner.startsWith("@");

/** A calendar day, `2027-06-30`. */
export const dateSchema = z.iso.date();

/** Any absolute URL without credentials; rules say which schemes and hosts fit where. */
export const urlSchema = z.string().refine((text) => {
  const url = URL.parse(text.replaceAll("*", "x"));
  return url !== null && url.username === "" && url.password === "";
}, 'expected an absolute URL such as "https://acme.example/callback"');

/** Pulumi keeps configuration as text: `pulumi config set` and `pulumi stack init` write booleans in quotes. */
export const flagSchema = z.union(
  [z.boolean(), z.enum(["true", "false"]).transform((text) => text === "true")],
  {
    error: "expected true or false",
  },
);

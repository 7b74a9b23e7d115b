// The shape of a rule: one fact about Auth0 or about us, with its source, that declarations must respect.
import type { Api } from "../model/api.ts";
import type { Partner } from "../model/partner.ts";
import type { Stack } from "../model/stack.ts";
import type { Tenant } from "../model/tenant.ts";
import type { Declared, Path, Workspace } from "../model/workspace.ts";

/** A rule broken at one place; positions are added later. */
export interface Violation {
  readonly file: string;
  readonly at: Path;
  /** Point at the key itself rather than at its value. */
  readonly on?: "key";
  readonly what: string;
  readonly fix: string;
  /** Absent: an error. */
  readonly severity?: "warning";
  readonly also?: readonly { readonly file: string; readonly at: Path; readonly what: string }[];
}

/** What must hold in a workspace, and how a violation of it reads. */
export interface Rule {
  /** Permanent, kebab-case, never reused. */
  readonly id: string;
  /** One sentence without a stop: what must hold. */
  readonly title: string;
  /** The outside fact, as a sentence fragment that fits behind "why:". */
  readonly why: string;
  /** The page that states the fact. */
  readonly source: string;
  /** `today` (YYYY-MM-DD) is given only where the passing of time may break a rule. */
  check(workspace: Workspace, today?: string): Iterable<Violation>;
}

/** Rules about one subject, under the heading they have in docs/rules.md. */
export interface RuleGroup {
  readonly heading: string;
  readonly rules: readonly Rule[];
}

type About<T> = Omit<Rule, "check"> & {
  /** `file` may be left out of a violation: it is the subject's own. */
  check(
    subject: Declared<T>,
    workspace: Workspace,
    today?: string,
  ): Iterable<Omit<Violation, "file"> & { file?: string }>;
};

function each<T>(subjects: (w: Workspace) => Iterable<Declared<T>>, rule: About<T>): Rule {
  return {
    ...rule,
    *check(workspace, today) {
      for (const subject of subjects(workspace))
        for (const violation of rule.check(subject, workspace, today))
          yield { file: subject.file, ...violation };
    },
  };
}

/** A rule about one partner at a time. */
export const partnerRule = (rule: About<Partner>): Rule => each((w) => w.partners.values(), rule);

/** A rule about one API at a time. */
export const apiRule = (rule: About<Api>): Rule => each((w) => w.apis.values(), rule);

/** A rule about one stack at a time. */
export const stackRule = (rule: About<Stack>): Rule => each((w) => w.stacks.values(), rule);

/** A rule about tenant.yaml. */
export const tenantRule = (rule: About<Tenant>): Rule => each((w) => (w.tenant ? [w.tenant] : []), rule);

/** A rule about several files together. */
export const workspaceRule = (rule: Rule): Rule => rule;

// Arbitrary declarations with all that decides who gets what, and what a change may make of them, renames included.
import fc from "fast-check";
import { applicationsIn } from "../../src/load/applications.ts";
import type { FileDocument } from "../../src/load/document.ts";
import { applicationId } from "../../src/model/applications.ts";
import { type Partner, type Several, STATUSES } from "../../src/model/partner.ts";
import type { Declared, Workspace } from "../../src/model/workspace.ts";
import { workspaces } from "./declarations.ts";

/** One of the values, by chance. */
type Draw = <T>(...values: readonly [T, ...T[]]) => T;

const draws = fc.infiniteStream(fc.nat()).map(
  (stream): Draw =>
    (first, ...rest) => {
      const values = [first, ...rest];
      return values[(stream.next().value ?? 0) % values.length] ?? first;
    },
);

const declared = (id: string, value: Partner, file = `partners/${id}.yaml`): Declared<Partner> => ({
  id,
  file,
  value,
});

/** Former ids make two partners or two APIs one: they come with a rename only. */
function withoutFormerIds<T extends { former_ids?: string[] | undefined }>(value: T): T {
  const { former_ids: _, ...rest } = value;
  return rest as T;
}

/** Several applications in one file, each with what a partner of its own would have. */
function inOneFile(
  stem: string,
  all: readonly (readonly [string, Partner])[],
  draw: Draw,
): Declared<Partner>[] {
  const [first] = all;
  if (!first) return [];
  const { application: _, grants: __, stacks: ___, former_ids: ____, status: _____, ...shared } = first[1];
  const value: Several = {
    ...shared,
    ...draw({}, {}, { status: "suspended" as const }),
    applications: Object.fromEntries(
      all.map(([key, { application, grants, stacks, status }]) => [
        key,
        { application, grants, stacks, ...(status && { status }) },
      ]),
    ),
  };
  const document = { locate: () => undefined } as unknown as FileDocument;
  return applicationsIn({ id: stem, file: `partners/${stem}.yaml`, value }, document).map(
    (one) => one.declared,
  );
}

function partnersOf(partners: ReadonlyMap<string, Declared<Partner>>, draw: Draw): Declared<Partner>[] {
  const made = [...partners].map(([id, { value }]) => [id, withoutFormerIds(value)] as const);
  const [one, two, ...others] = made;
  if (!one || !two || draw(true, false)) return made.map(([id, value]) => declared(id, value));
  const together = inOneFile(
    one[0],
    [
      ["web", one[1]],
      ["machine", two[1]],
    ],
    draw,
  );
  return [...together, ...others.map(([id, value]) => declared(id, value))];
}

const byId = <T>(all: readonly Declared<T>[]) => new Map(all.map((one) => [one.id, one]));

/** The declarations of `workspaces`, with several applications in one file. */
export const anyWorkspace: fc.Arbitrary<Workspace> = fc
  .tuple(workspaces, draws)
  .map(([workspace, draw]): Workspace => {
    const apis = [...workspace.apis.values()].map((file) => ({
      ...file,
      value: withoutFormerIds(file.value),
    }));
    return { ...workspace, apis: byId(apis), partners: byId(partnersOf(workspace.partners, draw)) };
  });

/** Earlier id → present id. */
export interface Renamed {
  readonly partners: ReadonlyMap<string, string>;
  readonly apis: ReadonlyMap<string, string>;
}

const NEW_API = "people";

/** The API `contacts` under another name, wherever it is named. */
function withRenamedApi(workspace: Workspace): Workspace {
  const [from, to] = ["contacts", NEW_API];
  const renamed = (id: string) => (id === from ? to : id);
  const inGrants = <G extends { readonly api: string }>(grants: readonly G[]): G[] =>
    grants.map((grant) => ({ ...grant, api: renamed(grant.api) }));
  const apis = [...workspace.apis.values()].map((file) =>
    file.id === from ? { ...file, id: to, value: { ...file.value, former_ids: [from] } } : file,
  );
  const stacks = [...workspace.stacks].map(([name, file]) => {
    const { "partner-access:hosting": hosting, ...config } = file.value.config;
    const hosted = Object.entries(hosting ?? {}).map(([id, one]) => [renamed(id), one]);
    const its = { ...config, ...(hosting && { "partner-access:hosting": Object.fromEntries(hosted) }) };
    return [name, { ...file, value: { ...file.value, config: its } }] as const;
  });
  const { tenant } = workspace;
  const own = Object.entries(tenant?.value.own_applications ?? {}).map(([id, one]) => [
    id,
    { ...one, grants: inGrants(one.grants) },
  ]);
  const ours = tenant?.value.own_applications && { own_applications: Object.fromEntries(own) };
  const roles = Object.entries(tenant?.value.roles ?? {}).map(([name, held]) => [
    name,
    Object.fromEntries(Object.entries(held).map(([id, scopes]) => [renamed(id), scopes])),
  ]);
  const held = tenant?.value.roles && { roles: Object.fromEntries(roles) };
  return {
    ...workspace,
    ...(tenant && { tenant: { ...tenant, value: { ...tenant.value, ...ours, ...held } } }),
    apis: byId(apis),
    stacks: new Map(stacks),
    partners: byId(
      [...workspace.partners.values()].map((file) => ({
        ...file,
        value: { ...file.value, grants: inGrants(file.value.grants) },
      })),
    ),
  };
}

/** What becomes of one partner of the base: it stays, goes, is renamed, or gets an application's key. */
function after(file: Declared<Partner>, other: Partner | undefined, draw: Draw): Declared<Partner>[] {
  const { id, value } = file;
  const changes = draw<Partial<Partner>>(
    {},
    other ? { grants: other.grants, application: other.application } : {},
  );
  const status = draw<Partial<Partner>>({}, {}, ...STATUSES.map((one) => ({ status: one })));
  const changed = { ...value, ...changes, ...status };
  const former = { ...changed, former_ids: [id] };
  return draw<() => Declared<Partner>[]>(
    () => [{ ...file, value: changed }],
    () => [],
    () => [declared(`${id.replace(".", "-")}-now`, former)],
    () =>
      id.includes(".") ? [file] : [declared(applicationId(id, "web"), former, `partners/${id}.yaml#web`)],
  )();
}

/** A base, and what a change made of it: another company altogether, or the same one with renames. */
export const changes: fc.Arbitrary<{ base: Workspace; head: Workspace; renamed: Renamed }> = fc
  .tuple(anyWorkspace, anyWorkspace, draws)
  .map(([base, other, draw]) => {
    const none = { partners: new Map<string, string>(), apis: new Map<string, string>() };
    if (draw(true, false)) return { base, head: other, renamed: none };
    const [one] = [...other.partners.values()];
    const partners = byId([...base.partners.values()].flatMap((file) => after(file, one?.value, draw)));
    const names = [...partners.values()].flatMap(({ id, value: { former_ids = [] } }) =>
      former_ids.filter((former) => !partners.has(former)).map((former) => [former, id] as const),
    );
    const head = { ...base, partners };
    const isApiRenamed = draw(true, false);
    return {
      base,
      head: isApiRenamed ? withRenamedApi(head) : head,
      renamed: {
        partners: new Map(names),
        apis: new Map(isApiRenamed ? [["contacts", NEW_API] as const] : []),
      },
    };
  });

// Source → Workspace, and findings about everything that could not be read as declared.
import type { z } from "zod";
import { type Finding, sortFindings } from "../finding.ts";
import { apiSchema } from "../model/api.ts";
import { type Partner, partnerSchema, type Several, severalSchema } from "../model/partner.ts";
import { partSchema, stackSchema } from "../model/stack.ts";
import { tenantSchema } from "../model/tenant.ts";
import { unlessUnread } from "../model/unread.ts";
import type { Declared, Workspace } from "../model/workspace.ts";
import { applicationsIn } from "./applications.ts";
import { ATTRIBUTE_FILES, attributeFindings } from "./attributes.ts";
import { decode } from "./decode.ts";
import { type FileDocument, readDocument } from "./document.ts";
import { type Declaration, findFiles, unreadable } from "./files.ts";
import { NPM_FILE, npmDocument } from "./npm-settings.ts";
import { besideWrongText } from "./partly.ts";
import { MOST_PROBLEMS } from "./problem.ts";
import { bareSettings, isPart, projectFindings, unknownStackKeys } from "./settings.ts";
import { MAX_TOTAL_BYTES, type Obstacle, type Reading, type Source } from "./source.ts";

/** What a source declares: the decoded files, the texts they came from, and what is wrong with them. */
export interface Loaded {
  readonly workspace: Workspace;
  readonly documents: ReadonlyMap<string, FileDocument>;
  readonly findings: readonly Finding[];
  /**
   * The same declarations with one more file each, of those whose schema refuses some values: anyone who reads such a value
   * gets an `UnreadValue`.
   */
  readonly partly: readonly Workspace[];
}

/** Rules look at the declarations once for each; anyone who has more to mend looks again anyway. */
const MOST_PARTLY = 20;

/**
 * A text problem leaves a gap in the value; the schema's complaint about the gap would be noise. But the schema alone
 * knows what a number with a leading zero should be: where it wants text, quotes keep the zero.
 */
function merge(ofText: readonly Finding[], ofSchema: readonly Finding[]): Finding[] {
  const placed = ({ line, column }: Finding) => `${line}:${column}`;
  const complaints = new Map(ofSchema.map((finding) => [placed(finding), finding]));
  const known = new Set(ofText.map(placed));
  const told = ofText.map((finding) => {
    const complaint = finding.rule === "yaml-number" ? complaints.get(placed(finding)) : undefined;
    return complaint ? { ...finding, fix: complaint.fix } : finding;
  });
  return [...told, ...ofSchema.filter((finding) => !known.has(placed(finding)))];
}

function firstOf(findings: readonly Finding[]): Finding[] {
  const shown = sortFindings(findings);
  const omitted = shown.splice(MOST_PROBLEMS)[0];
  if (omitted)
    shown.push({ ...omitted, what: "more problems follow, not shown", fix: "correct the others first" });
  return shown;
}

/** Reads from a source as long as all that it gave fits into the bound; what comes after that is not even opened. */
function boundedReader(source: Source): (file: string) => Reading {
  let left = MAX_TOTAL_BYTES;
  return (file) => {
    const reading: Reading = left < 0 ? { obstacle: "too-much" } : source.read(file);
    if ("bytes" in reading) left -= reading.bytes.length;
    return left < 0 && "bytes" in reading ? { obstacle: "too-much" } : reading;
  };
}

/** Nothing to read; of a folder that is none, or does not fit, the declarations in it are told. */
const ABSENT: readonly Obstacle[] = ["missing", "not-a-folder", "symbolic-link", "too-much"];

/** What a file declares: as a whole, or where it cannot be read so, the rest of it. */
interface Opened<T> {
  readonly whole: readonly Declared<T>[];
  readonly partly: readonly Declared<T>[];
}

type Open = <T>(declaration: Declaration, schema: z.ZodType<T>) => Opened<T>;

/** A file with several applications is several partners to all that reads a workspace. */
function partnersIn(
  declaration: Declaration,
  documents: Map<string, FileDocument>,
  open: Open,
): Opened<Partner> {
  const { value = {} } = documents.get(declaration.file) ?? {};
  if (!Object.hasOwn(value, "applications")) return open(declaration, partnerSchema);
  const { whole, partly } = open(declaration, severalSchema);
  const each = (several: Declared<Several>): Declared<Partner>[] => {
    const document = documents.get(declaration.file);
    return (document ? applicationsIn(several, document) : []).map((one) => {
      documents.set(one.declared.file, one.document);
      return one.declared;
    });
  };
  return { whole: whole.flatMap(each), partly: partly.flatMap((one) => unlessUnread(() => each(one)) ?? []) };
}

/** In their order. */
const byId = <T>(declared: Iterable<Declared<T>>): ReadonlyMap<string, Declared<T>> =>
  new Map([...declared].sort((a, b) => (a.id < b.id ? -1 : 1)).map((it) => [it.id, it]));

type Put<T> = (all: ReadonlyMap<string, Declared<T>>) => Partial<Workspace>;

interface Found {
  readonly documents: Map<string, FileDocument>;
  readonly findings: Finding[];
  readonly undecoded: Set<string>;
}

/** Decodes what was read, and notes what is wrong with it. */
const opener =
  ({ documents, findings, undecoded }: Found): Open =>
  <T>({ id, file }: Declaration, schema: z.ZodType<T>): Opened<T> => {
    const document = documents.get(file);
    if (!document) return { whole: [], partly: [] };
    const decoded = decode(schema, document);
    documents.set(file, decoded.document);
    findings.push(...firstOf(merge(document.findings, decoded.findings)));
    const isAsWritten = document.findings.every(({ rule }) => rule === "unknown-key");
    if (decoded.value !== undefined && isAsWritten)
      return { whole: [{ id, file, value: decoded.value }], partly: [] };
    undecoded.add(file);
    const rest = isAsWritten ? decoded.partly : besideWrongText(schema, decoded.document);
    return { whole: [], partly: rest === undefined ? [] : [{ id, file, value: rest }] };
  };

/** What is beside the declarations and is not YAML of ours: git's attributes and npm's settings. */
function readBeside(bytesOf: (file: string) => Reading, { documents, findings, undecoded }: Found): void {
  const beside = (file: string, read: (text: string) => readonly Finding[]) => {
    const reading = bytesOf(file);
    if ("bytes" in reading) findings.push(...read(Buffer.from(reading.bytes).toString()));
    else if (!ABSENT.includes(reading.obstacle)) findings.push(unreadable(file, reading.obstacle));
  };
  for (const file of ATTRIBUTE_FILES) beside(file, (text) => attributeFindings(file, text));
  beside(NPM_FILE, (text) => {
    const document = npmDocument(text);
    documents.set(NPM_FILE, document);
    if (document.findings.length > 0) undecoded.add(NPM_FILE);
    return document.findings;
  });
}

/** Reads everything once. Findings come in no order. */
export function load(source: Source): Loaded {
  const bytesOf = boundedReader(source);
  const files = findFiles(source);
  const documents = new Map<string, FileDocument>();
  const findings = [...files.findings];
  const undecoded = new Set<string>(files.hidden);

  function read({ file }: Declaration): void {
    const reading = bytesOf(file);
    if ("obstacle" in reading) {
      findings.push(unreadable(file, reading.obstacle));
      undecoded.add(file);
    } else documents.set(file, readDocument(file, reading.bytes));
  }
  const open = opener({ documents, findings, undecoded });
  const partly: ((whole: Workspace) => Workspace)[] = [];
  /** Those that are read whole, by id; of each other file where its rest goes is kept for later. */
  function sorted<T>(opened: readonly Opened<T>[], put: Put<T>): ReadonlyMap<string, Declared<T>> {
    const whole = opened.flatMap((one) => one.whole);
    for (const { partly: rest } of opened)
      if (rest.length > 0) partly.push((workspace) => ({ ...workspace, ...put(byId([...whole, ...rest])) }));
    return new Map(whole.map((it) => [it.id, it]));
  }
  const all = <T>(declarations: readonly Declaration[], schema: z.ZodType<T>, put: Put<T>) =>
    sorted(
      declarations.map((declaration) => open(declaration, schema)),
      put,
    );

  const tenant = { id: "tenant", file: "tenant.yaml" };
  for (const declaration of [tenant, ...files.apis, ...files.partners, ...files.stacks]) read(declaration);
  const settings = files.stacks.filter(({ file }) => {
    const document = documents.get(file);
    const bare = document && bareSettings(document);
    if (bare) findings.push(bare);
    if (bare) undecoded.add(file);
    return document !== undefined && !bare;
  });
  const parts = settings.filter(({ file }) => {
    const document = documents.get(file);
    return document !== undefined && isPart(document);
  });
  const ofTenant = open(tenant, tenantSchema);
  if (ofTenant.partly[0]) partly.push((workspace) => ({ ...workspace, tenant: ofTenant.partly[0] }));
  const workspace: Workspace = {
    tenant: ofTenant.whole[0],
    apis: all(files.apis, apiSchema, (apis) => ({ apis })),
    partners: sorted(
      files.partners.map((one) => partnersIn(one, documents, open)),
      (partners) => ({ partners }),
    ),
    stacks: all(
      settings.filter((it) => !parts.includes(it)),
      stackSchema,
      (stacks) => ({ stacks }),
    ),
    parts: all(parts, partSchema, (parts) => ({ parts })),
    unreadable: undecoded,
  };
  for (const { file } of files.stacks) {
    const document = documents.get(file);
    if (document) findings.push(...unknownStackKeys(document));
  }
  if (files.project !== undefined) {
    read({ id: "", file: files.project });
    const document = documents.get(files.project);
    const wrong = document ? [...document.findings, ...projectFindings(document)] : [];
    findings.push(...wrong);
    if (wrong.length > 0) undecoded.add(files.project);
  }
  readBeside(bytesOf, { documents, findings, undecoded });
  return { workspace, documents, findings, partly: partly.slice(0, MOST_PARTLY).map((of) => of(workspace)) };
}

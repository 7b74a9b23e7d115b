// Findings → SARIF, which GitHub's code scanning and other dashboards read: rules, places, and what stays the same.
import { createHash } from "node:crypto";
import { type Finding, isError, type Place } from "../finding.ts";
import { LOAD_RULES } from "../load/load-rules.ts";
import { page } from "../model/pages.ts";
import type { Checked } from "../pipeline.ts";
import { MADE_RULES } from "../repository/stale.ts";
import { COMPARED_RULES } from "../rules/compared.ts";
import { RULES } from "../rules/index.ts";
import { printable } from "../text.ts";
import { version } from "./version.ts";

interface Described {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  readonly source: string;
}

const DESCRIBED: readonly Described[] = [...LOAD_RULES, ...RULES, ...COMPARED_RULES, ...MADE_RULES];

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function descriptor({ id, title, why, source }: Described) {
  const isPage = source.startsWith("https://");
  const seen = `See ${page(`docs/rules.md#${id}`)}${isPage ? "" : ` and ${page(source)}`}.`;
  return {
    id,
    shortDescription: { text: sentence(title) },
    fullDescription: { text: sentence(why) },
    help: {
      text: `${sentence(title)} ${sentence(why)} ${seen}`,
      markdown: `${sentence(title)}\n\n**Why**: ${sentence(why)}${isPage ? ` [Source](${source})` : ""}\n\n${seen}`,
    },
    ...(isPage && { helpUri: source }),
    defaultConfiguration: { level: "error" },
  };
}

/** Brackets before a parenthesis would be a link. Source: SARIF 2.1.0, 3.11.6 */
const plain = (text: string) => printable(text).replaceAll("](", "] (");

function location(place: Place, pathOf: (file: string) => string) {
  const { line, column, endColumn } = place;
  return {
    physicalLocation: {
      artifactLocation: {
        uri: pathOf(place.file).split("/").map(encodeURIComponent).join("/"),
        uriBaseId: "%SRCROOT%",
      },
      region: { startLine: line, startColumn: column, endLine: line, endColumn },
    },
  };
}

/**
 * The same finding in the next commit, wherever its line has moved to; the number tells apart what is equal otherwise.
 * Source: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning (read 2026-11)
 */
function fingerprinter(documents: Checked["documents"]): (finding: Finding) => string {
  const counts = new Map<string, number>();
  return ({ rule, file, line }) => {
    const text = documents.get(file)?.text.split("\n")[line - 1]?.trim() ?? "";
    const hash = createHash("sha256").update([rule, file, text].join("\0")).digest("hex").slice(0, 16);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return `${hash}:${count}`;
  };
}

/** The log as a value. Columns count UTF-16 units, as editors do. */
export function sarifOf({ findings, documents }: Checked, pathOf: (file: string) => string): object {
  const fingerprint = fingerprinter(documents);
  const results = findings.map((finding) => ({
    ruleId: finding.rule,
    ruleIndex: DESCRIBED.findIndex(({ id }) => id === finding.rule),
    level: isError(finding) ? "error" : "warning",
    message: { text: plain(`${sentence(finding.what)} Why: ${finding.why}. Fix: ${finding.fix}.`) },
    locations: [location(finding, pathOf)],
    ...(finding.also && {
      relatedLocations: finding.also.map((also, id) => ({
        id,
        ...location(also, pathOf),
        message: { text: plain(also.what) },
      })),
    }),
    partialFingerprints: { primaryLocationLineHash: fingerprint(finding) },
  }));
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "partner-access", version: version(), rules: DESCRIBED.map(descriptor) },
        },
        automationDetails: { id: "partner-access/check/" },
        columnKind: "utf16CodeUnits",
        originalUriBaseIds: { "%SRCROOT%": { description: { text: "The root of the repository" } } },
        results,
      },
    ],
  };
}

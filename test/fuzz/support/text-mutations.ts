// Mutations of a file's bytes and lines.
import { type Change, inFile, pick, type Step } from "./mutation.ts";

const BYTES = [
  [0xff],
  [0xc0, 0xaf],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0x80],
  [0xe2, 0x82],
  [0],
  [0x1b, 0x5b, 0x32, 0x4a],
  [0x09],
  [0x0d],
  [0x0b],
  [0x7f],
  [0xef, 0xbb, 0xbf],
  [0xc2, 0x85],
  [0xe2, 0x80, 0xa8],
  [0x0a],
  [0x20],
];

const inBytes = (edit: (bytes: Buffer, at: number, change: Change) => Uint8Array): Step =>
  inFile((text, change) => {
    const bytes = Buffer.from(text);
    return edit(bytes, change.at % (bytes.length + 1), change);
  });

export const OF_BYTES: readonly Step[] = [
  inBytes((bytes, at, { to }) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(BYTES, to) ?? []), bytes.subarray(at)]),
  ),
  inBytes((bytes, at, { to }) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(pick(BYTES, to) ?? []), bytes.subarray(at + 1)]),
  ),
  inBytes((bytes, at, { to }) => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + (to % 40))])),
  inBytes((bytes, at, { text }) =>
    Buffer.concat([bytes.subarray(0, at), Buffer.from(text), bytes.subarray(at)]),
  ),
  inBytes((bytes, at) => bytes.subarray(0, at)),
  inBytes((bytes) => Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes])),
  inFile((text) => text.replaceAll("\n", "\r\n")),
  inFile((text) => text.replaceAll("\n", "\r")),
  inFile((text) => Buffer.from(text, "utf16le")),
  inFile((text) => Buffer.from(text, "latin1")),
  inFile((text) => text.replaceAll("  ", "\t")),
];

const inLines = (edit: (lines: string[], at: number, change: Change) => void): Step =>
  inFile((text, change) => {
    const lines = text.split("\n");
    edit(lines, change.at % lines.length, change);
    return lines.join("\n");
  });

export const OF_LINES: readonly Step[] = [
  inLines((lines, at) => void lines.splice(at, 1)),
  inLines((lines, at, { to }) => void lines.splice(at, 1 + (to % 6))),
  inLines((lines, at) => void lines.splice(at, 0, lines[at] ?? "")),
  inLines((lines, at, { to }) => {
    const other = to % lines.length;
    [lines[at], lines[other]] = [lines[other] ?? "", lines[at] ?? ""];
  }),
  inLines((lines, at, { to }) => lines.fill(`${" ".repeat(1 + (to % 4))}${lines[at]}`, at, at + 1)),
  inLines((lines, at) => lines.fill((lines[at] ?? "").replace(/^ {1,2}/, ""), at, at + 1)),
  inLines((lines, at) => lines.fill(`# ${lines[at]}`, at, at + 1)),
  inLines((lines, at, { text }) => void lines.splice(at, 0, `# ${text}`)),
  inLines((lines, at, { text }) => lines.fill(`${lines[at]} # ${text}`, at, at + 1)),
  inLines(
    (lines, at, { to }) =>
      void lines.splice(
        at,
        0,
        pick(["---", "...", "%YAML 1.1", "- x", "? x", ": x", "&a", "*a", "<<: *a", "}", "]", "\t"], to) ??
          "",
      ),
  ),
];

// Bytes → text, and where they stop being UTF-8.
import { isUtf8 } from "node:buffer";

const REPLACEMENT = "\ufffd";
const REPLACEMENT_BYTES = 3;

export interface DecodedText {
  /** Without a byte order mark; undecodable bytes are replaced. */
  readonly text: string;
  /** Offset in `text` of the first byte that is not UTF-8. */
  readonly badAt: number | undefined;
}

/** A replacement character is real where the bytes spell it, and a mark of bad bytes elsewhere. */
function firstBad(text: string, bytes: Uint8Array, bom: number): number {
  let from = 0;
  let byte = bom;
  for (let at = text.indexOf(REPLACEMENT); at >= 0; at = text.indexOf(REPLACEMENT, from)) {
    byte += Buffer.byteLength(text.slice(from, at));
    const real = bytes[byte] === 0xef && bytes[byte + 1] === 0xbf && bytes[byte + 2] === 0xbd;
    if (!real) return at;
    byte += REPLACEMENT_BYTES;
    from = at + 1;
  }
  return 0;
}

/** The text of a file; a byte order mark is dropped. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  const text = new TextDecoder("utf-8").decode(bytes);
  if (isUtf8(bytes)) return { text, badAt: undefined };
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return { text, badAt: firstBad(text, bytes, hasBom ? 3 : 0) };
}

// A source and one more file → a source that has the file too, so that it is checked before it is written.
import type { Source } from "./source.ts";

/** `file` is new or is in place of the one of that name; its folder is one of the source's. */
export function overlaySource(source: Source, file: string, text: string): Source {
  const cut = file.lastIndexOf("/");
  const [folder, name] = [file.slice(0, Math.max(cut, 0)), file.slice(cut + 1)];
  return {
    list(asked) {
      const listing = source.list(asked);
      if (asked !== folder || "obstacle" in listing) return listing;
      return { names: [...new Set([...listing.names, name])].sort() };
    },
    read: (asked) => (asked === file ? { bytes: Buffer.from(text) } : source.read(asked)),
  };
}

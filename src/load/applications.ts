// A partner's file with several applications → each as a partner of its own, placed where the file has it.
import { applicationId, keyOf, pathOf } from "../model/applications.ts";
import type { Partner, Several } from "../model/partner.ts";
import { strictest } from "../model/status.ts";
import type { Declared, Path } from "../model/workspace.ts";
import type { FileDocument } from "./document.ts";

/** What is below the key, and not above it. */
const OWN: readonly (string | number | undefined)[] = ["application", "grants", "stacks", "former_ids"];

/** A path of the partner that an application is taken for → the path in the file. */
const inFile =
  (id: string, { applications }: Several) =>
  (path: Path): Path => {
    const [first] = path;
    const hasOwnStatus = applications[keyOf(id) ?? ""]?.status !== undefined;
    return OWN.includes(first) || (first === "status" && hasOwnStatus) ? [...pathOf(id), ...path] : path;
  };

/**
 * One for each key. Their `file` tells them apart: rules find in it what the file itself has at another place.
 */
export const applicationsIn = (
  { id: partner, file, value }: Declared<Several>,
  document: FileDocument,
): { readonly declared: Declared<Partner>; readonly document: FileDocument }[] =>
  Object.entries(value.applications).map(([key, own]) => {
    const id = applicationId(partner, key);
    const { applications: _, status: ofAll, ...shared } = value;
    const { status: ofOne, ...rest } = own;
    const status = strictest(ofAll, ofOne);
    const path = inFile(id, value);
    return {
      declared: {
        id,
        file: `${file}#${key}`,
        value: { ...shared, ...rest, ...(status !== undefined && { status }) },
      },
      document: { ...document, locate: (at, on) => document.locate(path(at), on) },
    };
  });

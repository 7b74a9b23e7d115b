// A partner with several applications: what each is called, and where it is declared.
import type { Path } from "./workspace.ts";

const SEPARATOR = ".";

/** `acme-cms.machine`: the application `machine` of partners/acme-cms.yaml. No file's stem has a dot. */
export const applicationId = (partner: string, key: string): string => `${partner}${SEPARATOR}${key}`;

/** The id of the partner whose application it is: the stem of the file. */
export const stemOf = (id: string): string => id.split(SEPARATOR, 1)[0] ?? id;

/** The key below `applications`; undefined where the file has one application and no keys. */
export const keyOf = (id: string): string | undefined => id.split(SEPARATOR, 2)[1];

/** Whether somebody who names a partner or an application means this one: a partner's id means all that it has. */
export const isMeantBy = (asked: string, id: string): boolean => id === asked || stemOf(id) === asked;

/** Whether the two are applications of one file with several. */
export const areOfOnePartner = (a: string, b: string): boolean =>
  keyOf(a) !== undefined && keyOf(b) !== undefined && stemOf(a) === stemOf(b);

/** The file that declares it. */
export const declaringFile = (id: string): string => `partners/${stemOf(id)}.yaml`;

/** Where in the file its `application`, `grants` and `stacks` are. */
export const pathOf = (id: string): Path => {
  const key = keyOf(id);
  return key === undefined ? [] : ["applications", key];
};

/** The same for sentences. */
export const declaredIn = (id: string): string =>
  [...(keyOf(id) === undefined ? [] : [pathOf(id).join(".")]), declaringFile(id)].join(" of ");

/** The same of what either folder declares: only partners' files can have several. */
export const declarationOf = (folder: string, id: string): string =>
  folder === "partners" ? declaredIn(id) : `${folder}/${id}.yaml`;

/** A partner as people know it; of several applications that it has, which. */
export const calledAs = (id: string, name: string): string => {
  const key = keyOf(id);
  return key === undefined ? name : `${name} (${key})`;
};

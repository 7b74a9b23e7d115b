// A page of docs/ → where it is in the repository of anyone who reads of it: npm has installed it for a company.

/** The folder that has these pages; `code` is a file of this package. */
export const pagesFor = (code: string): string =>
  /\/(node_modules\/(?:@[^/]+\/)?[^/]+\/)(?!.*\bnode_modules\/)/.exec(code)?.[1] ?? "";

const FOLDER = pagesFor(import.meta.url);

/** `docs/ci.md#once-auth0`, or the same below node_modules/partner-access/. What is not a page of ours stays as it is. */
export const page = (path: string): string => (path.startsWith("docs/") ? `${FOLDER}${path}` : path);

// A partner's applications that change in several ways at once.
import { type Edit, found, move, several } from "./losses.ts";

export const [WEB, BACKUP] = ["acme-cms.web", "acme-cms.backup"] as const;
export const swap =
  (one: string, other: string): Edit =>
  ({ partners }) => {
    [partners[one], partners[other]] = [found(partners[other]), found(partners[one])];
  };
export const all =
  (...edits: readonly Edit[]): Edit =>
  (w) => {
    for (const edit of edits) edit(w);
  };
export const callbacks =
  (id: string, ...urls: string[]): Edit =>
  (w) => {
    found(found(w.partners[id]).stacks.prod).callbacks = urls;
  };
export const may =
  (id: string, ...scopes: string[]): Edit =>
  (w) => {
    const [grant] = found(w.partners[id]).grants;
    found(grant).scopes = scopes;
  };
export const copy =
  (id: string, to: string): Edit =>
  (w) => {
    w.partners[to] = structuredClone(found(w.partners[id]));
  };
export const company: Edit = (w) => {
  for (const one of Object.values(w.partners)) if (one.name === "Acme CMS") one.name = "Acme Suite";
};
export const twoWebs: Edit = all(
  (w) => move(w.partners, "acme-cms", WEB),
  copy(WEB, "acme-cms.spa"),
  callbacks("acme-cms.spa", "https://spa.acme.example/cb"),
);
export const program: Edit = (w) => {
  several(w);
  move(w.partners, BACKUP, "acme-cms");
  delete w.partners[WEB];
};
export const reads: Edit = all(several, copy(BACKUP, "acme-cms.sync"));
export const former =
  (id: string, ...ids: string[]): Edit =>
  (w) => {
    found(w.partners[id]).former_ids = ids;
  };

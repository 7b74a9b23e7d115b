// A declaration that was imported → the text of its file, which says what the tenant could not tell.
import { Document, isMap, isScalar, type Scalar, type YAMLMap } from "yaml";
import type { Settings } from "./application.ts";
import { UNKNOWN_DESCRIPTION } from "./partner.ts";

const headOf = (kind: "partner" | "api") =>
  [
    ` yaml-language-server: $schema=../schema/${kind}.schema.json`,
    " Imported from the tenant. PLACEHOLDER marks what the tenant cannot say: write what is true.",
  ].join("\n");

const LAYOUT = { lineWidth: 0, flowCollectionPadding: false } as const;

const keyIn = (map: YAMLMap, name: string): Scalar | undefined =>
  map.items.find(({ key }) => isScalar(key) && key.value === name)?.key as Scalar | undefined;

function comment(map: unknown, name: string, text: string, space = false): void {
  const key = isMap(map) ? keyIn(map, name) : undefined;
  if (!key) return;
  key.commentBefore = ` ${text}`;
  key.spaceBefore = space;
}

function commentApplication(one: YAMLMap, stack: string): void {
  comment(one, "application", "As the tenant has it, as far as a file can say it.", true);
  comment(one.get("application"), "oidc_scopes", "PLACEHOLDER: what it asks for, which no tenant says.");
  comment(one, "grants", "PLACEHOLDER: each reason.", true);
  const key = keyIn(one, "stacks");
  if (key) key.spaceBefore = true;
  const settings = one.getIn(["stacks", stack]);
  comment(settings, "enable_url", "PLACEHOLDER: the site of its first callback, where it is known to be.");
}

/** Comments are fixed words: nothing that the tenant says is among them. */
export function importedFile(declaration: Settings, stack: string): string {
  const document = new Document(declaration, { keepUndefined: false });
  document.commentBefore = headOf("partner");
  const root = document.contents as unknown as YAMLMap;
  if (declaration.description === UNKNOWN_DESCRIPTION)
    comment(root, "description", "PLACEHOLDER: what the integration does, for its users.");
  comment(root, "owner", "PLACEHOLDER unless it was given: who in our company answers for the partner.");
  comment(root, "contact", "PLACEHOLDER if it was given for several: whom to call at this partner.");
  comment(root, "contract", "PLACEHOLDER if it was given for several: what this access rests on.");
  comment(root, "applications", "PLACEHOLDER: each key, which is permanent once it is deployed.", true);
  const several = root.get("applications");
  for (const one of isMap(several) ? several.items.map(({ value }) => value) : [root])
    if (isMap(one)) commentApplication(one, stack);
  return document.toString(LAYOUT);
}

/** The same of an API. */
export function importedApiFile(declaration: Settings): string {
  const document = new Document(declaration, { keepUndefined: false });
  document.commentBefore = headOf("api");
  const root = document.contents as unknown as YAMLMap;
  comment(root, "owner", "PLACEHOLDER unless it was given: who in our company answers for the API.");
  comment(root, "token_lifetime", "As the tenant has it, as far as a file can say it.", true);
  comment(root, "scopes", "PLACEHOLDER: each sensitivity; what nobody has judged is high.", true);
  comment(root, "sensitivity", "PLACEHOLDER: it has no scopes, so any token for it opens all of it.");
  comment(root, "routes", "PLACEHOLDER: each route, with the scopes that open it.", true);
  comment(root, "stacks", "The API of each tenant that is taken over.", true);
  return document.toString(LAYOUT);
}

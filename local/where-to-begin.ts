// A demo that runs → what `npm start` says last: where our app and the partners are.
import type { Demo } from "../demo/demo.ts";

/** Where nobody is played there is nothing to enable. */
export function whereToBegin({ urls }: Pick<Demo, "urls">): string {
  const partners = Object.entries(urls.partners).map(([id, url]) => `  ${url}  ${id}\n`);
  const begin = partners.length > 0 ? `${urls.app}, sign in and enable a partner` : `${urls.app} and sign in`;
  return `\nopen ${begin}; Ctrl-C stops everything\n${partners.join("")}`;
}

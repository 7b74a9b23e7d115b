// The header and footer of all pages of a partner.
import type { Frame } from "../web/page.ts";
import type { PartnerOptions } from "./options.ts";

/** The same for everybody: who is connected is on the page. */
export const frameOf = ({ name, hue, product, isFirstParty }: PartnerOptions): Frame => ({
  site: {
    name,
    hue,
    footer: isFirstParty
      ? `${name} belongs to ${product}, and reaches its APIs as partners do: by grants of its own.`
      : `${name} is a partner of ${product}: another company, with none of its code and none of its secrets.`,
  },
  links: [
    { href: "/", text: "Home" },
    { href: "/steps", text: "What just happened" },
  ],
});

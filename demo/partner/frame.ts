// The header and footer of all pages of a partner.
import type { Frame } from "../web/page.ts";
import type { PartnerOptions } from "./options.ts";

/** The same for everybody: who is connected is on the page. */
export const frameOf = ({ name, hue, product }: PartnerOptions): Frame => ({
  site: {
    name,
    hue,
    footer: `${name} is a partner of ${product}: another company, with none of its code and none of its secrets.`,
  },
  links: [
    { href: "/", text: "Home" },
    { href: "/steps", text: "What just happened" },
  ],
});

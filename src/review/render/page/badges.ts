// What the page says of a severity, a sensitivity or a partner, in few words.
import type { AccessRow } from "../../../access/row.ts";
import { type Markup, markup } from "../../../render/markup.ts";
import { printable } from "../../../text.ts";
import type { Report, Severity } from "../../review.ts";

export const severityBadge = (severity: Severity): Markup =>
  markup`<strong class="badge ${severity}">${severity}</strong>`;

export const sensitivityBadge = (sensitivity: AccessRow["sensitivity"]): Markup =>
  markup`<span class="sensitivity ${sensitivity}">${sensitivity}</span>`;

/** A partner's name, leading to its part of the page. */
export const partnerLink = (id: string, { partners }: Report): Markup =>
  markup`<a href="#${encodeURIComponent(printable(id))}">${partners.find((one) => one.id === id)?.name ?? id}</a>`;

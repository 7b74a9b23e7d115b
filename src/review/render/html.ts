// A report → one page that needs nothing else.
import { html } from "hono/html";
import type { Report } from "../report.ts";
import { verdict } from "./summary.ts";

/** A whole HTML document. */
export const renderHtml = (report: Report): string => String(html`<!doctype html><p>${verdict(report)}</p>`);

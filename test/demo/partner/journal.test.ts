import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Journal } from "../../../demo/partner/journal.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("what happens again is counted, and moves to the place of its last time", () => {
  const journal = new Journal();
  const add = (what: string) => {
    journal.add("Acme CMS", "Contacts API", what);
    vi.setSystemTime(Date.now() + 1000);
  };
  for (const what of ["GET /contacts", "PATCH /contacts/1", "POST /oauth/token", "GET /contacts"]) add(what);
  expect(journal.hops.map(({ what, times }) => `${what} ${times}`)).toEqual([
    "PATCH /contacts/1 1",
    "POST /oauth/token 1",
    "GET /contacts 2",
  ]);
  const at = journal.hops.map((hop) => hop.at.getTime());
  expect(at).toEqual([...at].sort((a, b) => a - b));
});

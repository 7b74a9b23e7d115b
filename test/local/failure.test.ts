import { expect, test } from "vitest";
import { StoreError } from "../../emulator/store.ts";
import { explainFailure } from "../../local/failure.ts";

const explain = (error: unknown) => explainFailure(error, { stopping: false, folder: ".local" });

test("a second run beside the first is told to wait, and not to forget the first one's tenant", () => {
  const error = new StoreError("data file .local/tenant.sqlite cannot be used: it is in use", {
    isInUse: true,
  });
  const { code, text } = explain(error);
  expect({ code, text }).toEqual({
    code: 3,
    text:
      "error: data file .local/tenant.sqlite cannot be used: it is in use; " +
      "is `npm start` running already? Stop it first",
  });
});

test("a data file that is broken may be forgotten", () => {
  expect(explain(new StoreError("data file x cannot be used: no database")).text).toMatch(/--reset/);
});

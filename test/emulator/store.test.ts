import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Store, StoreError } from "../../emulator/store.ts";

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "tenant-"));
  file = join(directory, "tenant.sqlite");
});
afterEach(() => rmSync(directory, { recursive: true }));

describe("documents", () => {
  test("are listed in the order of creation, also after a change", () => {
    const store = new Store(":memory:");
    for (const id of ["b", "a"]) store.put("client", id, { id, own: id === "a" });
    store.put("client", "b", { id: "b", own: false, changed: true });
    store.put("other", "c", { id: "c", own: true });
    expect(store.list("client").map(({ id }) => id)).toEqual(["b", "a"]);
    expect(store.list("client", { own: true }).map(({ id }) => id)).toEqual(["a"]);
    expect([store.delete("client", "a"), store.delete("client", "a")]).toEqual([true, false]);
  });

  test("of a transaction that throws are as before", () => {
    const store = new Store(":memory:");
    store.put("client", "a", { name: "old" });
    const work = () =>
      store.transaction(() => {
        store.put("client", "a", { name: "new" });
        store.delete("client", "a");
        throw new Error("stop");
      });
    expect(work).toThrow("stop");
    expect(store.get("client", "a")).toEqual({ name: "old" });
    store.transaction(() => store.put("client", "a", { name: "new" }));
    expect(store.get("client", "a")).toEqual({ name: "new" });
  });
});

describe("a data file", () => {
  test("is new once", () => {
    const first = new Store(file);
    first.put("client", "a", { name: "kept" });
    first.close();
    const second = new Store(file);
    expect([first.isNew, second.isNew, second.get("client", "a")]).toEqual([true, false, { name: "kept" }]);
    second.close();
  });

  test("is used by one tenant at a time", () => {
    const first = new Store(file);
    expect(() => new Store(file)).toThrow(
      new StoreError(`data file ${file} cannot be used: it is in use by another process`, { isInUse: true }),
    );
    first.close();
    new Store(file).close();
  });

  test("of a newer version is left alone", () => {
    const newer = new DatabaseSync(file);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    expect(() => new Store(file)).toThrow(/was written by a newer version \(format 99, this one knows 1\)/);
  });

  test.for([
    { name: "that is not a database", prepare: () => writeFileSync(file, "not a database, ".repeat(100)) },
    { name: "in a directory that does not exist", prepare: () => rmSync(directory, { recursive: true }) },
  ])("$name is refused in one line", ({ prepare }) => {
    prepare();
    expect(() => new Store(file)).toThrow(StoreError);
    expect(() => new Store(file)).toThrow(/^data file .*tenant\.sqlite cannot be used: [^\n]+$/);
    rmSync(directory, { recursive: true, force: true });
    directory = mkdtempSync(join(tmpdir(), "tenant-"));
  });
});

test("anyone who watches is told of every transaction that was kept", () => {
  const store = new Store(":memory:");
  const seen: number[] = [];
  store.onCommit = () => void seen.push(store.list("client").length);
  store.transaction(() => store.put("client", "one", {}));
  expect(() =>
    store.transaction(() => {
      store.put("client", "two", {});
      throw new Error("refused");
    }),
  ).toThrow("refused");
  store.transaction(() => store.put("client", "three", {}));
  expect(seen).toEqual([1, 2]);
  store.close();
});

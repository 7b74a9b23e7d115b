// The page's filters. Runs in the reader's browser: its source is put into the page as it stands here.

/** Shows the form and keeps the matrix to what it asks for. Uses nothing from outside of itself. */
export function filters() {
  const form = document.querySelector("form");
  const table = document.querySelector("table.matrix");
  const count = document.querySelector("output");
  if (!form || !table || !count) return;

  /** @param {string} selector @returns {HTMLElement[]} */
  const all = (selector) => [...table.querySelectorAll(selector)].filter((e) => e instanceof HTMLElement);
  const rows = all("tbody tr");
  const chips = all("tbody .chip");
  const heads = all("thead [data-column]");
  const groups = all("thead [scope=colgroup]");

  /** @param {FormData} wanted */
  const apply = (wanted) => {
    /** @param {string} name */
    const want = (name) => String(wanted.get(name) ?? "");
    const partner = want("partner").trim().toLowerCase();
    const isNarrowed = ["stack", "subject", "sensitivity", "changes"].some((name) => want(name) !== "");

    for (const chip of chips) {
      const { stacks = "[]", subject, sensitivity, change } = chip.dataset;
      const isWanted =
        (want("stack") === "" || JSON.parse(stacks).includes(want("stack"))) &&
        (want("subject") === "" || subject === want("subject")) &&
        (want("sensitivity") === "" || sensitivity === want("sensitivity")) &&
        (want("changes") === "" || change !== "kept");
      chip.hidden = !isWanted;
    }
    for (const row of rows) {
      const isNamed = (row.dataset.search ?? "").includes(partner);
      row.hidden = !isNamed || (isNarrowed && !row.querySelector(".chip:not([hidden])"));
    }
    const shown = rows.filter((row) => !row.hidden);
    for (const head of heads) {
      const cells = `td[data-column="${head.dataset.column}"]`;
      head.hidden = isNarrowed && !shown.some((row) => row.querySelector(`${cells} .chip:not([hidden])`));
      for (const cell of all(cells)) cell.hidden = head.hidden;
    }
    for (const group of groups) {
      const its = heads.filter((head) => head.dataset.api === group.dataset.api && !head.hidden);
      group.hidden = its.length === 0;
      if (group instanceof HTMLTableCellElement) group.colSpan = Math.max(its.length, 1);
    }
    count.value = shown.length === rows.length ? "" : `${shown.length} of ${rows.length} partners`;
  };

  const applyForm = () => apply(new FormData(form));
  form.addEventListener("input", applyForm);
  // The values are the first ones only after the event.
  form.addEventListener("reset", () => setTimeout(applyForm));
  form.addEventListener("submit", (event) => event.preventDefault());
  // Paper shows everything.
  addEventListener("beforeprint", () => apply(new FormData()));
  addEventListener("afterprint", applyForm);
  form.hidden = false;
  // A browser that comes back to the page fills the form in as it was.
  applyForm();
}

// How the page looks: light and dark, narrow and wide, on a screen and on paper.

/** The style sheet of every page that the commands write, light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: light-dark(#f6f7f9, #12161d);
  --card: light-dark(#ffffff, #1b212b);
  --head: light-dark(#f0f2f6, #232a36);
  --text: light-dark(#1b2330, #e8ecf3);
  --soft: light-dark(#566173, #a4afc0);
  --line: light-dark(#dde2ea, #323b4a);
  --brand: light-dark(#4338ca, #a9a5ff);
  --tint: light-dark(#eef0ff, #272a47);
  --high: light-dark(#a3241c, #ffa39c);
  --high-tint: light-dark(#fdebe9, #47211f);
  --medium: light-dark(#7d4e00, #ffc870);
  --medium-tint: light-dark(#fff1d6, #423010);
  --low: light-dark(#136241, #7fdba6);
  --low-tint: light-dark(#e2f6ea, #17382a);
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
header, main { max-width: 92rem; margin-inline: auto; padding-inline: clamp(1rem, 3vw, 2.5rem); }
header { padding-block: 2rem 0.5rem; }
main { padding-block-end: 4rem; }
h1, h2, h3 { overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.9rem; line-height: 1.2; letter-spacing: -0.015em; }
h2 { margin: 2.25rem 0 0.9rem; font-size: 1.3rem; line-height: 1.3; letter-spacing: -0.01em; }
h3 { margin: 0 0 0.75rem; font-size: 1.05rem; }
p { margin: 0; overflow-wrap: anywhere; }
a { color: var(--brand); text-underline-offset: 0.2em; }
code { font: 0.875em/1.5 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
small { display: block; color: var(--soft); font-weight: 400; font-size: 0.8rem; }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px; }
section:focus { outline: none; }
.lead { margin-top: 0.4rem; font-size: 1.1rem; }
.quiet { color: var(--soft); font-size: 0.9rem; }
.card {
  margin-block: 0.9rem; padding: 1.1rem 1.25rem; background: var(--card);
  border: 1px solid var(--line); border-radius: 0.75rem;
}
.consequences { margin: 0; padding: 0; list-style: none; display: grid; gap: 0.9rem; }
.consequences li { display: grid; grid-template-columns: 4.75rem minmax(0, 1fr); gap: 0.25rem 0.75rem; align-items: start; }
.consequences li:has(> code) { display: block; }
.consequences p + p { margin-top: 0.15rem; }
.badge, .sensitivity, .mark, .stack {
  display: inline-block; padding: 0.05rem 0.5rem; border-radius: 1rem; font-size: 0.8rem; font-weight: 600; line-height: 1.5;
}
.badge { text-align: center; }
.high { color: var(--high); background: var(--high-tint); }
.medium { color: var(--medium); background: var(--medium-tint); }
.low { color: var(--low); background: var(--low-tint); }
.mark { color: var(--soft); background: var(--head); }
.mark.added, .mark.changed { color: var(--brand); background: var(--tint); }
.stack { color: var(--soft); background: var(--head); font-weight: 400; }

form { display: flex; flex-wrap: wrap; gap: 0.75rem 1rem; align-items: end; margin-bottom: 0.9rem; }
label { display: grid; gap: 0.2rem; font-size: 0.85rem; color: var(--soft); }
label.check { display: flex; align-items: center; gap: 0.4rem; min-height: 2.5rem; color: var(--text); font-size: 0.95rem; }
input[type="search"], select, button {
  min-height: 2.5rem; padding: 0.4rem 0.7rem; border: 1px solid var(--soft); border-radius: 0.5rem;
  background: var(--card); color: var(--text); font: inherit; font-size: 0.95rem;
}
input[type="search"] { width: 15rem; max-width: 100%; }
input[type="checkbox"] { width: 1.1rem; height: 1.1rem; accent-color: var(--brand); }
button { border-color: transparent; background: transparent; color: var(--brand); cursor: pointer; font-weight: 600; }
output { align-self: center; color: var(--soft); font-size: 0.9rem; }

.scroll { position: relative; overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 0.75rem; }
.card .scroll { border: 0; border-radius: 0; }
.partner > .scroll { margin-block: 1.25rem; }
table { width: 100%; border-collapse: collapse; font-size: 0.925rem; }
caption { padding: 0.8rem 1rem; text-align: start; font-weight: 600; }
.card caption { padding: 0 0 0.6rem; }
th, td { padding: 0.6rem 0.8rem; text-align: start; vertical-align: top; border-top: 1px solid var(--line); }
th { font-weight: 600; }
thead th, thead td { background: var(--head); font-size: 0.85rem; vertical-align: bottom; }
.lines { margin: 0; padding: 0; list-style: none; }
td code, th code { white-space: nowrap; }
.plain td { min-width: 6.5rem; }
.plain .limits { min-width: 16rem; }
.limits li, .facts li { padding-inline-start: 0.9rem; text-indent: -0.9rem; }
.by-stack { table-layout: fixed; min-width: 44rem; }
.by-stack th:first-child { width: 9.5rem; }
.by-stack code, .sums code { white-space: normal; }
.aside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.9rem; align-items: start; }
@media (min-width: 60rem) { .aside { grid-template-columns: minmax(20rem, 2fr) minmax(0, 3fr); } }
.none { color: var(--soft); }
.numbers td { font-variant-numeric: tabular-nums; }
tr.removed th code, tr.removed td:not(:last-child) *, tr.removed td:not(:last-child) { text-decoration: line-through; color: var(--soft); }
tr.added { background: var(--tint); }

.matrix { width: auto; min-width: 100%; }
.matrix thead th:not(:first-child), .matrix td { border-inline-start: 1px solid var(--line); }
.matrix thead [scope="colgroup"] { text-align: center; font-size: 0.95rem; }
.matrix thead code { display: block; margin-bottom: 0.3rem; }
.matrix tbody th, .matrix thead tr > :first-child { position: sticky; inset-inline-start: 0; z-index: 1; min-width: 12rem; }
.matrix tbody th { background: var(--card); }
.matrix tbody tr:hover > * { background: var(--head); }
.legend { display: flex; flex-wrap: wrap; gap: 0.25rem 1.1rem; margin-bottom: 0.6rem; color: var(--soft); font-size: 0.85rem; }
.matrix .chip { margin: 0 0.3rem 0.3rem 0; }
.chip {
  display: inline-block; padding: 0.1rem 0.6rem; border: 1px solid var(--line); border-radius: 0.5rem;
  background: var(--ground); color: var(--text); font-size: 0.85rem; white-space: nowrap;
}
.chip.client { border-style: dashed; border-color: var(--soft); }
.chip.added { border-color: var(--brand); background: var(--brand); color: var(--card); font-weight: 600; }
.chip.removed { background: transparent; color: var(--soft); text-decoration: line-through; }
.chip small { display: inline-block; margin-inline-start: 0.35rem; }
.chip.added small { color: inherit; }
.said { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }

.facts { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 0.75rem 1.5rem; margin: 1.1rem 0; }
.facts dt { color: var(--soft); font-size: 0.85rem; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.back { margin-top: 1.25rem; }
.partner h2 { margin-top: 1rem; font-size: 1.6rem; }

@media screen {
  .partner:not(:target) { display: none; }
  main:has(.partner:target) .overview { display: none; }
}
@media (max-width: 40rem) {
  .consequences li { grid-template-columns: minmax(0, 1fr); justify-items: start; }
  label, input[type="search"], select { width: 100%; }
  .matrix tbody th, .matrix thead tr > :first-child { min-width: 8rem; max-width: 9rem; }
}
@media print {
  :root { color-scheme: light; }
  @page { size: A4 landscape; margin: 12mm; }
  body { background: none; font-size: 9.5pt; print-color-adjust: exact; }
  header, main { max-width: none; padding-inline: 0; }
  form, .back { display: none !important; }
  .scroll { overflow: visible; }
  table { font-size: 8.5pt; }
  td code, th code { white-space: normal; }
  .plain td, .plain .limits { min-width: 0; }
  tr, .card li, h2, h3 { break-inside: avoid; }
  h2, h3, caption { break-after: avoid; }
  .partner { break-before: page; }
}
`;

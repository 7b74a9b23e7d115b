/** The style of the tenant's pages, in light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: light-dark(#eef0f6, #14161c);
  --card: light-dark(#ffffff, #1f232d);
  --text: light-dark(#1c2030, #eceef5);
  --muted: light-dark(#565d73, #a9b0c4);
  --line: light-dark(#7b8298, #7f879d);
  --accent: light-dark(#4338ca, #a5b4fc);
  --on-accent: light-dark(#ffffff, #14161c);
  --alert: light-dark(#9f1239, #fda4af);
}
* { box-sizing: border-box; }
body {
  margin: 0; min-height: 100vh; padding: 1.5rem; display: flex; flex-direction: column;
  align-items: center; justify-content: center; gap: 1.25rem; overflow-wrap: anywhere;
  background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif;
}
main {
  width: 100%; max-width: 26rem; padding: 2rem; border-radius: 1rem;
  background: var(--card); box-shadow: 0 0.5rem 2rem rgb(0 0 0 / 12%);
}
h1 { margin: 0 0 0.5rem; font-size: 1.5rem; line-height: 1.25; text-wrap: balance; }
h2 { margin: 1.25rem 0 0.25rem; font-size: 1rem; }
p { margin: 0.5rem 0; }
footer, .muted { color: var(--muted); font-size: 0.875rem; }
.logo {
  display: grid; place-items: center; width: 3rem; height: 3rem; margin: 0 0 1rem; border-radius: 0.75rem;
  background: var(--accent); color: var(--on-accent); font-size: 1.5rem; font-weight: 700;
}
.alert { padding: 0.75rem 1rem; border-left: 0.25rem solid var(--alert); color: var(--alert); }
form { display: grid; gap: 0.75rem; margin-top: 1.25rem; }
label { display: grid; gap: 0.25rem; font-weight: 600; }
input {
  width: 100%; padding: 0.625rem 0.75rem; border: 1px solid var(--line); border-radius: 0.5rem;
  background: var(--card); color: inherit; font: inherit;
}
button {
  padding: 0.7rem 1rem; border: 1px solid var(--accent); border-radius: 0.5rem;
  background: var(--accent); color: var(--on-accent); font: inherit; font-weight: 600; cursor: pointer;
}
button.plain { background: transparent; color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.scopes { margin: 0.75rem 0; padding: 0; list-style: none; display: grid; gap: 0.5rem; }
.scopes li { padding-left: 1.75rem; position: relative; }
.scopes li::before { content: "\\2713"; position: absolute; left: 0.25rem; color: var(--accent); font-weight: 700; }
.or { display: flex; align-items: center; gap: 0.75rem; margin: 1.25rem 0 0; color: var(--muted); }
.or::before, .or::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.beside { grid-template-columns: 1fr 1fr; }
details { margin-top: 1.5rem; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0.25rem 1rem; margin: 0.75rem 0 0; }
dd { margin: 0; }
`;

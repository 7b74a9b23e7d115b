// Replaces the marked part of a page whenever the server sends a new one.
const part = document.querySelector("[data-live]");
if (part) {
  let latest = null;
  const show = () => {
    // A part that holds the focus is left alone until it does not: nobody loses their place.
    if (latest === null || part.contains(document.activeElement)) return;
    part.innerHTML = latest;
    latest = null;
  };
  const source = new EventSource(part.dataset.live);
  source.addEventListener("part", ({ data }) => {
    latest = data;
    show();
  });
  part.addEventListener("focusout", () => setTimeout(show));
  addEventListener("pagehide", () => source.close());
}

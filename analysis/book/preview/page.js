/* Waits for the next build: reloads the page where it succeeded, and shows the faults that it or the lint found. */
"use strict";
(() => {
  const box = document.createElement("pre");
  box.id = "preview-state";
  box.setAttribute("role", "status");
  box.style.cssText =
    "position:fixed;inset:auto 0 0 0;z-index:2000;max-height:60vh;margin:0;padding:.6rem 1rem;overflow:auto;" +
    "background:#1f1f1f;color:#fff;border-top:4px solid #d55e00;font:13px/1.45 ui-monospace,monospace;white-space:pre-wrap";
  box.hidden = true;
  document.body.append(box);

  let building = false;
  new EventSource("/-/outcomes").addEventListener("message", (event) => {
    const { state, told } = JSON.parse(event.data);
    if (state === "ready" && (building || !document.querySelector("main, article"))) location.reload();
    building = state === "building";
    const heads = { building: "Building the book.", failed: "The book was not built.", ready: "make test would refuse:" };
    box.textContent = `${heads[state]}\n\n${told}`.trim();
    box.hidden = state === "ready" && !told;
  });
})();

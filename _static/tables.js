/* A table that is wider than its place is shown as a list: each row its own, each value beside the head of its column. */
"use strict";
(() => {
  const tables = [...document.querySelectorAll("table.findings")];
  if (!tables.length) return;

  // Parts of a table that are no longer drawn as such must still be told as such.
  const roles = { thead: "rowgroup", tbody: "rowgroup", tr: "row", td: "cell" };
  for (const table of tables) {
    const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.trim());
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, i) => { cell.dataset.head = heads[i] ?? ""; });
    }
    for (const [name, role] of Object.entries(roles)) {
      for (const part of table.querySelectorAll(name)) part.setAttribute("role", role);
    }
    for (const head of table.querySelectorAll("th")) {
      head.setAttribute("role", head.closest("thead") ? "columnheader" : "rowheader");
    }
  }

  const fit = () => {
    for (const table of tables) {
      table.classList.remove("stacked");
      const place = table.parentElement;
      table.classList.toggle("stacked", table.scrollWidth > place.clientWidth + 1);
    }
  };
  let waiting = 0;
  window.addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(fit);
  });
  // Letters that arrive later are of another width.
  document.fonts?.ready.then(fit);
  fit();
})();

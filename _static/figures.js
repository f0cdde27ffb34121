/* A picture that is wider than its place scrolls in it, by key as well: then the box is a stop with a name. */
"use strict";
(() => {
  const boxes = [...document.querySelectorAll("figure .picture")];
  const fit = () => {
    for (const box of boxes) {
      if (box.scrollWidth > box.clientWidth + 1) {
        const number = box.closest("figure").querySelector(".caption-number")?.textContent.trim() ?? "Figure";
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", `${number}, scrolls sideways`);
        box.tabIndex = 0;
      } else {
        for (const name of ["role", "aria-label", "tabindex"]) box.removeAttribute(name);
      }
    }
  };
  const watch = new ResizeObserver(fit);
  for (const box of boxes) watch.observe(box);
})();

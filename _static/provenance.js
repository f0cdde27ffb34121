/* A number shows where it comes from: on hover, on focus, and on click or tap, in a card made of its row in the table
   at the end of the page. Without this script the same link leads to that row. */
"use strict";
(() => {
  const numbers = document.querySelectorAll("a.number[data-records]");
  if (!numbers.length) return;

  const card = document.createElement("div");
  card.id = "number-card";
  card.setAttribute("role", "status");
  card.hidden = true;
  document.body.append(card);
  let shown = null; // the number whose card is open
  let pinned = false; // opened by click, tap or key: stays until dismissed
  let leaving = false; // focus goes back to the number whose card was closed
  let timer = 0;

  const fill = (number) => {
    const heads = [...document.querySelectorAll("details.numbers thead th")].map((head) => head.textContent);
    card.replaceChildren();
    for (const name of number.dataset.records.split(" ")) {
      const row = document.getElementById(name);
      const list = document.createElement("dl");
      [...row.cells].forEach((cell, i) => {
        if (!cell.textContent.trim()) return;
        const term = document.createElement("dt");
        const detail = document.createElement("dd");
        term.textContent = heads[i];
        detail.append(...[...cell.childNodes].map((node) => node.cloneNode(true)));
        list.append(term, detail);
      });
      card.append(list);
    }
  };

  const place = (number) => {
    const at = number.getClientRects()[0] ?? number.getBoundingClientRect();
    const width = document.documentElement.clientWidth;
    const left = Math.min(Math.max(8, at.left), Math.max(8, width - card.offsetWidth - 8));
    const below = at.bottom + card.offsetHeight + 8 < window.innerHeight || at.top < card.offsetHeight + 8;
    card.style.left = `${left + window.scrollX}px`;
    card.style.top = `${(below ? at.bottom + 6 : at.top - card.offsetHeight - 6) + window.scrollY}px`;
  };

  const open = (number, pin) => {
    clearTimeout(timer);
    if (shown !== number) {
      shown?.removeAttribute("aria-describedby");
      fill(number);
    }
    shown = number;
    pinned = pin;
    number.setAttribute("aria-describedby", card.id);
    card.hidden = false;
    place(number);
  };

  const close = () => {
    clearTimeout(timer);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    pinned = false;
    card.hidden = true;
  };

  // Time to move the pointer from the number into the card.
  const closeSoon = () => {
    clearTimeout(timer);
    if (!pinned) timer = setTimeout(close, 250);
  };

  for (const number of numbers) {
    number.addEventListener("mouseenter", () => { if (!pinned) open(number, false); });
    number.addEventListener("mouseleave", closeSoon);
    number.addEventListener("focus", () => { if (shown !== number && !leaving) open(number, false); });
    // The card stands at the end of the document, so a key has to be led into it and out again.
    number.addEventListener("keydown", (event) => {
      const link = card.querySelector("a");
      if (event.key !== "Tab" || event.shiftKey || !pinned || shown !== number || !link) return;
      event.preventDefault();
      link.focus();
    });
    number.addEventListener("blur", closeSoon);
    number.addEventListener("click", (event) => {
      event.preventDefault();
      if (pinned && shown === number) close();
      else open(number, true);
    });
  }
  card.addEventListener("mouseenter", () => clearTimeout(timer));
  card.addEventListener("mouseleave", closeSoon);
  card.addEventListener("focusin", () => clearTimeout(timer));
  const leave = () => {
    const number = shown;
    const inside = card.contains(document.activeElement);
    close();
    leaving = true;
    if (inside) number.focus();
    leaving = false;
  };
  card.addEventListener("keydown", (event) => {
    const links = [...card.querySelectorAll("a")];
    if (event.key !== "Tab" || document.activeElement !== links.at(event.shiftKey ? 0 : -1)) return;
    event.preventDefault();
    leave();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown) leave();
  });
  document.addEventListener("click", (event) => {
    if (shown && !card.contains(event.target) && !event.target.closest("a.number")) close();
  });

  // Paper has no card, so the table is open on it.
  const table = document.querySelector("details.numbers");
  let folded = false;
  window.addEventListener("beforeprint", () => { folded = !table.open; table.open = true; });
  window.addEventListener("afterprint", () => { if (folded) table.open = false; });
  // A link to a row opens the table that holds it.
  const reveal = () => {
    const row = location.hash.startsWith("#record-") && document.getElementById(location.hash.slice(1));
    if (row) { table.open = true; row.scrollIntoView(); }
  };
  window.addEventListener("hashchange", reveal);
  reveal();
})();

/* Who switches the theme by key stays on the switch; the theme's own script takes the focus away. */
"use strict";
for (const button of document.querySelectorAll(".theme-switch-button")) {
  button.addEventListener("click", (event) => {
    if (event.detail === 0) setTimeout(() => button.focus());
  });
}

// What a page does for readers who hear it or have no mouse, beyond the theme.
(() => {
  // Boxes that scroll sideways can be reached and moved by keyboard, and say so; where all fits there is nothing to reach.
  const BOXES = "article pre, .pst-scrollable-table-container, .cell_output > .output, .cell_output .text_html, .formula";
  const reach = (box) => {
    if (box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX !== "visible") {
      const kind = box.querySelector("table") ? "Table" : box.querySelector("figure") ? "Picture"
        : box.matches(".formula") ? "Formula" : "Code or output";
      box.tabIndex = 0;
      box.setAttribute("role", "group");  // no landmark: a page may have dozens
      box.setAttribute("aria-label", `${kind}, scrolls sideways`);
    } else if (box.getAttribute("role") === "group") {
      box.tabIndex = -1;
      box.removeAttribute("role");
      box.removeAttribute("aria-label");
    }
  };
  // When it is first laid out, unfolded or given another width: right after that its sizes are known and cost nothing.
  const sizes = new ResizeObserver((changes) => changes.forEach(({ target }) => reach(target)));
  document.querySelectorAll(BOXES).forEach((box) => sizes.observe(box));

  // The theme's switch takes its focus away, and looks different without a word.
  const WORDS = { auto: "as your system", light: "light", dark: "dark" };
  const switches = document.querySelectorAll(".theme-switch-button");
  const name = () => `Colours: ${WORDS[document.documentElement.dataset.mode] || WORDS.auto}`;
  const label = () => switches.forEach((button) => button.setAttribute("aria-label", name()));
  const status = Object.assign(document.createElement("div"), { className: "said" });
  status.setAttribute("role", "status");
  document.getElementById("main-content").append(status);
  new MutationObserver(() => {
    label();
    if (document.activeElement?.matches(".theme-switch-button")) status.textContent = name();
  }).observe(document.documentElement, { attributeFilter: ["data-mode"] });

  for (const button of document.querySelectorAll(".theme-switch-button, .primary-toggle, .secondary-toggle")) {
    button.addEventListener("click", () => setTimeout(() => {
      if (document.activeElement === document.body) button.focus({ preventScroll: true });
      if (button.matches(".theme-switch-button")) status.textContent = name();
    }));
  }

  label();
})();

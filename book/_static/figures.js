// A picture opens large: by the button below it, or by a press on the picture itself.
(() => {
  const dialog = document.createElement("dialog");
  dialog.className = "large-picture";
  dialog.setAttribute("aria-label", "The picture, large");
  dialog.innerHTML = '<form method="dialog"><button autofocus>Close</button></form>';
  const large = document.createElement("img"); // joins the dialog when it has something to show
  dialog.addEventListener("click", ({target}) => target === dialog && dialog.close());
  document.body.append(dialog);

  const open = (picture) => {
    large.src = picture.src;
    large.alt = picture.alt;
    large.className = picture.className;
    // All of its pixels, or the whole window if that is more; what is larger than the window is scrolled.
    const wide = Math.min(innerWidth - 80, ((innerHeight - 120) * picture.naturalWidth) / picture.naturalHeight);
    large.style.width = Math.max(picture.naturalWidth, wide) + "px";
    dialog.append(large);
    dialog.showModal();
  };

  const places = new Set();
  for (const picture of document.querySelectorAll(".bd-content div.cell_output img")) {
    const explorer = picture.closest("figure.explorer");
    const dark = picture.parentElement.querySelector(":scope > img.only-dark");
    const place = explorer?.querySelector(".explorer-says") ?? dark ?? picture;
    picture.addEventListener("click", () => open(picture));
    if (places.has(place)) continue; // one button for all frames of an explorer, and for both schemes of a figure
    places.add(place);
    const shown = () => {
      const isDark = document.documentElement.dataset.theme === "dark";
      return explorer?.querySelector("img:not([hidden])") ?? (isDark && dark ? dark : picture);
    };
    const button = document.createElement("button");
    button.type = "button";
    button.className = "enlarge";
    button.textContent = "Enlarge the picture";
    button.addEventListener("click", () => open(shown()));
    place.after(button);
  }
})();

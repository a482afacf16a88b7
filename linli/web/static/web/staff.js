// Staff's pages: j and k walk a list's rows ([data-row]), Enter opens, / searches, data-confirm asks before a form is sent.
(() => {
  "use strict";
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const writing = (element) => element.closest("input, textarea, select, [contenteditable]") !== null;

  function move(step) {
    const all = rows();
    if (!all.length) return;
    const at = all.findIndex((row) => row.classList.contains("is-current"));
    const next = all[Math.min(Math.max(at + step, 0), all.length - 1)];
    if (at >= 0) all[at].classList.remove("is-current");
    next.classList.add("is-current");
    next.scrollIntoView({ block: "nearest" });
    next.querySelector("a")?.focus();
  }

  // On a phone the navigation is pushed along: it begins where one is.
  const nav = document.querySelector(".staff-nav");
  const here = nav?.querySelector("[aria-current]");
  if (here && nav.scrollWidth > nav.clientWidth) nav.scrollLeft = here.offsetLeft - nav.clientWidth / 3;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || writing(event.target)) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else if (event.key === "Enter" && !event.target.closest("a, button, summary"))
      document.querySelector("[data-row].is-current a")?.click();
    else if (event.key === "/") {
      const shown = [...document.querySelectorAll("main [type=search], [type=search]")].filter((each) => each.offsetParent);
      const search = shown.find((each) => each.closest("main")) || shown[0];
      const link = document.querySelector(".top-search-link");
      if (search || link) {
        event.preventDefault();
        if (search) search.select();
        else link.click();
      }
    }
  });

  document.addEventListener("submit", (event) => {
    const asked = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (asked && !window.confirm(asked)) event.preventDefault();
  });

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  });
})();

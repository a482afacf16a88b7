// The case's page: a deed's form opens in place, a route fills in its prepared answer, a receipt is printed.
(() => {
  "use strict";
  const place = () => document.getElementById("deed");

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== place()) return;
    document.querySelector(".deed-menu[open]")?.removeAttribute("open");
    place().scrollIntoView({ block: "start", behavior: "smooth" });
    const first = place().querySelector("input:not([type=hidden]), select, textarea");
    if (first) first.focus({ preventScroll: true });
  });

  document.addEventListener("click", (event) => {
    if (event.target.closest("#deed [data-close]")) {
      event.preventDefault();
      place().replaceChildren();
    } else if (event.target.closest("[data-print]")) {
      window.print();
    } else if (!event.target.closest(".deed-menu")) {
      document.querySelector(".deed-menu[open]")?.removeAttribute("open");
    }
  });

  // An article's words go behind what is typed; its source where no basis is named yet. Without this the server does it.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (!button) return;
    event.preventDefault();
    const { answer, basis } = button.form.elements;
    answer.value = [answer.value.trim(), button.dataset.insert].filter(Boolean).join("\n\n");
    if (basis && !basis.value.trim()) basis.value = button.dataset.basis;
    answer.dispatchEvent(new Event("input", { bubbles: true }));
    answer.focus();
    answer.scrollIntoView({ block: "center" });
  });

  // The answer that a route brings along replaces only an empty one or another route's, never somebody's own words.
  document.addEventListener("change", (event) => {
    const prepared = document.getElementById("route-answers");
    if (!prepared || event.target.name !== "route") return;
    const answers = JSON.parse(prepared.textContent);
    const answer = event.target.form.elements.answer;
    if (!answer.value.trim() || Object.values(answers).includes(answer.value)) answer.value = answers[event.target.value] || "";
  });

  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
})();

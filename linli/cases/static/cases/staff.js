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

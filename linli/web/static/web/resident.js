// Residents' pages work without this file. With it: pictures before sending, recording, "my position", a draft that a lost
// connection does not take, one press instead of two (the server's key is the real guard), copy and print.
(() => {
  "use strict";
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];

  // The browser's own file button speaks the browser's language: one of ours presses it.
  function chooser(input) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = input.dataset.choose;
    button.addEventListener("click", () => input.click());
    input.before(button);
    input.classList.add("visually-hidden");
    input.tabIndex = -1;
    input.setAttribute("aria-hidden", "true");
  }

  // Pictures chosen so far, each with a button to take it out again; choosing again adds to them.
  function preview(input) {
    const list = document.createElement("ul");
    list.className = "photos";
    input.after(list);
    let kept = [];
    const show = () => {
      const transfer = new DataTransfer();
      kept.forEach((file) => transfer.items.add(file));
      input.files = transfer.files;
      list.replaceChildren(
        ...kept.map((file, at) => {
          const item = document.createElement("li");
          const image = document.createElement("img");
          image.src = URL.createObjectURL(file);
          image.alt = file.name;
          image.onload = () => URL.revokeObjectURL(image.src);
          const remove = document.createElement("button");
          remove.type = "button";
          remove.setAttribute("aria-label", `${input.dataset.preview} ${at + 1}`);
          remove.addEventListener("click", () => {
            kept = kept.filter((one) => one !== file);
            show();
          });
          item.append(image, remove);
          return item;
        })
      );
    };
    input.addEventListener("change", () => {
      kept = [...kept, ...input.files];
      show();
    });
  }

  // A recording made here goes into the same field as one chosen from the phone's files.
  function recorder(input) {
    if (!navigator.mediaDevices || !window.MediaRecorder) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn";
    button.textContent = input.dataset.start;
    const player = document.createElement("audio");
    player.controls = true;
    player.hidden = true;
    input.addEventListener("change", () => {
      player.hidden = !input.files.length;
      if (input.files.length) player.src = URL.createObjectURL(input.files[0]);
    });
    input.before(button);
    input.after(player);
    let running = null;
    button.addEventListener("click", async () => {
      if (running) {
        running.stop();
        return;
      }
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        button.textContent = input.dataset.refused;
        button.disabled = true;
        return;
      }
      const parts = [];
      running = new MediaRecorder(stream);
      running.addEventListener("dataavailable", (event) => parts.push(event.data));
      running.addEventListener("stop", () => {
        stream.getTracks().forEach((track) => track.stop());
        const type = running.mimeType.split(";")[0];
        const file = new File(parts, `voice.${type.split("/")[1]}`, { type });
        const transfer = new DataTransfer();
        transfer.items.add(file);
        input.files = transfer.files;
        player.src = URL.createObjectURL(file);
        player.hidden = false;
        button.textContent = input.dataset.start;
        running = null;
      });
      running.start();
      button.textContent = input.dataset.stop;
    });
  }

  // The browser's position is WGS-84.
  function locate(box) {
    if (!navigator.geolocation) return;
    box.hidden = false;
    const form = box.closest("form");
    const output = box.querySelector("output");
    box.querySelector("button").addEventListener("click", () => {
      output.textContent = output.dataset.wait;
      navigator.geolocation.getCurrentPosition(
        ({ coords }) => {
          form.elements.lon.value = coords.longitude.toFixed(6);
          form.elements.lat.value = coords.latitude.toFixed(6);
          output.textContent = output.dataset.ok;
        },
        () => {
          output.textContent = output.dataset.no;
        },
        { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 }
      );
    });
  }

  // What is written stays in this browser until it has been sent. Name and phone are not kept: the phone may be shared.
  function draft(form) {
    const name = `linli-draft-${form.dataset.draft}`;
    const kept = ["body", "address"];
    try {
      const saved = JSON.parse(localStorage.getItem(name) || "{}");
      kept.forEach((field) => {
        const element = form.elements[field];
        if (element && !element.value && saved[field]) element.value = saved[field];
      });
      form.addEventListener("input", () => {
        const now = Object.fromEntries(kept.map((field) => [field, form.elements[field]?.value || ""]));
        localStorage.setItem(name, JSON.stringify(now));
      });
    } catch {
      // Storage is full or switched off: the form works without.
    }
  }

  function once(form) {
    form.addEventListener("submit", (event) => {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "1";
      all("button:not([type=button])", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    });
    // Back in the page from the browser's cache: it can be sent again.
    window.addEventListener("pageshow", () => {
      delete form.dataset.sent;
      all("[aria-disabled]", form).forEach((button) => button.removeAttribute("aria-disabled"));
    });
  }

  function copy(button) {
    button.addEventListener("click", async () => {
      const lines = all("[data-copy]").map((value) => `${value.previousElementSibling.textContent} ${value.textContent}`);
      await navigator.clipboard.writeText(lines.join("\n"));
      button.textContent = button.dataset.done;
    });
  }

  all("[data-choose]").forEach(chooser);
  all("[data-preview]").forEach(preview);
  all("[data-start]").forEach(recorder);
  all("[data-locate]").forEach(locate);
  all("form[data-draft]").forEach(draft);
  all("form[data-once]").forEach(once);
  all("[data-with-script]").forEach((part) => (part.hidden = false));
  all("[data-copy-button]").forEach((button) => (navigator.clipboard ? copy(button) : button.remove()));
  all("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));
  all("[data-draft-done]").forEach((mark) => {
    try {
      localStorage.removeItem(`linli-draft-${mark.dataset.draftDone}`);
    } catch {
      // Nothing was kept.
    }
  });
})();

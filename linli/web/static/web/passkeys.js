// Makes a passkey or signs with one: a form marked data-passkey sends what the device answered to #passkey-options.
(() => {
  "use strict";
  const forms = [...document.querySelectorAll("form[data-passkey]")];
  const source = document.getElementById("passkey-options");
  if (!forms.length || !source || !window.PublicKeyCredential) return;
  document.querySelectorAll("[data-passkey-missing]").forEach((words) => words.remove());

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-")
      .replace(/\//g, "_")
      .replace(/=+$/, "");

  // The options as the browser wants them: challenge and ids as bytes.
  function read() {
    const options = JSON.parse(source.textContent).publicKey;
    options.challenge = bytes(options.challenge);
    if (options.user) options.user.id = bytes(options.user.id);
    for (const list of [options.excludeCredentials, options.allowCredentials]) {
      (list || []).forEach((known) => (known.id = bytes(known.id)));
    }
    return options;
  }

  function written(made) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    if (made.response.getTransports) response.transports = made.response.getTransports();
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response,
      clientExtensionResults: made.getClientExtensionResults(),
    });
  }

  forms.forEach((form) => {
    form.addEventListener("submit", async (event) => {
      const field = form.elements.credential;
      if (field.value) return;
      event.preventDefault();
      const button = form.querySelector("button[type=submit]");
      button.disabled = true;
      try {
        const made = await navigator.credentials[form.dataset.passkey]({ publicKey: read() });
        field.value = written(made);
        form.submit();
      } catch {
        // Given up, or no passkey here: the person may press again, or choose another way.
        button.disabled = false;
      }
    });
  });
})();

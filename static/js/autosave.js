// A draft saves itself 800 ms after the last change, on leaving a field and on leaving the page.
// The server answers 204 with X-Draft-Token and X-Saved-At, 409 with both values side by side, 422 with the fields to mend.
// Saves never overtake each other: a button or link pressed while one is under way waits for its answer and the new token. Where
// a page cannot wait (it is being closed), the last entry says that it follows a save of its own. What was pressed before an
// answer with both values came is not done: nobody has chosen between them yet.
const WAIT = 800;
const AGAIN = 5000;

export function start(form) {
  const status = document.querySelector("[data-save-status]");
  const texts = status?.dataset ?? {};
  const announcer = document.getElementById("announcer");
  let timer = 0, changed = false, saving = false, failed = false, refused = false, announced = false;
  let underway = Promise.resolve(), pressed = null;

  const show = (text, state = "") => {
    if (!status) return;
    status.textContent = text ?? "";
    status.classList.toggle("save--bad", state === "bad");
    status.classList.toggle("save--busy", state === "busy");
    if (state === "bad" && texts.retry && changed) {
      const retry = Object.assign(document.createElement("button"), { type: "button", className: "save__retry", textContent: texts.retry });
      retry.addEventListener("click", save);
      status.append(retry);
    }
  };
  // Only failures and the first success are read out.
  const announce = (text) => { if (announcer && text) announcer.textContent = text; };
  const fields = () => { const data = new FormData(form); data.delete("action"); return data; };

  function save() {
    clearTimeout(timer);
    if (changed && !saving) underway = send();
    return underway;
  }
  async function send() {
    changed = refused = false; saving = true;
    show(texts.saving, "busy");
    try {
      await read(await fetch(form.getAttribute("action") || location.href, { method: "POST", body: fields(), headers: { "X-Autosave": "1" } }));
    } catch { fail(); timer = setTimeout(save, AGAIN); }
    saving = false;
    if (changed && !failed) timer = setTimeout(save, WAIT);
  }
  // What was typed stays in the page; leaving it asks first.
  function fail() {
    changed = true;
    if (!failed) announce(texts.failed);
    failed = true;
    show(texts.failed, "bad");
  }
  async function read(answer) {
    if (answer.redirected || answer.status >= 500 || answer.status === 403 || answer.status === 404) return fail();
    if (answer.ok) return succeed(answer);
    refused = true;
    const place = document.querySelector("[data-save-problem]");
    if (place) {
      place.innerHTML = await answer.text();
      place.querySelector("[data-focus-me]")?.focus();
    }
    show(texts.failed, "bad");
  }
  function succeed(answer) {
    const token = form.elements.token;
    if (token) token.value = answer.headers.get("X-Draft-Token") ?? token.value;
    const text = (texts.saved ?? "").replace("{time}", answer.headers.get("X-Saved-At") ?? "");
    const place = document.querySelector("[data-save-problem]");
    if (place) place.textContent = "";
    failed = false;
    show(text);
    if (!announced) { announced = true; announce(text); }
    form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
    document.body.dispatchEvent(new CustomEvent("draft-saved"));
  }
  form.addEventListener("input", () => { changed = true; clearTimeout(timer); timer = setTimeout(save, WAIT); });
  form.addEventListener("focusout", () => { if (!failed) save(); });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (saving) {
      event.preventDefault();
      event.stopImmediatePropagation();
      changed = false;
      // Pressed once or often, it is sent once.
      if (!pressed) underway.then(() => { const { button } = pressed; pressed = null; if (!refused) form.requestSubmit(button); });
      pressed = { button: event.submitter };
      return;
    }
    changed = failed = false;
  });
  // A link away from the page waits the same way, and takes what has not been sent yet along.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const isPlain = !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.defaultPrevented;
    if (!saving || !link || !isPlain || link.target || link.hasAttribute("download")) return;
    if (link.origin !== location.origin || (link.pathname === location.pathname && link.hash)) return;
    event.preventDefault();
    underway.then(save).then(() => { if (!refused) location.href = link.href; });
  });
  addEventListener("beforeunload", (event) => { if (failed && changed) event.preventDefault(); });
  addEventListener("pagehide", () => {
    if (!changed && !saving) return;
    const data = fields(); data.append("autosave", "1");
    if (saving) data.append("follows", "1");
    navigator.sendBeacon(form.getAttribute("action") || location.href, data);
  });
}

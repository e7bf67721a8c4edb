// A draft saves itself 800 ms after the last change, on leaving a field and on leaving the page.
// The server answers 204 with X-Draft-Token and X-Saved-At, 409 with both values side by side, 422 with the fields to mend.
const WAIT = 800;

export function start(form) {
  const status = document.querySelector("[data-save-status]");
  const texts = status?.dataset ?? {};
  let timer = 0, changed = false, saving = false;

  const show = (text, isBad = false) => {
    if (!status) return;
    status.textContent = text;
    status.classList.toggle("save--bad", isBad);
  };
  const fields = () => { const data = new FormData(form); data.delete("action"); return data; };

  async function save() {
    clearTimeout(timer);
    if (!changed || saving) return;
    changed = false; saving = true;
    show(texts.saving);
    try {
      const answer = await fetch(form.action || location.href, { method: "POST", body: fields(), headers: { "X-Autosave": "1" } });
      await read(answer);
    } catch { changed = true; show(texts.failed, true); timer = setTimeout(save, 5000); }
    saving = false;
    if (changed) timer = setTimeout(save, WAIT);
  }
  async function read(answer) {
    if (answer.status === 204 || answer.ok) {
      const token = form.elements.token;
      if (token) token.value = answer.headers.get("X-Draft-Token") ?? token.value;
      show((texts.saved ?? "").replace("{time}", answer.headers.get("X-Saved-At") ?? ""));
      form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
      document.body.dispatchEvent(new CustomEvent("draft-saved"));
      return;
    }
    if (answer.status === 409 || answer.status === 422) {
      const place = document.querySelector("[data-save-problem]");
      if (place) place.innerHTML = await answer.text();
    }
    show(texts.failed, true);
  }
  form.addEventListener("input", () => { changed = true; clearTimeout(timer); timer = setTimeout(save, WAIT); });
  form.addEventListener("focusout", save);
  form.addEventListener("submit", () => { changed = false; clearTimeout(timer); });
  addEventListener("pagehide", () => {
    if (!changed) return;
    const data = fields(); data.append("autosave", "1");
    navigator.sendBeacon(form.action || location.href, data);
  });
}

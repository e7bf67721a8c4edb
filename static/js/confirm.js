// Before something that cannot be undone: the form's own words in a dialog. Without scripts the form posts at once.
export function start(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.confirmed) return;
    event.preventDefault();
    const dialog = document.createElement("dialog");
    const text = document.createElement("p");
    text.textContent = form.dataset.confirm;
    const row = document.createElement("div");
    row.className = "row mt4";
    const yes = Object.assign(document.createElement("button"), { className: "btn btn--primary", textContent: form.dataset.confirmYes });
    const no = Object.assign(document.createElement("button"), { className: "btn btn--quiet", textContent: form.dataset.confirmNo });
    yes.addEventListener("click", () => { form.dataset.confirmed = "1"; form.requestSubmit(event.submitter); dialog.remove(); });
    no.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    row.append(yes, no); dialog.append(text, row); document.body.append(dialog); dialog.showModal();
  });
}

// Copies a sentence or a key; says so where a screen reader hears it.
export function start(button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(button.dataset.copy).textContent.trim());
    document.getElementById("announcer").textContent = button.dataset.done ?? "";
    if (button.dataset.done) button.textContent = button.dataset.done;
  });
}

// A button that prints the page; without scripts it stays hidden, and the browser's own command does the same.
export function start(button) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

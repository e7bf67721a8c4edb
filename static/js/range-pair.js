// A slider and a number field that say the same; the number field is the one that is sent.
// On the slider an arrow is one step, Shift and an arrow ten, `r` goes back to what stood there when the page was opened.
const COARSE = 10;
const WAYS = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

export function start(pair) {
  const range = pair.querySelector('input[type="range"]');
  const number = pair.querySelector("input:not([type=range])");
  const fill = () => range.style.setProperty("--fill", `${((range.value - range.min) / (range.max - range.min)) * 100}%`);
  range.addEventListener("input", () => { number.value = range.value; fill(); number.dispatchEvent(new Event("input", { bubbles: true })); });
  number.addEventListener("input", () => {
    const value = Number(number.value.normalize("NFKC").replace("%", ""));
    if (Number.isFinite(value)) { range.value = value; fill(); }
  });
  const opened = range.value;
  range.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const isReset = event.key === "r" && !event.shiftKey;
    if (!isReset && !(event.shiftKey && WAYS[event.key])) return;
    event.preventDefault();
    if (isReset) range.value = opened;
    else range.value = Number(range.value) + WAYS[event.key] * COARSE * Number(range.step || 1);
    range.dispatchEvent(new Event("input", { bubbles: true }));
  });
  fill();
}

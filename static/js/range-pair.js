// A slider and a number field that say the same; the number field is the one that is sent.
export function start(pair) {
  const range = pair.querySelector('input[type="range"]');
  const number = pair.querySelector("input:not([type=range])");
  const fill = () => range.style.setProperty("--fill", `${((range.value - range.min) / (range.max - range.min)) * 100}%`);
  range.addEventListener("input", () => { number.value = range.value; fill(); number.dispatchEvent(new Event("input", { bubbles: true })); });
  number.addEventListener("input", () => {
    const value = Number(number.value.normalize("NFKC").replace("%", ""));
    if (Number.isFinite(value)) { range.value = value; fill(); }
  });
  fill();
}

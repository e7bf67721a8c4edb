// The entry: each behaviour is a small module attached by a data attribute, loaded only where a page has it.
const behaviours = {
  "[data-autosave]": "./autosave.js",
  "[data-chart]": "./chart.js",
  "[data-echo-for]": "./number-echo.js",
  "[data-confirm]": "./confirm.js",
  "[data-advanced]": "./door.js",
  "[data-drop]": "./drop-zone.js",
  "[data-copy]": "./copy.js",
  "[data-keys]": "./keyboard.js",
  "[data-print]": "./print.js",
  "[data-undo]": "./undo.js",
  "[data-range-pair]": "./range-pair.js",
  "[data-backcalc]": "./backcalc.js",
  "[data-plan-detail]": "./plan-detail.js",
  "[data-threshold]": "./threshold.js",
  "[data-grid]": "./grid.js",
  "[data-timers]": "./timers.js",
};

export async function attach(root) {
  for (const [selector, path] of Object.entries(behaviours)) {
    const found = root.matches?.(selector) ? [root, ...root.querySelectorAll(selector)] : [...root.querySelectorAll(selector)];
    const fresh = found.filter((element) => !(element.attached ??= new Set()).has(path));
    if (!fresh.length) continue;
    fresh.forEach((element) => element.attached.add(path));
    const { start } = await import(path);
    fresh.forEach(start);
  }
  root.querySelectorAll("[data-focus-me]").forEach((element) => element.focus());
}

document.addEventListener("htmx:load", (event) => attach(event.detail.elt));
// What a swapped piece wants to be heard: <p data-announce>3件を読み込みました</p>.
document.addEventListener("htmx:afterSettle", (event) => {
  const told = event.target.matches?.("[data-announce]") ? event.target : event.target.querySelector?.("[data-announce]");
  if (told) document.getElementById("announcer").textContent = told.textContent.trim();
});
// A menu closes when one clicks beside it or presses Escape.
document.addEventListener("click", (event) => {
  document.querySelectorAll("[data-menu][open]").forEach((menu) => menu.contains(event.target) || (menu.open = false));
});
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "k" && !event.isComposing) {
    const search = document.getElementById("search");
    if (search?.offsetParent) { event.preventDefault(); search.focus(); search.select(); }
    return;
  }
  if (event.key !== "Escape") return;
  document.querySelectorAll("[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
});
attach(document.body);

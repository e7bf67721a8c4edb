// Moves the threshold over the histogram that is already on the page: no request, the figures come with it.
const number = (value, digits = 0) => value.toLocaleString("en-US", { maximumFractionDigits: digits });
const half = (value, digits = 0) => { const by = 10 ** digits; return Math.floor(value * by + 0.5 + 1e-9) / by; };
const read = (text) => Number(text.normalize("NFKC").replace(/[^0-9.\-]/g, ""));

export function start(root) {
  const input = document.getElementById(root.dataset.input);
  const figures = JSON.parse(root.querySelector("#scoring-figures").textContent);
  const texts = JSON.parse(root.querySelector("#scoring-texts").textContent);
  const out = (name) => root.querySelector(`[data-out="${name}"]`);
  const leaving = new AbortController();
  const { signal } = leaving;

  const sum = (from) => figures.passing.slice(Math.max(0, Math.ceil(from))).reduce((all, one) => all + one, 0);
  const fill = (name, values) => texts[name].replace(/\{(\w+)\}/g, (_, key) => values[key]);

  function show() {
    if (!root.isConnected) { leaving.abort(); return; }
    const points = read(input.value);
    if (!Number.isFinite(points)) return;
    const mqls = sum(points) + figures.direct;
    const missed = figures.wins.filter((win) => win.score < points);
    const values = {
      points: number(points, 1), mqls: number(mqls), below: number(figures.leads - mqls),
      monthly: number(half(mqls / figures.months)), wins: number(figures.all_wins), missed: number(missed.length),
    };
    for (const name of ["head", "above", "below"]) if (out(name)) out(name).textContent = fill(name, values);
    if (out("missed")) out("missed").textContent = fill(missed.length ? "missed" : "none_missed", values);
    root.querySelectorAll("rect[data-from]").forEach((bar) => bar.setAttribute("class", Number(bar.dataset.from) >= points ? "b1" : "bq"));
    root.querySelectorAll(".dot").forEach((dot) => dot.classList.toggle("dot--missed", Number(dot.dataset.score) < points));
    root.querySelector("[data-line]")?.setAttribute("x", `${Math.min(100, Math.max(0, points))}%`);
    list(missed);
  }
  function list(missed) {
    const place = root.querySelector("[data-missed]");
    if (!place) return;
    place.hidden = !missed.length;
    place.replaceChildren(...missed.slice(0, 12).map((win) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = `${place.dataset.url}${win.id}`;
      link.textContent = win.name;
      item.append(link, ` ${number(win.score, 1)}`);
      return item;
    }));
  }
  const set = (points) => {
    input.value = points;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };

  input.addEventListener("input", () => {
    show();
    // The field stands outside the form's element: the draft hears of it here.
    input.form?.dispatchEvent(new Event("input", { bubbles: true }));
  }, { signal });
  root.querySelectorAll("[data-threshold-set]").forEach((button) => button.addEventListener("click", () => set(button.dataset.thresholdSet)));
  document.querySelectorAll("[data-threshold-step]").forEach((button) => button.addEventListener("click", () => {
    if (root.isConnected) set(half(read(input.value) + Number(button.dataset.thresholdStep), 1));
  }, { signal }));
}

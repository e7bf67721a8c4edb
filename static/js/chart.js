// Draws a trend from its figure once it comes near the screen; colours come from the tokens, so a theme change redraws.
let library;

function load() {
  library ??= new Promise((done, fail) => {
    const script = document.createElement("script");
    script.src = new URL("../vendor/plotly.min.js", import.meta.url);
    script.onload = () => done(window.Plotly);
    script.onerror = fail;
    document.head.append(script);
  });
  return library;
}

const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

// A colour written as "var(--c1)" is looked up with a probe, so that light-dark() is resolved by the browser.
function colour(value, probe) {
  if (typeof value !== "string" || !value.startsWith("var(")) return value;
  probe.style.color = value;
  return getComputedStyle(probe).color;
}

function resolve(node, probe) {
  if (Array.isArray(node)) return node.map((item) => resolve(item, probe));
  if (node && typeof node === "object") return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, resolve(value, probe)]));
  return colour(node, probe);
}

async function draw(figure) {
  const plotly = await load();
  const place = figure.querySelector("[data-plot]");
  const data = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  const probe = document.createElement("i");
  figure.append(probe);
  const shown = resolve(data, probe);
  const text = colour("var(--text-2)", probe), grid = colour("var(--grid)", probe);
  probe.remove();
  const axis = { gridcolor: grid, zeroline: false, fixedrange: true, automargin: true };
  const layout = {
    paper_bgcolor: "transparent", plot_bgcolor: "transparent", margin: { l: 48, r: 16, t: 8, b: 36 }, showlegend: false, hovermode: "x unified",
    font: { family: token("--font"), size: 13, color: text }, ...shown.layout,
    separators: ".,",
    xaxis: { ...axis, showgrid: false, ticklabelstandoff: 8, ...shown.layout?.xaxis }, yaxis: { ...axis, rangemode: "tozero", nticks: 5, ticklabelstandoff: 8, separatethousands: true, ...shown.layout?.yaxis },
  };
  await plotly.react(place, shown.data, layout, { responsive: true, displayModeBar: false, locale: document.documentElement.lang });
  figure.dataset.drawn = "1";
}

export function start(figure) {
  const seen = new IntersectionObserver((entries) => {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    seen.disconnect();
    draw(figure);
  }, { rootMargin: "200px" });
  seen.observe(figure);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => figure.dataset.drawn && draw(figure));
}

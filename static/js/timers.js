// The clocks of hand-offs go on by the minute; the server's text is the truth, and stays it without scripts.
// Only business time passes: the page brings the open spans of the coming days with it.
const TICK = 5_000;

/** Business milliseconds from one moment to a later one; spans are [opens, closes], in order. */
export function businessTime(spans, from, to) {
  return spans.reduce((sum, [opens, closes]) => sum + Math.max(0, Math.min(closes, to) - Math.max(opens, from)), 0);
}

/** Where a clock stands: `left` and `whole` in business milliseconds as the page was made, `due` the moment itself. */
export function reading({ left, whole, due }, { now, spans }, later) {
  const rest = left - businessTime(spans, now, later);
  if (later >= due) return { step: "act", minutes: Math.floor(Math.max(0, -rest) / 60_000) };
  return { step: rest * 4 <= whole ? "watch" : "good", minutes: Math.floor(Math.max(0, rest) / 60_000) };
}

/** 残り48分, 1時間20分超過: by the patterns of the page. */
export function inWords({ step, minutes }, texts) {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const pattern = !hours ? texts.minutes : rest ? texts.both : texts.hours;
  const time = pattern.replace("{hours}", hours).replace("{minutes}", rest);
  return (step === "act" ? texts.over : texts.left).replace("{time}", time);
}

export function start(root) {
  const frame = JSON.parse(root.querySelector("#timer-frame").textContent);
  const opened = Date.now();
  const clocks = [...root.querySelectorAll("[data-timer]")].map((element) => ({ element, ...JSON.parse(element.dataset.timer) }));
  const tick = () => {
    if (!root.isConnected) return void clearInterval(timer);
    // The server's moment plus what passed here: a wrong clock of this machine changes nothing.
    const later = frame.now + (Date.now() - opened);
    clocks.forEach((clock) => show(clock, reading(clock, frame, later), frame.texts, root));
  };
  const timer = setInterval(tick, TICK);
  document.addEventListener("visibilitychange", () => document.hidden || tick());
}

function show(clock, now, texts, root) {
  const mark = clock.element.querySelector(".sig");
  const words = inWords(now, texts);
  if (mark.lastChild.textContent !== words) mark.lastChild.textContent = words;
  if (mark.classList.contains(`sig--${now.step}`)) return;
  const shape = root.querySelector(`[data-timer-shape="${now.step}"]`).content.querySelector("svg").cloneNode(true);
  const panel = clock.element.closest(".due");
  for (const step of ["good", "watch", "act"]) {
    mark.classList.toggle(`sig--${step}`, step === now.step);
    panel?.classList.toggle(`due--${step}`, step === now.step);
  }
  mark.replaceChild(shape, mark.firstElementChild);
  // Heard once per hand-off, and only what asks for action.
  if (now.step === "act" && !panel) document.getElementById("announcer").textContent = texts.told.replace("{name}", clock.name);
}

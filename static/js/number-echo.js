// japanese-data
// Under a typed amount: how it was read, by the grammar that the server uses too: 「1億6,000万円（160,000,000円）」.
import { parseDecimal, roundHalfUp } from "./backcalc-fractions.js";

const UNITS = [["兆", 10n ** 12n], ["億", 10n ** 8n], ["万", 10n ** 4n]];
const grouped = (whole) => whole.toLocaleString("en");

function inMyriads(whole) {
  let rest = whole;
  const parts = UNITS.map(([name, unit]) => {
    const count = rest / unit;
    rest %= unit;
    return count ? `${grouped(count)}${name}` : "";
  });
  return parts.join("") + (rest ? grouped(rest) : "");
}

export function reading(typed, suffix = "", language = "ja") {
  const read = typed.trim() ? parseDecimal(typed) : null;
  if (!read) return "";
  const whole = roundHalfUp(read), size = whole < 0n ? -whole : whole, sign = whole < 0n ? "\u2212" : "";
  const exact = language === "ja" ? `${sign}${grouped(size)}${suffix}` : `${sign}${suffix}${grouped(size)}`;
  if (language !== "ja" || !suffix || size < 10000n || read.d !== 1n) return exact;
  return `${sign}${inMyriads(size)}${suffix}（${exact}）`;
}

export function start(echo) {
  const input = document.getElementById(echo.dataset.echoFor);
  const show = () => { echo.textContent = reading(input.value, echo.dataset.suffix, document.documentElement.lang); };
  input?.addEventListener("blur", show);
  input?.addEventListener("change", show);
}

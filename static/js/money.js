// japanese-data
// Prints exact fractions as the server does: 5,333 · 1.6億円 / ¥160M · 399,975,000円; half up, at display only.
import { fraction, multiply, roundHalfUp } from "./backcalc-fractions.js";

const STEPS = {
  ja: [[10n ** 4n, 10n ** 4n, 1, "万"], [10n ** 6n, 10n ** 4n, 0, "万"], [10n ** 8n, 10n ** 8n, 2, "億"], [10n ** 12n, 10n ** 12n, 2, "兆"]],
  en: [[10n ** 4n, 10n ** 3n, 1, "K"], [10n ** 6n, 10n ** 6n, 2, "M"], [10n ** 9n, 10n ** 9n, 2, "B"]],
};

export const grouped = (units, places = 0) => {
  const digits = String(units).padStart(places + 1, "0");
  const whole = BigInt(digits.slice(0, digits.length - places) || "0").toLocaleString("en");
  return places ? `${whole}.${digits.slice(-places)}` : whole;
};
const withoutZeros = (text) => (text.includes(".") ? text.replace(/0+$/, "").replace(/\.$/, "") : text);
const marked = (text, { language, currency }) => (language === "ja" ? `${text}${currency.word}` : `${currency.sign}${text}`);

/** 5,333 */
export const count = (value) => grouped(roundHalfUp(value));
/** 25.0%, 14.15% */
export function percent(rate) {
  const isFine = roundHalfUp(rate, 3) * rate.d !== rate.n * 1000n;
  return `${grouped(roundHalfUp(multiply(rate, fraction(100n)), isFine ? 2 : 1), isFine ? 2 : 1)}%`;
}
/** 399,975,000円 */
export function exactMoney(value, print) {
  const { digits } = print.currency;
  return marked(grouped(roundHalfUp(value, digits), digits).replace(/\.00$/, ""), print);
}
/** 1.6億円 */
export function money(value, print) {
  let [units, shown] = [1n, grouped(roundHalfUp(value))], rounded = roundHalfUp(value);
  for (const [start, unit, places, name] of STEPS[print.language] ?? STEPS.en) {
    if (rounded * units < start) continue;
    const figure = roundHalfUp(fraction(value.n, value.d * unit), places);
    rounded = figure / 10n ** BigInt(places); units = unit;
    shown = withoutZeros(grouped(figure, places)) + name;
  }
  return marked(shown, print);
}
/** 4億円（400,000,000円）: how a typed amount was read. */
export function echo(value, print) {
  const exact = exactMoney(value, print);
  if (print.language !== "ja" || value.d !== 1n || value.n < 10n ** 4n) return exact;
  let [rest, text] = [value.n, ""];
  for (const [name, power] of [["兆", 12n], ["億", 8n], ["万", 4n]]) {
    const unit = 10n ** power;
    if (rest >= unit) text += `${grouped(rest / unit)}${name}`;
    rest %= unit;
  }
  return `${text}${rest ? grouped(rest) : ""}${print.currency.word}（${exact}）`;
}

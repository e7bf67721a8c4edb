// The chain above a page: every figure and what lies between two of them, from a computed plan.
import { divide } from "./backcalc-fractions.js";
import * as print from "./money.js";

export const write = (name, value, text) =>
  document.querySelectorAll(`[data-${name}${value === "" ? "" : `="${value}"`}]`).forEach((place) => { place.textContent = text; });
export const fill = (sentence, parts) => sentence.replace(/\{(\w+)\}/g, (_, part) => parts[part]);

/** Writes the chain; with 詳細設定 a step is the relation of the sums around it, not a typed number. */
export function showChain({ revenue, stages }, data) {
  write("node", "revenue", print.money(revenue, data));
  stages.forEach((need) => write("node", need.stage, print.grouped(need.display)));
  write("step", "average_deal_amount", print.money(divide(revenue, stages[0].exact), data));
  stages.slice(1).forEach((need, place) => write("step", `${need.stage}_to_${stages[place].stage}`, print.percent(divide(stages[place].exact, need.exact))));
}

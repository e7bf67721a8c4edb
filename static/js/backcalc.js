// The chain answers while one types: every figure on the page is renewed from the fields, without a request.
// The server computes again on save; both use exact fractions, so they print the same.
import { fraction, parseDecimal, parsePercent, rateKeys } from "./backcalc-fractions.js";
import { fill, showChain, write } from "./chain-figures.js";
import * as print from "./money.js";
import { planTotals } from "./plan-chains.js";

const AMOUNTS = ["revenue_target_amount", "average_deal_amount"];
const MYRIAD = 10000n;

export function start(form) {
  const data = JSON.parse(document.getElementById("backcalc-data").textContent);
  const keys = rateKeys(data.stages);
  const all = (name, value) => document.querySelectorAll(`[data-${name}${value ? `="${value}"` : ""}]`);
  const typed = (name) => form.elements[name]?.value.trim() || data.typical[name] || data.fixed[name] || "";
  const amount = (name) => parseDecimal(typed(name));
  const numbers = () => ({
    revenueTarget: amount(AMOUNTS[0]), averageDealSize: amount(AMOUNTS[1]), marketingShare: parsePercent(typed("marketing_share_rate")),
    rates: Object.fromEntries(keys.map((key) => [key, parsePercent(typed(key))])), stages: data.stages,
    monthWeights: data.weights.map((weight, month) => (form.elements[`weight_${month}`] ? parseDecimal(typed(`weight_${month}`)) ?? fraction(0n) : parseDecimal(weight))),
  });

  function forward({ forward: check, forwardCeiling }) {
    const gap = { n: check.gap.n < 0n ? -check.gap.n : check.gap.n, d: check.gap.d };
    const isMyriad = data.language === "ja" && gap.d === 1n && gap.n >= MYRIAD && gap.n < MYRIAD * MYRIAD && gap.n % MYRIAD === 0n;
    const parts = {
      leads: print.grouped(check.leads), revenue: print.exactMoney(check.revenue, data),
      gap: isMyriad ? print.money(gap, data) : print.exactMoney(gap, data), ceiling: print.grouped(forwardCeiling.leads),
    };
    if (check.gap.n >= 0n) return fill(data.forwardEnough, parts);
    return fill(isMyriad ? data.forwardShortMyriad : data.forwardShort, parts);
  }

  function months(result) {
    document.querySelectorAll("[data-month]").forEach((cell) => {
      const stage = data.stages[cell.dataset.column];
      const own = cell.dataset.month === "year" ? result.stages.find((need) => need.stage === stage).display : result.months?.[stage].printed[cell.dataset.month];
      if (own !== undefined) cell.textContent = print.grouped(own);
    });
  }

  function renew() {
    const input = numbers();
    const result = planTotals(input, data.detail);
    for (const name of AMOUNTS) {
      const value = form.elements[name]?.value.trim() && amount(name);
      write("money-echo", name, value ? print.echo(value, data) : "");
    }
    all("chip-typical").forEach((chip) => { chip.hidden = Boolean(form.elements[chip.dataset.chipTypical]?.value.trim()); });
    if (!result) return write("forward-sentence", "", data.impossible);
    showChain(result, data);
    months(result);
    const leads = result.stages.at(-1).display, mqls = result.stages.find((need) => need.stage === "mql")?.display;
    if (mqls !== undefined) write("goal-sentence", "", fill(data.goalSentence, { leads: print.grouped(leads), mqls: print.grouped(mqls) }));
    write("forward-sentence", "", forward(result));
  }

  function assume(name) {
    for (const chip of all("chip", name)) {
      chip.textContent = data.assumed;
      chip.className = "chip chip--guess";
    }
  }
  form.addEventListener("input", (event) => { if (event.target.name) assume(event.target.name); renew(); });
  renew();
}

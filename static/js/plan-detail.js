// 詳細設定 answers while one types: the chain above and the line beside every row, without a request.
// What only the server computes (probability, scenarios, limits) says that it is of the last save.
import { add, fraction, parseDecimal, parsePercent, rateKeys } from "./backcalc-fractions.js";
import { fill, showChain, write } from "./chain-figures.js";
import * as print from "./money.js";
import { planTotals } from "./plan-chains.js";

const PERCENT = /(_share|_rate|_margin)$|^rates\./;
const LAGS = 25;

export function start(form) {
  const data = JSON.parse(document.getElementById("plan-data").textContent);
  const typed = (name) => form.elements[name]?.value.trim() ?? "";
  const read = (name, path) => (typed(name) ? (PERCENT.test(path) ? parsePercent : parseDecimal)(typed(name)) : null);
  const rowsOf = (group) => [...form.querySelectorAll(`[data-plan-row="${group}"]`)];

  // The fields of a row by the place in its document: segment_1_rates.lead_to_mql → rates.lead_to_mql.
  function rowOf(place) {
    const row = { rates: {} };
    for (const field of place.querySelectorAll("input[name]")) {
      const path = field.name.split("_").slice(2).join("_");
      if (path === "name" || path === "key") { row[path] = field.value.trim(); continue; }
      const value = read(field.name, path);
      if (value && path.startsWith("rates.")) row.rates[path.slice(6)] = value;
      else if (value) row[path] = value;
    }
    return row;
  }
  const filled = (group) => rowsOf(group).map((place) => ({ place, row: rowOf(place) })).filter(({ row }) => row.name);

  function detail() {
    const names = ["existing_revenue", "renewal_rate", "upsell_rate"];
    const split = Object.fromEntries(names.map((name) => [name, read(name, name)]).filter(([, value]) => value));
    const lags = Object.fromEntries([...Array(LAGS).keys()].map((months) => [months, read(`lag_${months}`, "")]).filter(([, value]) => value));
    return {
      segments: filled("segments").map(({ row }) => row), channels: filled("channels").map(({ row }) => row), split, lags,
      share_of: typed("share_of"), average_deal_size_all: read("average_deal_size_all", ""), cost_per_lead: read("cost_per_lead", ""),
    };
  }

  const input = {
    revenueTarget: parseDecimal(data.goal.revenue_target_amount), averageDealSize: parseDecimal(data.goal.average_deal_amount),
    marketingShare: parsePercent(data.goal.marketing_share_rate), stages: data.stages, monthWeights: data.weights.map(parseDecimal),
    rates: Object.fromEntries(rateKeys(data.stages).map((key) => [key, parsePercent(data.goal[key])])),
  };

  function answer(group, needs, texts) {
    rowsOf(group).forEach((place) => { place.querySelector("[data-plan-answer]").textContent = ""; });
    filled(group).forEach(({ place }, index) => { if (needs[index]) place.querySelector("[data-plan-answer]").textContent = texts(needs[index]); });
  }

  // Shares that make no whole are told at once; nothing can be computed from them.
  function sums(own) {
    for (const [group, share] of [["segments", "revenue_share"], ["channels", "lead_share"]]) {
      const whole = own[group].map((row) => row[share] ?? fraction(0n)).reduce(add, fraction(0n));
      const note = form.querySelector(`[data-plan-sum="${group}"]`);
      note.hidden = !own[group].length || print.percent(whole) === "100.0%";
      note.textContent = note.hidden ? "" : fill(data.sum, { whole: print.percent(whole) });
    }
  }

  function renew() {
    const own = detail(), result = planTotals(input, own);
    sums(own);
    answer("segments", own.segments.length ? result?.needs ?? [] : [], (need) => fill(data.answer, { leads: print.count(need.counts.lead) }));
    answer("channels", result?.channels ?? [], (one) => (one.cost
      ? fill(data.answerWithCost, { leads: print.count(one.counts.lead), cost: print.money(one.cost, data) })
      : fill(data.answer, { leads: print.count(one.counts.lead) })));
    document.querySelectorAll("[data-node]").forEach((place) => { if (!result) place.textContent = "–"; });
    if (!result) return;
    showChain(result, data);
    result.months.lead.printed.forEach((count, month) => write("lead-month", month, print.grouped(count)));
  }
  form.addEventListener("input", () => {
    renew();
    document.querySelectorAll("[data-plan-stale]").forEach((note) => { note.hidden = false; });
  });
  renew();
}

// A plan with its 詳細設定 in exact fractions, the same as strategy/calc/plan: segments and channels are summed, never averaged.
// Pure functions without a page. `detail` is the stored document (decimals as text) or the same with fractions.
import { add, backCalculate, ceiling, divide, fraction, multiply, parseDecimal, rateKeys, roundHalfUp, subtract } from "./backcalc-fractions.js";

const ZERO = fraction(0n), ONE = fraction(1n), MONTHS = 12;
const exact = (value) => (value === undefined || value === null || value === "" ? null : typeof value === "object" ? value : parseDecimal(value));
const sum = (values) => values.reduce(add, ZERO);
const product = (values) => values.reduce(multiply, ONE);
const isRate = (value) => value && value.n > 0n && value.n <= value.d;
const isWhole = (share) => { const off = subtract(share, ONE); return (off.n < 0n ? -off.n : off.n) * 1000n <= off.d; };
const isPositive = (value) => value && value.n > 0n;

export const hasOwnChain = (detail) => ["segments", "channels", "split", "lags"].some((name) => Object.keys(detail[name] ?? {}).length) || Boolean(detail.share_of);

/** Whole numbers that add up to the sum rounded half up; the largest remainders get what is missing. */
export function largestRemainder(values) {
  const floors = values.map((value) => value.n / value.d);
  const missing = roundHalfUp(sum(values)) - floors.reduce((whole, one) => whole + one, 0n);
  const rest = values.map((value, place) => ({ place, left: subtract(value, fraction(floors[place])) }));
  rest.sort((a, b) => { const gap = subtract(b.left, a.left).n; return gap > 0n ? 1 : gap < 0n ? -1 : a.place - b.place; });
  rest.slice(0, Number(missing)).forEach(({ place }) => { floors[place] += 1n; });
  return floors;
}

/** {months: share} of 1: a distribution of weights, or one number of months (4.5 is half after four and half after five). */
export function lagOf(value) {
  if (value && typeof value === "object" && !("n" in value)) {
    const weights = Object.entries(value).map(([months, weight]) => [Number(months), exact(weight)]).filter(([, weight]) => isPositive(weight));
    const whole = sum(weights.map(([, weight]) => weight));
    return whole.n ? weights.map(([months, weight]) => [months, divide(weight, whole)]) : [[0, ONE]];
  }
  const months = exact(value) ?? ZERO, whole = months.n / months.d, part = subtract(months, fraction(whole));
  return part.n ? [[Number(whole), subtract(ONE, part)], [Number(whole) + 1, part]] : [[Number(whole), ONE]];
}

/** The segments of a plan with everything they do not say themselves; null while an input is missing or impossible. */
function segmentsOf(input, detail) {
  const rows = detail.segments?.length ? detail.segments : [{ revenue_share: "1" }];
  const shares = rows.map((row) => exact(row.revenue_share));
  if (!shares.every(isPositive)) return null;
  const whole = sum(shares);
  if (!isWhole(whole)) return null;
  const split = detail.split ?? {}, existing = exact(split.existing_revenue) ?? ZERO;
  const kept = multiply(existing, add(exact(split.renewal_rate) ?? ZERO, exact(split.upsell_rate) ?? ZERO));
  return rows.map((row, place) => {
    const part = divide(shares[place], whole), price = exact(row.average_deal_size) ?? input.averageDealSize;
    const own = Object.fromEntries(Object.entries(row.rates ?? {}).map(([key, rate]) => [key, exact(rate)]).filter(([, rate]) => rate));
    const all = detail.share_of === "won" ? exact(detail.average_deal_size_all) ?? price : price;
    const fresh = multiply(subtract(input.revenueTarget, kept), part);
    return { name: row.name, price, rates: { ...input.rates, ...own }, wins: divide(multiply(fresh, input.marketingShare), all), lag: lagOf(exact(row.lags) ?? detail.lags) };
  });
}

function channelsOf(detail) {
  const rows = detail.channels?.length ? detail.channels : [{ lead_share: "1" }];
  const read = rows.map((row) => ({ row, share: exact(row.lead_share), rates: Object.fromEntries(Object.entries(row.rates ?? {}).map(([key, rate]) => [key, exact(rate)]).filter(([, rate]) => rate)) }));
  const whole = sum(read.map(({ share }) => share ?? ZERO));
  if (!read.every(({ share }) => isPositive(share)) || !isWhole(whole)) return null;
  return read.map((one) => ({ ...one, share: divide(one.share, whole) }));
}

/** Entries per stage of one segment and of its channels: leads = wins ÷ Σ(share × chain). */
function needOf(segment, channels, stages) {
  const keys = rateKeys(stages);
  const chains = channels.map(({ rates }) => keys.map((key) => rates[key] ?? segment.rates[key]));
  if (!chains.flat().every(isRate) || !isPositive(segment.wins) || !isPositive(segment.price)) return null;
  const perLead = sum(channels.map(({ share }, place) => multiply(share, product(chains[place]))));
  const leads = divide(segment.wins, perLead);
  const parts = channels.map(({ share }, place) => {
    let reached = multiply(leads, share);
    return Object.fromEntries(stages.map((stage, step) => [stage, (reached = step ? multiply(reached, chains[place][step - 1]) : reached)]));
  });
  const counts = Object.fromEntries(stages.map((stage) => [stage, sum(parts.map((part) => part[stage]))]));
  return { segment, counts, parts, revenue: multiply(segment.wins, segment.price) };
}

/**
 * The totals of a plan as `backCalculate` says them, with `needs` per segment, `channels` and `months` per stage beside them; null while
 * an input is missing or impossible. `input`: as for `backCalculate`, and `monthWeights` (twelve fractions).
 */
export function planTotals(input, detail = {}) {
  if (!hasOwnChain(detail)) return withMonths(backCalculate(input), input, detail);
  if (!isPositive(input.revenueTarget) || !isRate(input.marketingShare) || !isPositive(input.averageDealSize)) return null;
  const segments = segmentsOf(input, detail), channels = channelsOf(detail);
  const needs = segments && channels && segments.map((segment) => needOf(segment, channels, input.stages));
  if (!needs?.every(Boolean)) return null;
  const counts = (stage) => sum(needs.map((need) => need.counts[stage]));
  const revenue = sum(needs.map((need) => need.revenue)), perLead = divide(revenue, counts("lead"));
  const forward = (leads) => ({ leads, revenue: multiply(perLead, fraction(leads)), gap: subtract(multiply(perLead, fraction(leads)), revenue) });
  const stages = [...input.stages].reverse().map((stage) => ({ stage, exact: counts(stage), display: roundHalfUp(counts(stage)), ceiling: ceiling(counts(stage)) }));
  const leads = stages.at(-1);
  return withMonths({ revenue, stages, forward: forward(leads.display), forwardCeiling: forward(leads.ceiling), needs, channels: detail.channels?.length ? channels.map((channel, place) => channelNeed(channel, place, needs, input.stages, detail)) : [] }, input, detail);
}

function channelNeed({ row }, place, needs, stages, detail) {
  const counts = Object.fromEntries(stages.map((stage) => [stage, sum(needs.map((need) => need.parts[place][stage]))]));
  const perLead = exact(row.cost_per_lead) ?? exact(detail.cost_per_lead);
  const fees = add(exact(row.fixed_cost) ?? ZERO, exact(row.other_cost) ?? ZERO);
  const cost = perLead || fees.n ? add(multiply(perLead ?? ZERO, counts.lead), fees) : null;
  return { name: row.name, counts, cost };
}

/** Entries per stage and month in which they are needed, in a business that goes on as in this year: wins fall due, what leads to them comes earlier. */
function withMonths(result, input, detail) {
  if (!result || !input.monthWeights) return result;
  const whole = sum(input.monthWeights);
  if (!isPositive(whole)) return result;
  const shares = input.monthWeights.map((weight) => divide(weight, whole));
  const alone = () => [{ segment: { lag: lagOf(detail.lags) }, counts: Object.fromEntries(result.stages.map((need) => [need.stage, need.exact])) }];
  const needs = result.needs ?? alone();
  const months = {};
  for (const { stage } of result.stages) {
    const lag = (need) => (stage === "won" ? [[0, ONE]] : need.segment.lag);
    const entries = shares.map((_, month) => sum(needs.flatMap((need) => lag(need).map(([later, part]) => multiply(multiply(need.counts[stage], part), shares[(month + later) % MONTHS])))));
    months[stage] = { exact: entries, printed: largestRemainder(entries) };
  }
  return { ...result, months };
}

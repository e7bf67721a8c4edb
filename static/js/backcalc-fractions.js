// japanese-data
// The back-calculation in exact fractions (BigInt), the same as strategy/calc/funnel.py: nothing is rounded between steps.
// Pure functions without a page; sliders show their answers, the server's are authoritative on save.
const BIG = [["兆", 12], ["億", 8], ["万", 4]];
const SMALL = [["千", 3], ["百", 2], ["十", 1]];

const absolute = (value) => (value < 0n ? -value : value);

export function fraction(numerator, denominator = 1n) {
  let [a, b] = [absolute(numerator), absolute(denominator)];
  while (b) [a, b] = [b, a % b];
  const sign = denominator < 0n ? -1n : 1n;
  return { n: (sign * numerator) / a, d: (sign * denominator) / a };
}
export const add = (x, y) => fraction(x.n * y.d + y.n * x.d, x.d * y.d);
export const subtract = (x, y) => fraction(x.n * y.d - y.n * x.d, x.d * y.d);
export const multiply = (x, y) => fraction(x.n * y.n, x.d * y.d);
export const divide = (x, y) => fraction(x.n * y.d, x.d * y.n);
export const text = (x) => (x.d === 1n ? `${x.n}` : `${x.n}/${x.d}`);

/** Rounded to `places` decimals, halves away from zero, as a whole number of the last place. */
export function roundHalfUp(x, places = 0) {
  const units = (2n * absolute(x.n) * 10n ** BigInt(places) + x.d) / (2n * x.d);
  return x.n < 0n ? -units : units;
}
export const ceiling = (x) => (x.n > 0n ? (x.n + x.d - 1n) / x.d : x.n / x.d);

function figure(typed) {
  if (typed.includes(",") && !/^\d{1,3}(,\d{3})+(\.\d*)?$/.test(typed)) return null;
  const match = typed.replaceAll(",", "").match(/^(\d*)(?:\.(\d*))?$/);
  if (!match || !(match[1] || match[2])) return null;
  const decimals = match[2] ?? "";
  return fraction(BigInt(match[1] + decimals || "0"), 10n ** BigInt(decimals.length));
}

function readUnits(typed, units, readPart) {
  let [total, rest] = [fraction(0n), typed];
  for (const [unit, power] of units) {
    const [before, ...after] = rest.split(unit);
    if (!after.length) continue;
    if (after.length > 1) return null;
    const part = before || units === BIG ? readPart(before) : fraction(1n);
    if (!part) return null;
    [total, rest] = [add(total, multiply(part, fraction(10n ** BigInt(power)))), after[0]];
  }
  if (!rest) return typed ? total : null;
  const last = units === BIG ? readPart(rest) : figure(rest);
  return last && add(total, last);
}

/** A typed number as an exact fraction: 「１．６億円」「20%」「△1,200」; null when it cannot be read. */
export function parseDecimal(typed) {
  let clean = String(typed ?? "").normalize("NFKC").toLowerCase().replaceAll("、", ",").replace(/\s+/g, "");
  const [, marks, body] = clean.match(/^([+¥$−‐‑‒–—―ー▲△-]*)(.*)$/);
  const minus = marks.replace(/[+¥$]/g, "").length;
  clean = body.replace(/(円|件|%|人|名|社|本|回|点)$/, "");
  const value = minus > 1 ? null : readUnits(clean, BIG, (part) => readUnits(part, SMALL, figure));
  return value && minus ? fraction(-value.n, value.d) : value;
}

/** The same of a percentage: 「20」 is 1/5. */
export function parsePercent(typed) {
  const value = parseDecimal(typed);
  return value && divide(value, fraction(100n));
}

/** The rates of a chain from the first step to the last: lead_to_mql, mql_to_sql, sql_to_won. */
export const rateKeys = (stages) => stages.slice(1).map((stage, place) => `${stages[place]}_to_${stage}`);

/**
 * Needs per stage (won first), the first computed line and the forward checks; null while an input is missing or impossible.
 * Inputs are fractions: {revenueTarget, marketingShare, averageDealSize, rates: {lead_to_mql: …}, stages}.
 */
export function backCalculate({ revenueTarget, marketingShare, averageDealSize, rates, stages = ["lead", "mql", "sql", "won"] }) {
  const keys = rateKeys(stages);
  const shares = [marketingShare, ...keys.map((key) => rates[key])];
  if (![revenueTarget, averageDealSize, ...shares].every((value) => value && value.n > 0n)) return null;
  if (shares.some((share) => share.n > share.d)) return null;
  const revenue = multiply(revenueTarget, marketingShare);
  let exact = divide(revenue, averageDealSize);
  const needs = [{ stage: "won", exact }];
  for (const [place, key] of [...keys.entries()].reverse()) needs.push({ stage: stages[place], exact: (exact = divide(exact, rates[key])) });
  const perLead = keys.reduce((product, key) => multiply(product, rates[key]), averageDealSize);
  const forward = (leads) => {
    const brings = multiply(fraction(leads), perLead);
    return { leads, revenue: brings, gap: subtract(brings, revenue) };
  };
  const printed = needs.map((need) => ({ ...need, display: roundHalfUp(need.exact), ceiling: ceiling(need.exact) }));
  const leads = printed.at(-1);
  return { revenue, stages: printed, forward: forward(leads.display), forwardCeiling: forward(leads.ceiling) };
}

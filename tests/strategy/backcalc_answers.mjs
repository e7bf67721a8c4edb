// What the browser's module computes for a list of plans and typed texts, as plain text for comparison.
export function answers({ backCalculate, parseDecimal, text }, { plans, texts }) {
  const check = ({ leads, revenue, gap }) => [`${leads}`, text(revenue), text(gap)];
  const answer = (plan) => {
    const result = backCalculate({
      revenueTarget: parseDecimal(plan.revenue_target),
      marketingShare: parseDecimal(plan.marketing_share),
      averageDealSize: parseDecimal(plan.average_deal_size),
      rates: Object.fromEntries(Object.entries(plan.rates).map(([key, value]) => [key, parseDecimal(value)])),
      stages: plan.stages,
    });
    return result && {
      stages: result.stages.map((need) => [need.stage, text(need.exact), `${need.display}`, `${need.ceiling}`]),
      forward: check(result.forward),
      ceiling: check(result.forwardCeiling),
    };
  };
  const read = (typed) => {
    const value = parseDecimal(typed);
    return value && text(value);
  };
  return { plans: plans.map(answer), texts: texts.map(read) };
}

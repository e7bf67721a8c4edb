// What the browser's module computes for a list of plans with their 詳細設定, as plain text for comparison.
export function answers({ planTotals }, { parseDecimal, text }, plans) {
  const texts = (counts) => Object.fromEntries(Object.entries(counts).map(([stage, value]) => [stage, text(value)]));
  return plans.map(({ goal, detail }) => {
    const result = planTotals({
      revenueTarget: parseDecimal(goal.revenue_target), marketingShare: parseDecimal(goal.marketing_share), averageDealSize: parseDecimal(goal.average_deal_size),
      rates: Object.fromEntries(Object.entries(goal.rates).map(([key, value]) => [key, parseDecimal(value)])), stages: goal.stages,
      monthWeights: goal.weights.map(parseDecimal),
    }, detail);
    return result && {
      revenue: text(result.revenue), stages: result.stages.map((need) => [need.stage, text(need.exact), `${need.display}`]),
      gap: text(result.forward.gap), ceiling: `${result.forwardCeiling.leads}`,
      months: Object.fromEntries(Object.entries(result.months).map(([stage, one]) => [stage, [one.exact.map(text), one.printed.map(String)]])),
      segments: (result.needs ?? []).map((need) => texts(need.counts)),
      channels: (result.channels ?? []).map((one) => ({ counts: texts(one.counts), cost: one.cost && text(one.cost) })),
    };
  });
}

// Under a typed amount: how it was read. 「4億円」 → 4億円（400,000,000円）. Writes only; the server reads the same way on save.
const POWERS = { 億: 100000000n, 万: 10000n, 千: 1000n };

export function readAmount(text) {
  const clean = text.normalize("NFKC").replace(/[,、\s¥円件%]/g, "").replace(/[−‐–―]/g, "-");
  if (!clean) return null;
  const match = clean.match(/^-?(?:[\d.]+[億万千]*)+$/);
  if (!match) return null;
  let total = 0n;
  for (const [, figure, units] of clean.matchAll(/([\d.]+)([億万千]*)/g)) {
    const [whole, part = ""] = figure.split(".");
    let factor = 1n;
    for (const unit of units) factor *= POWERS[unit];
    total += (BigInt(whole + part || "0") * factor) / 10n ** BigInt(part.length);
  }
  return clean.startsWith("-") ? -total : total;
}

export function start(echo) {
  const input = document.getElementById(echo.dataset.echoFor);
  const suffix = echo.dataset.suffix ?? "";
  const show = () => {
    const amount = readAmount(input.value);
    echo.textContent = amount === null ? "" : `${amount.toLocaleString("en")}${suffix}`;
  };
  input?.addEventListener("blur", show);
}

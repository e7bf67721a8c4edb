// Under a typed amount: how it was read, by the grammar that the server uses too.
import { parseDecimal, roundHalfUp } from "./backcalc-fractions.js";

export function start(echo) {
  const input = document.getElementById(echo.dataset.echoFor);
  const suffix = echo.dataset.suffix ?? "";
  input?.addEventListener("blur", () => {
    const read = input.value.trim() ? parseDecimal(input.value) : null;
    echo.textContent = read ? `${BigInt(roundHalfUp(read)).toLocaleString("en")}${suffix}` : "";
  });
}

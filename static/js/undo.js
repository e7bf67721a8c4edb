// The bar that takes back the last action leaves after a minute, but never while one points at it or stands on it.
const SHOWN = 60_000;

export function start(bar) {
  const leave = () => (bar.matches(":hover, :focus-within") ? wait() : bar.remove());
  const wait = () => setTimeout(leave, SHOWN);
  wait();
}

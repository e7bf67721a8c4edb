// Single keys work only while the list has the focus: j/k move, Enter opens, other letters press the row's [data-key] control.
export function start(list) {
  const rows = () => [...list.querySelectorAll("[data-row]")];
  const move = (step) => {
    const all = rows();
    const here = all.indexOf(document.activeElement.closest("[data-row]"));
    const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
    (next?.querySelector("a, button") ?? next)?.focus();
  };
  list.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select")) return;
    if (event.key === "j") move(1);
    else if (event.key === "k") move(-1);
    else {
      const row = document.activeElement.closest("[data-row]");
      const control = row?.querySelector(`[data-key="${CSS.escape(event.key)}"]`) ?? document.querySelector(`[data-detail] [data-key="${CSS.escape(event.key)}"]`);
      if (!control) return;
      control.click();
    }
    event.preventDefault();
  });
}

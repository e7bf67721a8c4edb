// A table whose cells are walked with the arrow keys. Where it says data-grid="one-stop" the whole table is one stop of
// the Tab key (the open cell, else the first); Escape in the panel beside it ([data-grid-panel]) returns to that cell.
export function start(table) {
  const rows = [...table.rows].map((row) => [...row.querySelectorAll("[data-cell]")]).filter((row) => row.length);
  const cells = rows.flat();
  if (!cells.length) return;
  const isOneStop = table.dataset.grid === "one-stop";
  const home = () => cells.find((cell) => cell.getAttribute("aria-current")) ?? cells[0];
  const stopAt = (chosen) => isOneStop && cells.forEach((cell) => { cell.tabIndex = cell === chosen ? 0 : -1; });

  if (isOneStop) table.setAttribute("role", "grid");
  stopAt(home());
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("[data-cell]");
    if (cell) stopAt(cell);
  });
  table.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey || event.altKey || event.shiftKey) return;
    const cell = event.target.closest("[data-cell]");
    const row = rows.findIndex((each) => each.includes(cell));
    if (row < 0) return;
    const next = neighbour(row, rows[row].indexOf(cell), event);
    if (!next) return;
    event.preventDefault();
    next.focus();
  });

  function neighbour(row, column, { key, ctrlKey }) {
    const inRow = (place) => rows[row]?.[Math.min(Math.max(place, 0), rows[row].length - 1)];
    const above = (step) => { const there = rows[row + step]; return there?.[Math.min(column, there.length - 1)]; };
    if (ctrlKey) return { Home: cells[0], End: cells.at(-1) }[key];
    return {
      ArrowRight: inRow(column + 1), ArrowLeft: inRow(column - 1), ArrowDown: above(1), ArrowUp: above(-1),
      Home: inRow(0), End: inRow(rows[row].length - 1),
    }[key];
  }

  document.querySelector("[data-grid-panel]")?.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing) return;
    event.preventDefault();
    home().focus();
  });
}

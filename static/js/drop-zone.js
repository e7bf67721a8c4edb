// A file may be dropped onto its field instead of chosen.
export function start(zone) {
  const input = zone.querySelector('input[type="file"]');
  const name = zone.querySelector("[data-drop-name]");
  const show = () => { if (name) name.textContent = [...input.files].map((file) => file.name).join(", "); };
  for (const type of ["dragenter", "dragover"]) zone.addEventListener(type, (event) => { event.preventDefault(); zone.classList.add("drop--over"); });
  for (const type of ["dragleave", "drop"]) zone.addEventListener(type, (event) => { event.preventDefault(); zone.classList.remove("drop--over"); });
  zone.addEventListener("drop", (event) => { input.files = event.dataTransfer.files; show(); });
  input.addEventListener("change", show);
}

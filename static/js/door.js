// 「詳細設定」: closed in かんたん, open in くわしい. One whose settings are in use (data-in-use) is open on either level.
export function start(door) {
  if (document.body.dataset.level === "detailed" || "inUse" in door.dataset) door.open = true;
}

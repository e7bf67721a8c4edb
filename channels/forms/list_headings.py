"""What a column is called in the sheets of content teams, and the field it fills."""
# japanese-data

from __future__ import annotations

from collections.abc import Sequence

from crm.calc.folding import fold_text

HEADINGS = {
    "title": "タイトル|題名|コンテンツ名|コンテンツ|記事タイトル|title|name|content",
    "url": "url|リンク|アドレス|掲載先|link",
    "kind": "形式|種類|種別|タイプ|type|kind|format",
    "stage_key": "購買ステージ|ステージ|段階|フェーズ|stage|buying stage",
    "role_key": "関与者|役割|対象者|読者|role|audience|persona",
    "segment": "icp|対象icp|セグメント|segment",
    "state": "状態|ステータス|state|status",
    "gate": "公開のしかた|ゲート|フォーム|gate",
    "sales_use": "営業での利用|営業利用|used by sales|sales use",
    "owner_id": "担当者|担当|owner|assignee",
    "due_on": "期日|締切|公開予定日|due|due date",
    "updated_on": "更新日|最終更新日|公開日|updated|last updated",
    "cta": "cta|次の行動",
    "next_step": "次の導線|次のステップ|next step",
    "brief": "企画の要点|メモ|備考|brief|note",
}
NAMES = {name: field for field, names in HEADINGS.items() for name in names.split("|")}


def headings_of(row: Sequence[str]) -> dict[int, str]:
    """The field of each column whose heading is known."""
    return {place: NAMES[folded] for place, cell in enumerate(row) if (folded := fold_text(cell)) in NAMES}


def unused_headings(row: Sequence[str]) -> list[str]:
    """Columns under a heading that fills no field; none in a list without headings, and none without a name."""
    known = headings_of(row)
    if "title" not in known.values():
        return []
    return [cell.strip() for place, cell in enumerate(row) if cell.strip() and place not in known]

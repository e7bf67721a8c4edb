"""The values of the two documents as typst templates take them, and their file names."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.utils.translation import gettext as _

from kpi.sheets.answers import UNDECIDED
from kpi.sheets.handover_pack import HandoverPack
from kpi.sheets.pdf import render_pdf
from kpi.sheets.strategy_sheet import StrategySheet

PAPERS = ("a4", "a3")


def sheet_pdf(sheet: StrategySheet, *, language: str, paper: str = "a4") -> bytes:
    """The strategy sheet on one page of A4 or A3."""
    values: dict[str, Any] = {
        "heading": _("戦略シート　%(name)s") % {"name": sheet.title},
        "company": sheet.company,
        "version": sheet.version,
        "footer": f"{sheet.company}　{sheet.title}　{sheet.version}",
        "paper": paper if paper in PAPERS else "a4",
        "answers": [
            {"question": str(answer.question), "sentence": answer.sentence, "details": answer.details}
            for answer in sheet.answers
        ],
        "goal_sentence": sheet.goal_sentence,
        "goal_facts": sheet.goal_facts,
        "chain": sheet.chain,
        "rates": sheet.rates,
        "channels": [asdict(line) for line in sheet.channels],
        "supply": sheet.supply,
        "sla": sheet.sla,
        "parties": [f"{voice.label} {voice.approver}" for voice in sheet.parties],
        "words": {
            "undecided": str(UNDECIDED),
            "goal": _("目標"),
            "chain": _("リードから受注まで（年間）"),
            "channels": _("チャネル"),
            "channel_columns": [_("チャネル"), _("役割"), _("月あたり費用"), _("想定リード数（月）"), _("次の導線")],
            "sla": _("営業との取り決め（SLA）"),
        },
    }
    return render_pdf("sheet", values, language=language)


def pack_pdf(pack: HandoverPack, *, language: str, version: str) -> bytes:
    """The handover pack, or one person's part of it."""
    heading = _("引き継ぎ書　%(name)s") % {"name": pack.title}
    values: dict[str, Any] = {
        "heading": heading,
        "company": pack.company,
        "version": version,
        "footer": f"{pack.company}　{heading}　{version}",
        "person": _("%(person)sさんの分") % {"person": pack.person} if pack.person else "",
        "duties": [{"source": duty.source, "label": duty.label, "detail": duty.detail} for duty in pack.duties],
        "missing": pack.missing,
        "sections": [
            {
                **asdict(section),
                "tables": [
                    {
                        "title": one.title,
                        "names": one.names,
                        "rows": one.rows,
                        "is_wide": one.is_wide,
                        "cards": one.cards,
                    }
                    for one in section.tables
                ],
            }
            for section in pack.sections
        ],
        "words": {
            "duties": _("名前のついている仕事"),
            "missing": _("まだ設計されていないもの："),
            "owner": _("担当者"),
            "review": _("見直し日"),
            "figures": _("この内容での結果"),
            "reasons": _("なぜその数字か"),
            "fingerprint": _("内容の指紋（SHA-256のはじめ）"),
        },
    }
    return render_pdf("pack", values, language=language)

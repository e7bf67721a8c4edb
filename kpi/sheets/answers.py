"""The four questions of the strategy sheet, each answered by a sentence made from the design: 誰に, どのような価値を,
どの順序で, どう商談につなげるか. What the design does not say yet is 未定."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from channels.models import PlannedChannel
from kpi.sheets.routes import longest_routes
from nurturing.models import MqlRule, Sla
from strategy.models import ArtefactKind, ArtefactVersion, Strategy
from strategy.selectors import agreed_artefact, latest_artefact
from targeting.models import BuyingRole, BuyingStage, Icp, IcpRule, Message
from targeting.selectors import attributes_for
from targeting.wording import icp_sentence
from workspaces.calc.display import format_number

UNDECIDED = _lazy("未定")
MOST_PATHS = 2
MOST_MESSAGES = 4


@dataclass(frozen=True)
class Answer:
    """A question with the sentence that answers it; empty: 未定. `url_name` is the step where it is answered."""

    question: str | Promise
    sentence: str
    details: list[str]
    url_name: str

    @property
    def is_open(self) -> bool:
        return not self.sentence


def version_shown(strategy: Strategy, kind: str) -> ArtefactVersion | None:
    """What a sheet shows of a kind: the agreed version, else the draft."""
    return agreed_artefact(strategy, kind) or latest_artefact(strategy, kind)


def answers_of(strategy: Strategy) -> list[Answer]:
    """The four answers in their order."""
    return [_whom(strategy), _value(strategy), _order(strategy), _hand_over(strategy)]


def _whom(strategy: Strategy) -> Answer:
    artefact, workspace = version_shown(strategy, ArtefactKind.ICP), strategy.workspace
    sentence, details = "", list[str]()
    if artefact is not None:
        rules = list(IcpRule.objects.for_workspace(workspace).filter(artefact=artefact))
        sentence = icp_sentence(rules, attributes_for(workspace), workspace.currency)
        roles = BuyingRole.objects.for_workspace(workspace).filter(artefact=artefact)
        names = _("、").join(role.name for role in roles)
        details = [_("購買に関わる人：%(names)s") % {"names": names}] if names and sentence else []
    return Answer(_lazy("誰に"), sentence, details, "targeting:icp")


def _value(strategy: Strategy) -> Answer:
    artefact = version_shown(strategy, ArtefactKind.ICP)
    icp = Icp.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact).first() if artefact else None
    sentence = ""
    if icp is not None and icp.problem.strip() and icp.value.strip():
        values = {"problem": _bare(icp.problem), "value": _bare(icp.value), "proof": _bare(icp.proof)}
        sentence = _("「%(problem)s」という課題に、「%(value)s」という価値を届ける") % values
        if values["proof"]:
            sentence += _("（根拠：%(proof)s）") % values
    return Answer(_lazy("どのような価値を"), sentence, _messages(artefact) if sentence else [], "targeting:icp")


def _messages(artefact: ArtefactVersion | None) -> list[str]:
    """「意思決定者に：費用は1年で回収できます」 per role, its first message along the stages."""
    if artefact is None:
        return []
    rows = Message.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact).exclude(text="")
    first: dict[str, str] = {}
    for row in rows.order_by("pk"):
        first.setdefault(row.role_key, row.text)
    roles = BuyingRole.objects.for_workspace(artefact.workspace_id).filter(artefact=artefact)
    said = [(role.name, first.get(role.key) or role.key_message) for role in roles]
    return [_("%(role)sに：%(text)s") % {"role": name, "text": _bare(text)} for name, text in said if text][
        :MOST_MESSAGES
    ]


def _order(strategy: Strategy) -> Answer:
    artefact = version_shown(strategy, ArtefactKind.CHANNELS)
    sentence, details = "", list[str]()
    if artefact is not None:
        channels = list(
            PlannedChannel.objects.for_workspace(strategy.workspace_id).filter(artefact=artefact, is_active=True)
        )
        routes = longest_routes(artefact) if channels else []
        sentence = _("、").join(_("「%(path)s」") % {"path": " → ".join(names)} for names in routes[:MOST_PATHS])
        if sentence:
            sentence = _("%(paths)sの順に進める") % {"paths": sentence}
        details = _by_stage(strategy, channels)
    return Answer(_lazy("どの順序で"), sentence, details if sentence else [], "channels:channels")


def _by_stage(strategy: Strategy, channels: list[PlannedChannel]) -> list[str]:
    """「認知：SEO・ブログ、SNS」 for every buying stage that has a channel."""
    icp = version_shown(strategy, ArtefactKind.ICP)
    stages = BuyingStage.objects.for_workspace(strategy.workspace_id).filter(artefact=icp) if icp else []
    lines = []
    for stage in stages:
        names = [channel.name for channel in channels if stage.key in channel.stages]
        if names:
            lines.append(_("%(stage)s：%(names)s") % {"stage": stage.name, "names": _("、").join(names)})
    return lines


def _hand_over(strategy: Strategy) -> Answer:
    rule_artefact = version_shown(strategy, ArtefactKind.MQL_RULE)
    sla_artefact = version_shown(strategy, ArtefactKind.SLA)
    rule = MqlRule.objects.for_workspace(strategy.workspace_id).filter(artefact=rule_artefact).first()
    sla = Sla.objects.for_workspace(strategy.workspace_id).filter(artefact=sla_artefact).first()
    if rule is None or rule_artefact is None or not (rule_artefact.is_touched or rule_artefact.is_frozen):
        return Answer(_lazy("どう商談につなげるか"), "", [], "nurturing:scoring")
    points = format_number(rule.threshold, 0 if rule.threshold.is_integer() else 1)
    words = {
        "gte": _("スコアが%(points)s点以上になったリードをMQLとして営業に渡す"),
        "gt": _("スコアが%(points)s点を超えたリードをMQLとして営業に渡す"),
    }
    sentence = words.get(rule.comparison, words["gte"]) % {"points": points}
    if sla is not None and sla.method:
        hours = format_number(sla.response_hours, 0 if sla.response_hours == int(sla.response_hours) else 1)
        sentence += _("。営業は%(hours)s営業時間以内に%(method)sで初回対応する") % {
            "hours": hours,
            "method": sla.method,
        }
    details = [_("営業から返すもの：%(feedback)s") % {"feedback": sla.feedback}] if sla and sla.feedback else []
    return Answer(_lazy("どう商談につなげるか"), sentence, details, "nurturing:scoring")


def _bare(text: str) -> str:
    """On one line, without the full stop that the sentence around it brings."""
    return " ".join(text.split()).rstrip("。.")

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targeting.calc.titles import RoleFound, TitleRule, role_of, words_of
from targeting.title_defaults import TITLE_RULES

RULES = [TitleRule(rule.role_key, rule.scope, words_of(rule.words)) for rule in TITLE_RULES]
FOUR = [rule for rule in RULES if rule.role_key in ("researcher", "champion", "decision_maker", "technical")]


@pytest.mark.parametrize(
    ("title", "department", "role"),
    [
        ("代表取締役社長", "", "decision_maker"),
        ("執行役員 営業本部長", "営業本部", "decision_maker"),
        ("事業部長", "", "decision_maker"),
        ("ＣＥＯ", "", "decision_maker"),
        ("Vice President, Sales", "", "decision_maker"),
        ("Director of Marketing", "", "decision_maker"),
        ("CTO", "", "technical"),
        ("部長", "情報システム部", "technical"),
        ("IT Manager", "", "technical"),
        ("Software Engineer", "", "technical"),
        ("ITインフラ担当", "", "technical"),
        ("営業部長", "営業部", "champion"),
        ("課長", "製造部", "champion"),
        ("Marketing Manager", "", "champion"),
        ("Team Leader", "", "champion"),
        ("担当", "総務部", "researcher"),
        ("主任", "", "researcher"),
        ("社長室 担当", "", "researcher"),
        ("Account Executive", "", "researcher"),
        ("Executive Assistant to the CEO", "", "researcher"),
        ("購買課長", "", "procurement"),
        ("Legal Counsel", "", "procurement"),
        ("部長", "経理部", "finance"),
        ("Finance Director", "", "finance"),
        ("オペレーター", "", "user"),
        ("Recruiting Coordinator", "", "researcher"),
    ],
)
def test_titles_of_the_documented_table(title: str, department: str, role: str) -> None:
    found = role_of(title, department, RULES)
    assert found is not None and found.role_key == role


def test_a_title_that_says_nothing_has_no_role() -> None:
    assert role_of("", "", RULES) is None
    assert role_of("Summit", "", RULES) is None  # no whole word "it"


def test_rules_of_roles_nobody_added_do_not_hold() -> None:
    assert role_of("購買課長", "", FOUR) == RoleFound("champion", "課長")


def test_the_first_rule_decides() -> None:
    first = TitleRule("a", "title", ("部長",))
    second = TitleRule("b", "title", ("営業部長",))
    assert role_of("営業部長", "", [first, second]) == RoleFound("a", "部長")
    assert role_of("営業部長", "", [second, first]) == RoleFound("b", "営業部長")


def test_marks_in_words_are_no_patterns() -> None:
    rule = TitleRule("a", "title", words_of("C++、R&D、(課長)"))
    assert role_of("R&D manager", "", [rule]) == RoleFound("a", "r&d")
    assert role_of("c", "", [rule]) is None
    assert role_of("課長", "", [rule]) is None


@given(st.text(max_size=20), st.text(max_size=20))
def test_reading_is_deaf_to_case_and_never_fails(title: str, department: str) -> None:
    assert role_of(title, department, RULES) == role_of(title, department, RULES)
    assert words_of(title) == words_of("、".join(words_of(title)))


@given(st.sampled_from(["部長", "Manager", "取締役", "情シス", "担当"]), st.sampled_from(["", "営業", "第一 "]))
def test_letters_of_either_case_and_width_mean_the_same(word: str, before: str) -> None:
    assert role_of(before + word, "", RULES) == role_of(before + word.upper(), "", RULES)

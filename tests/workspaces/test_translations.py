"""Finding texts, and keeping the catalogues complete."""

from __future__ import annotations

from workspaces.translations.catalogues import AppCatalogue, contradictions
from workspaces.translations.compiling import compile_catalogues
from workspaces.translations.python_texts import read_python
from workspaces.translations.script_texts import read_script
from workspaces.translations.template_texts import read_template
from workspaces.translations.texts import Text


def msgids(source):
    return [text.msgid for text in source.texts]


# ------------------------------------------------------------ Python


def test_calls_of_gettext_by_every_name():
    source = read_python(
        "from django.utils.translation import gettext_lazy as later\n"
        'a = _("名前")\nb = later("会社" "名")\nc = translation.gettext("商談")\nd = _lazy("役職")\n'
    )
    assert sorted(msgids(source)) == ["会社名", "名前", "商談", "役職"]
    assert source.problems == []


def test_plural_and_context():
    source = read_python('a = ngettext("%d件", "%d件ずつ", n)\nb = pgettext("曜日", "月")\n')
    assert source.texts == [Text("%d件", plural="%d件ずつ"), Text("月", context="曜日")]


def test_japanese_outside_gettext_is_a_problem_but_not_in_docstrings():
    source = read_python('"""説明"""\ndef f():\n    """説明"""\n    return "名前"\n')
    assert source.problems == [(4, "Japanese outside gettext: 名前")]


def test_an_f_string_cannot_be_translated():
    assert ("an f-string cannot be translated") in [what for _, what in read_python('_(f"{n}件")').problems]


def test_a_marked_file_or_line_holds_data():
    assert read_python('# japanese-data\na = "東京"\n').problems == []
    assert read_python("a = 1\n" * 9 + 'b = "万"  # japanese-data\n').problems == []


# ------------------------------------------------------------ templates


def test_translation_tags_and_expressions():
    source = read_template(
        '{% translate "保存" %}{% trans \'中止\' context "画面" %}{% include "x" with title=_("題名") %}{{ a|default:_("なし") }}'
    )
    assert sorted(msgids(source)) == ["なし", "中止", "保存", "題名"]
    assert Text("中止", context="画面") in source.texts
    assert source.problems == []


def test_blocks_read_as_django_looks_them_up():
    source = read_template(
        "{% blocktranslate trimmed count n=x %}\n  {{ n }}件の\n  100%\n{% plural %}{{ n }}件{% endblocktranslate %}"
    )
    assert source.texts == [Text("%(n)s件の 100%%", plural="%(n)s件")]


def test_japanese_outside_tags_is_found_with_its_line():
    source = read_template('<p>\n\n名前</p>{{ a|default:"なし" }}{# 注 #}{% comment %}注{% endcomment %}<!-- 注 -->')
    assert source.problems == [
        (3, "Japanese outside a translation tag: 名前</p>"),
        (3, 'Japanese outside a translation tag: a|default:"なし"'),
    ]


def test_the_unit_of_a_count_is_looked_up():
    source = read_template('{{ n|count_unit:"件" }}')
    assert msgids(source) == ["件"] and source.problems == []


def test_scripts_take_their_texts_from_the_page():
    assert read_script("// 注\n/* 注\n 注 */\nconst a = 'x'; // 注\n").problems == []
    assert read_script("\nconst a = '名前';\n").problems == [(2, "Japanese in a script: const a = '名前';")]


# ------------------------------------------------------------ catalogues


def write_catalogue(root, app, entries):
    path = root / app / "locale" / "en" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n' + entries)
    return AppCatalogue.of(app, root)


def test_missing_empty_fuzzy_and_unused_entries_are_listed(tmp_path):
    catalogue = write_catalogue(
        tmp_path,
        "crm",
        'msgid "空"\nmsgstr ""\n\n#, fuzzy\nmsgid "曖昧"\nmsgstr "vague"\n\nmsgid "旧"\nmsgstr "old"\n\n#~ msgid "古"\n#~ msgstr "o"\n',
    )
    used = {Text("空"), Text("曖昧"), Text("新"), Text("CSV")}
    assert list(catalogue.problems(used)) == [
        "crm: missing: 新",
        "crm: not translated: 空",
        "crm: fuzzy: 曖昧",
        "crm: no longer used: 旧",
        "crm: obsolete: 古",
    ]


def test_placeholders_must_agree(tmp_path):
    catalogue = write_catalogue(tmp_path, "crm", 'msgid "%(n)s件"\nmsgstr "%(m)s rows"\n\nmsgid "{a}へ"\nmsgstr "to"\n')
    problems = list(catalogue.problems({Text("%(n)s件"), Text("{a}へ")}))
    assert "names a placeholder that the text does not have" in problems[0]
    assert "leaves out a placeholder" in problems[1]


def test_writing_adds_and_drops_and_is_stable(tmp_path):
    shared = write_catalogue(tmp_path, "workspaces", 'msgid "名前"\nmsgstr "Name"\n').translations()
    catalogue = write_catalogue(tmp_path, "crm", 'msgid "旧"\nmsgstr "old"\n')
    used = {Text("名前"), Text("%d件", plural="%d件")}
    assert catalogue.bring_up_to_date(used, shared)
    assert catalogue.path.read_text().count("msgid ") == 3
    again = AppCatalogue.of("crm", tmp_path)
    assert not again.bring_up_to_date(used, shared)
    assert again.translations()[Text("名前")].string == "Name"


def test_apps_must_not_contradict_each_other(tmp_path):
    one = write_catalogue(tmp_path, "crm", 'msgid "商談"\nmsgstr "Deal"\n')
    two = write_catalogue(tmp_path, "kpi", 'msgid "商談"\nmsgstr "Opportunity"\n')
    assert list(contradictions([one, two])) == ["crm and kpi translate differently: 商談"]


def test_catalogues_are_compiled_when_they_changed(tmp_path):
    write_catalogue(tmp_path, "crm", 'msgid "商談"\nmsgstr "Deal"\n')
    assert [path.name for path in compile_catalogues(tmp_path)] == ["django.mo"]
    assert compile_catalogues(tmp_path) == []

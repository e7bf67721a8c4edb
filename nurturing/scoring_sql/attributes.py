"""Attribute conditions in SQL: which column an attribute is, and when a condition on it holds.

Texts are compared folded. Folding costs, so each column is folded once per row, in the subquery that reads its table;
conditions refer to the folded column.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm.calc.company_names import FREE_MAIL_DOMAINS
from crm.calc.folding import fold_text
from nurturing.calc.conditions import Condition
from nurturing.scoring_sql.parameters import Parameters

# NFKC, ASCII lower case, blanks off (crm.calc.folding); pure ASCII needs no normalisation.
FOLD = (
    "btrim(lower((CASE WHEN octet_length({0}) = char_length({0}) THEN {0} ELSE normalize({0}, NFKC) END)"
    " COLLATE \"C\"), E' \\t\\r\\n')"
)

# The same for texts that are costly to read: read once.
FOLD_ONCE = "btrim(lower(normalize({0}, NFKC) COLLATE \"C\"), E' \\t\\r\\n')"

LEAD_TEXTS = ("email", "full_name", "job_title", "department", "phone", "company_name")
COMPANY_TEXTS = ("name", "domain", "corporate_number", "industry", "region", "country")
COMPANY_NUMBERS = {"employee_count": "employee_count", "annual_revenue": "annual_revenue_amount"}
# Attributes of the tables a lead points to, by the alias of the table.
LINKED_TEXTS = {"source": ("s", "name"), "source.channel": ("s", "channel"), "campaign": ("k", "name")}


class Table:
    """The columns of one table's subquery: what conditions ask for is added once, under a short name."""

    def __init__(self, alias: str) -> None:
        self.alias = alias
        self.columns: dict[str, str] = {}

    def add(self, expression: str) -> str:
        """The name under which the subquery delivers an expression."""
        name = self.columns.setdefault(expression, f"x{len(self.columns)}")
        return f"{self.alias}.{name}"

    def selected(self) -> str:
        return "".join(f", {expression} AS {name}" for expression, name in self.columns.items())


class Attributes:
    """Attribute conditions over a lead's tables: `l` the lead with its source and campaign, `c` its company."""

    def __init__(self, parameters: Parameters) -> None:
        self.parameters = parameters
        self.lead, self.company = Table("l"), Table("c")
        self.joins: set[str] = set()  # aliases of linked tables the lead's subquery must join

    def table_of(self, field: str) -> Table:
        return self.company if field.startswith("company.") else self.lead

    def condition(self, condition: Condition) -> str:
        """A boolean expression that is never NULL-but-true: NULL counts as no."""
        field = condition["field"]
        table, name = self.table_of(field), field.removeprefix("company.")
        if name.startswith("custom."):
            key = self.parameters(name.removeprefix("custom."), "text")
            return json_condition(condition, f"{table.alias}.custom", key, self.parameters, table)
        if table is self.company:
            return self._company_condition(condition, name)
        if name in LEAD_TEXTS:
            return text_condition(condition, table.add(FOLD.format(f"l.{name}")), self.parameters)
        if name in LINKED_TEXTS:
            alias, column = LINKED_TEXTS[name]
            self.joins.add(alias)
            return text_condition(condition, table.add(FOLD.format(f"{alias}.{column}")), self.parameters)
        return unknown_condition(condition)

    def _company_condition(self, condition: Condition, name: str) -> str:
        if name in COMPANY_TEXTS:
            return text_condition(condition, self.company.add(FOLD.format(f"c.{name}")), self.parameters)
        if name in COMPANY_NUMBERS:
            column = self.company.add(f"c.{COMPANY_NUMBERS[name]}::float8")
            return number_condition(condition, column, self.parameters)
        return unknown_condition(condition)


def unknown_condition(condition: Condition) -> str:
    """An attribute nobody has is blank for everybody."""
    return "true" if condition["op"] == "is_blank" else "false"


def text_condition(condition: Condition, folded: str, parameters: Parameters) -> str:
    """A condition on a text that is already folded (NULL: there is no such record)."""
    operator: str = condition["op"]
    value: Any = condition.get("value")
    if operator == "is_blank":
        return f"coalesce({folded}, '') = ''"
    if operator == "is_present":
        return f"{folded} <> ''"
    if operator in ("in", "eq", "not_in"):
        texts = _folded_texts(value if operator != "eq" else [value])
        if operator == "not_in":
            return f"({folded} <> '' AND {folded} <> ALL({parameters.texts(texts)}))"
        present = [text for text in texts if text]
        return f"{folded} = ANY({parameters.texts(present)})"
    if operator == "contains_any":
        parts = [fold_text(str(part)) for part in value or ()]
        anywhere = " OR ".join(f"position({parameters(part, 'text')} in {folded}) > 0" for part in parts)
        return f"({folded} <> '' AND ({anywhere}))"
    if operator in ("email_domain_free", "email_domain_in"):
        domains = sorted(FREE_MAIL_DOMAINS) if operator == "email_domain_free" else _folded(value or ())
        domain = f"CASE WHEN position('@' in {folded}) > 0 THEN split_part({folded}, '@', -1) ELSE '' END"
        return f"({folded} <> '' AND {domain} = ANY({parameters.texts(domains)}))"
    return "false"  # numbers are asked of a text


def number_condition(condition: Condition, number: str, parameters: Parameters) -> str:
    """A condition on a number (NULL: blank)."""
    operator: str = condition["op"]
    value: Any = condition.get("value")
    if operator == "is_blank":
        return f"{number} IS NULL"
    if operator == "is_present":
        return f"{number} IS NOT NULL"
    if operator in ("gte", "lte"):
        return f"{number} {'>=' if operator == 'gte' else '<='} {parameters.number(value)}"
    if operator == "between":
        return f"{number} BETWEEN {parameters.number(value[0])} AND {parameters.number(value[1])}"
    if operator in ("in", "eq", "not_in"):
        numbers = _numbers(value if operator != "eq" else [value])
        if operator == "not_in":
            return f"({number} IS NOT NULL AND {number} <> ALL({parameters(numbers, 'float8[]')}))"
        return f"{number} = ANY({parameters(numbers, 'float8[]')})"
    return "false"  # texts are asked of a number


def json_condition(
    condition: Condition, column: str, key: str, parameters: Parameters, table: Table | None = None
) -> str:
    """A condition on the value of a key in a JSON column: like is compared with like, by the type it has.

    With a `table` its subquery delivers what is compared.
    """
    found = _Json(column, key, table.add if table else _in_brackets)
    operator = condition["op"]
    if operator == "is_blank":
        return f"NOT {found.is_present()}"
    if operator == "is_present":
        return found.is_present()
    if operator in ("gte", "lte", "between"):
        return number_condition(condition, found.number(), parameters)
    if operator in ("contains_any", "email_domain_free", "email_domain_in"):
        return text_condition(condition, found.text(), parameters)
    is_one = found.is_one_of(condition["value"] if operator != "eq" else [condition["value"]], parameters)
    return f"({found.is_present()} AND NOT {is_one})" if operator == "not_in" else is_one


class _Json:
    """A JSON value asked by type; every answer is true or false, never NULL, except the plain values."""

    def __init__(self, column: str, key: str, deliver: Callable[[str], str]) -> None:
        self.deliver = deliver
        self.kind, self.plain = f"jsonb_typeof({column} -> {key})", f"({column} ->> {key})"

    def _if(self, kind: str, expression: str) -> str:
        return self.deliver(f"CASE WHEN {self.kind} = '{kind}' THEN {expression} END")

    def text(self) -> str:
        return self._if("string", FOLD_ONCE.format(self.plain))

    def number(self) -> str:
        return self._if("number", f"{self.plain}::float8")

    def boolean(self) -> str:
        return self._if("boolean", f"{self.plain}::boolean")

    def is_present(self) -> str:
        kind = self.deliver(self.kind)
        return f"(coalesce({kind}, 'null') <> 'null' AND coalesce({self.text()}, '-') <> '')"

    def is_one_of(self, values: Sequence[Any], parameters: Parameters) -> str:
        """Only the types that occur among the values are looked at."""
        parts = []
        if texts := [text for text in _folded_texts(values) if text]:
            parts.append(f"{self.text()} = ANY({parameters.texts(texts)})")
        if numbers := _numbers(values):
            parts.append(f"{self.number()} = ANY({parameters(numbers, 'float8[]')})")
        if answers := [value for value in values if isinstance(value, bool)]:
            parts.append(f"{self.boolean()} = ANY({parameters(answers, 'bool[]')})")
        return f"coalesce({' OR '.join(parts)}, false)" if parts else "false"


def _in_brackets(expression: str) -> str:
    return f"({expression})"


def _folded_texts(values: Sequence[Any]) -> list[str]:
    return [fold_text(value) for value in values if isinstance(value, str)]


def _folded(values: Sequence[Any]) -> list[str]:
    return [fold_text(str(value)) for value in values]


def _numbers(values: Sequence[Any]) -> list[float]:
    return [float(value) for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]

"""The list of rules is complete and in order, each id occurs once, and each rule is used and tested."""

import pkgutil
import re
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from publisher import rules
from publisher.model.findings import Finding, Position, Severity
from publisher.model.messages import message
from publisher.rules.registry import RULES, rules_in
from publisher.rules.rule import Family, Rule

PACKAGE = Path(__file__).parents[3] / "publisher"
ID = re.compile(r"PUB\d{3}")


def modules() -> Iterable[ModuleType]:
    """Return every module of the package of rules."""
    return (import_module(f"{rules.__name__}.{info.name}") for info in pkgutil.iter_modules(rules.__path__))


def constants() -> dict[str, Rule]:
    """Return every rule of the package by the name of its constant."""
    pairs = (pair for module in modules() for pair in vars(module).items())
    return {name: value for name, value in pairs if isinstance(value, Rule)}


def test_every_rule_that_a_module_defines_is_listed() -> None:
    assert sorted(rule.id for rule in constants().values()) == list(RULES)


def test_every_rule_of_the_list_is_used_by_its_name() -> None:
    sources = [path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")]
    unused = [name for name in constants() if not any(re.search(rf"\b{name}\b(?! = )", text) for text in sources)]

    assert unused == []


def test_no_id_stands_outside_the_package_of_rules() -> None:
    sources = (path for path in PACKAGE.rglob("*.py") if path.parent.name != "rules")
    quoted = [path.name for path in sources if re.search(r"[\"']PUB\d", path.read_text(encoding="utf-8"))]

    assert quoted == []


def test_rules_are_in_order_and_each_is_under_its_id() -> None:
    assert list(RULES) == sorted(RULES)
    assert all(ID.fullmatch(name) and rule.id == name for name, rule in RULES.items())


def test_an_id_that_two_rules_have_is_refused() -> None:
    module = ModuleType("double")
    module.FIRST = Rule("PUB999", Family.VALUES, message("One."))  # type: ignore[attr-defined]
    module.SECOND = Rule("PUB999", Family.VALUES, message("Two."))  # type: ignore[attr-defined]

    with pytest.raises(ValueError, match="PUB999"):
        rules_in([module])


def test_a_rule_that_two_modules_know_is_listed_once() -> None:
    first, second = ModuleType("first"), ModuleType("second")
    first.RULE = second.RULE = Rule("PUB999", Family.VALUES, message("One."))  # type: ignore[attr-defined]

    assert list(rules_in([first, second])) == ["PUB999"]


def test_every_family_has_rules_and_a_heading_of_its_own() -> None:
    assert {rule.family for rule in RULES.values()} == set(Family)
    assert len({str(family.title) for family in Family}) == len(Family)


def test_every_rule_asks_in_a_sentence() -> None:
    assert [rule.id for rule in RULES.values() if not str(rule.asks).endswith(".")] == []
    assert str(RULES["PUB103"].asks) == "A key is given once."


def test_every_rule_has_a_test() -> None:
    tests = Path(__file__).parents[1].rglob("test_*.py")
    tested = {rule_id for path in tests for rule_id in ID.findall(path.read_text(encoding="utf-8"))}

    assert RULES.keys() - tested == set()


@pytest.mark.parametrize("severity", Severity)
def test_a_finding_has_the_id_and_the_severity_of_its_rule(severity: Severity) -> None:
    rule = Rule("PUB999", Family.VALUES, message("A value is good."), severity)
    at, what, fix = Position("a.yml", 3, 4), message("no"), message("Write yes.")

    assert rule.at(at, what, fix, "non", secret=True) == Finding("PUB999", severity, at, what, fix, "non", secret=True)
    assert rule.at(at, what) == Finding("PUB999", severity, at, what)

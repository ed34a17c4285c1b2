"""The list of planted faults is correct: each fits the current source, and names tests that exist."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from tests.mutations.fault import ROOT, Fault, node_ids
from tests.mutations.faults import FAULTS

EACH = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(fault.id for fault in FAULTS).items() if count > 1] == []


@EACH
def test_it_can_be_planted_once_and_the_module_still_compiles(fault: Fault) -> None:
    spoiled = fault.plant(ROOT)

    source = (ROOT / spoiled.file).read_text(encoding="utf-8")
    assert ast.unparse(ast.parse(spoiled.source)) != ast.unparse(ast.parse(source))
    compile(spoiled.source, str(spoiled.file), "exec")


@EACH
def test_the_tests_that_are_to_notice_are_there(fault: Fault) -> None:
    assert node_ids(fault.tests, ROOT)


@EACH
def test_it_says_what_is_lost(fault: Fault) -> None:
    assert fault.loss.endswith(".")
    assert fault.plant(ROOT).file.parts[0] == "publisher"

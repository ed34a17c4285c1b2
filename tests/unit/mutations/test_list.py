"""The list of planted faults stays true: each fits the source as it is, and names tests that are there."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.mutations.fault import ROOT, Fault, NotOnceError, nodes
from tests.mutations.faults import FAULTS

EACH = pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.id)


def source_of(fault: Fault) -> str:
    return (ROOT / fault.file).read_text(encoding="utf-8")


def test_ids_are_unique() -> None:
    assert [name for name, count in Counter(fault.id for fault in FAULTS).items() if count > 1] == []


@EACH
def test_it_can_be_planted_once_and_the_module_still_compiles(fault: Fault) -> None:
    source = source_of(fault)

    spoiled = fault.plant(source)

    assert spoiled != source
    compile(spoiled, fault.file, "exec")


@EACH
def test_the_tests_that_are_to_notice_are_there(fault: Fault) -> None:
    assert nodes(fault.tests, ROOT)


@EACH
def test_it_says_what_is_lost(fault: Fault) -> None:
    assert fault.loss.endswith(".")
    assert fault.file.startswith("publisher/")


@pytest.mark.parametrize("source", ["nothing of it", "twice twice"])
def test_a_piece_that_is_not_there_once_is_refused(source: str) -> None:
    fault = Fault(id="x", loss="X.", file="publisher/x.py", piece="twice", planted="once", tests=())

    with pytest.raises(NotOnceError):
        fault.plant(source)

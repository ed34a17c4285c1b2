"""At most so many findings of a rule are shown one by one for a file; one more counts the others."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from publisher.model.findings import Finding
from publisher.model.messages import counted

MOST: Final = 20
"""Findings of one rule in one file."""


@dataclass
class _Rest:
    """What is not shown of one rule."""

    first: Finding
    count: int


class RepeatedFindings:
    """Passes on the first findings of each rule, and counts the others. Keeps one finding for each rule."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._shown: dict[str, int] = {}
        self._rest: dict[str, _Rest] = {}

    def limited(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield those that are to be shown one by one."""
        for finding in findings:
            shown = self._shown.get(finding.rule, 0)
            if shown < self._most:
                self._shown[finding.rule] = shown + 1
                yield finding
            elif (rest := self._rest.get(finding.rule)) is not None:
                rest.count += finding.count
            else:
                self._rest[finding.rule] = _Rest(finding, finding.count)

    def rest(self) -> Iterator[Finding]:
        """Yield a finding for each rule with more; it stands where the first one is that was not shown."""
        for rest in self._rest.values():
            if rest.count == 1:
                yield rest.first
                continue
            what = counted(
                "from here on, {n} more place with the same mistake",
                "from here on, {n} more places with the same mistake",
                n=rest.count,
            )
            cell = replace(rest.first.cell, column=None) if rest.first.cell else None
            yield replace(rest.first, what=what, count=rest.count, cell=cell, repair=None)

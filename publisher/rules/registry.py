"""Every rule, by its id. `docs/rules.md` is generated from this list."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType, ModuleType
from typing import Final

from publisher.model.findings import Finding
from publisher.rules import (
    addresses,
    between_manifests,
    catalogs,
    communes,
    contacts,
    data_content,
    data_files,
    dates,
    keywords,
    licences_and_hvd,
    links,
    metadata,
    personal_data,
    publication,
    quality,
    resources,
    spelling,
    structure,
    syntax,
    table_schema,
    values,
)
from publisher.rules.rule import Family, Rule

MODULES: Final = (
    syntax,
    structure,
    values,
    catalogs,
    data_files,
    data_content,
    table_schema,
    personal_data,
    between_manifests,
    metadata,
    spelling,
    communes,
    keywords,
    dates,
    contacts,
    licences_and_hvd,
    publication,
    addresses,
    resources,
    links,
    quality,
)
"""The modules that define rules."""


def rules_in(modules: Iterable[ModuleType]) -> Mapping[str, Rule]:
    """Return the rules that the modules define, in the order of their ids.

    Raises `ValueError` for an id that two rules have.
    """
    by_id: dict[str, Rule] = {}
    for rule in (value for module in modules for value in vars(module).values() if isinstance(value, Rule)):
        if by_id.setdefault(rule.id, rule) is not rule:
            raise ValueError(f"two rules have the id {rule.id}")
    return MappingProxyType(dict(sorted(by_id.items())))


RULES: Final = rules_in(MODULES)


def is_about_persons(finding: Finding) -> bool:
    """Return whether a finding is about personal data."""
    rule = RULES.get(finding.rule)
    return rule is not None and rule.family is Family.PERSONAL_DATA

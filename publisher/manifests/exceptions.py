"""The exceptions that manifests make from rules, each with its reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from publisher.manifests.findings_collector import shown
from publisher.model.findings import Finding
from publisher.model.manifest import Manifest
from publisher.model.messages import message
from publisher.rules.registry import RULES
from publisher.rules.rule import Family
from publisher.rules.structure import UNUSED_EXCEPTION


@dataclass(frozen=True)
class SeparatedFindings:
    """Findings that are to be corrected, and those that a manifest accepts."""

    open: tuple[Finding, ...]
    accepted: tuple[Finding, ...]


def without_exceptions(
    findings: Iterable[Finding], manifests: Iterable[Manifest], unchecked: Collection[Family] = ()
) -> SeparatedFindings:
    """Separate the findings that manifests accept, and add one for each exception that nothing needs.

    `unchecked`: the families that were not checked this time; nobody knows whether an exception from one is needed.
    """
    every = tuple(manifests)
    making = [manifest for manifest in every if manifest.exceptions]
    if not making:
        return SeparatedFindings(tuple(findings), ())
    by_file = _manifests_by_file(every)
    accepted, remaining = list[Finding](), list[Finding]()
    for finding in findings:
        (accepted if _is_accepted(finding, by_file) else remaining).append(finding)
    used = {(manifest.key, finding.rule) for finding in accepted for manifest in by_file[finding.at.file]}
    unused = [
        UNUSED_EXCEPTION.at(
            manifest.place(f"exceptions.{rule}"),
            message("nothing in this dataset needs the exception from {rule} any more", rule=rule),
            message("Remove this line."),
        )
        for manifest in making
        for rule in manifest.exceptions
        if (manifest.key, rule) not in used and RULES[rule].family not in unchecked
    ]
    return SeparatedFindings((*remaining, *unused), tuple(accepted))


def _manifests_by_file(manifests: Iterable[Manifest]) -> Mapping[str, list[Manifest]]:
    """Return the manifests of each file in which a finding can be."""
    by_file: dict[str, list[Manifest]] = defaultdict(list)
    for manifest in manifests:
        for file in files_about(manifest):
            by_file[file].append(manifest)
    return by_file


def files_about(manifest: Manifest) -> frozenset[str]:
    """Return the files in which a finding about a dataset can be: its manifest, and the data files that it names."""
    contents = (manifest.content, *manifest.overrides.values())
    resources = (resource for content in contents if content for resource in content.resources)
    return frozenset((manifest.at.file, *(shown(resource.data.path) for resource in resources if resource.data)))


def _is_accepted(finding: Finding, by_file: Mapping[str, list[Manifest]]) -> bool:
    manifests = by_file.get(finding.at.file, ())
    return bool(manifests) and all(finding.rule in manifest.exceptions for manifest in manifests)

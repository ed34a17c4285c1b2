"""Findings as annotations of GitHub Actions and as SARIF: escaping, limits, regions and fixes."""

import json
from typing import Any

import pytest

from publisher.model.findings import Cell, Finding, Position, Replace, Severity
from publisher.model.messages import message
from publisher.views.findings import corrected_text
from publisher.views.findings_github import findings_github
from publisher.views.findings_sarif import findings_sarif

from . import samples


def finding(
    number: int = 1, severity: Severity = Severity.ERROR, file: str = "manifests/a.yml", **more: Any
) -> Finding:
    return Finding("PUB111", severity, Position(file, number, 3), message("unknown key “{key}”", key="x"), **more)


def commands(findings: list[Finding]) -> list[str]:
    """Return the workflow commands, without the count at the end."""
    return [line for line in findings_github(findings, 1).splitlines() if line.startswith("::")]


# ---- annotations


def test_an_annotation_has_its_place_its_rule_and_what_to_do() -> None:
    wrong = finding(7, fix=message("Did you mean “{near}”?", near="y"))

    assert commands([wrong]) == [
        "::error file=manifests/a.yml,line=7,col=3,title=PUB111::Unknown key “x”.%0ADid you mean “y”?"
    ]


@pytest.mark.parametrize(
    ("severity", "kind"), [(Severity.ERROR, "error"), (Severity.WARNING, "warning"), (Severity.ADVICE, "notice")]
)
def test_each_severity_has_its_kind_of_annotation(severity: Severity, kind: str) -> None:
    assert commands([finding(severity=severity)])[0].startswith(f"::{kind} ")


def test_the_gravest_come_first() -> None:
    findings = [finding(1, Severity.ADVICE), finding(2, Severity.WARNING), finding(3)]

    assert [line.split()[0] for line in commands(findings)] == ["::error", "::warning", "::notice"]


def test_of_more_than_ten_the_last_one_says_how_many_more() -> None:
    findings = [finding(number, severity) for severity in (Severity.ERROR, Severity.ADVICE) for number in range(1, 14)]
    lines = commands([*findings, finding(99, Severity.WARNING)])

    assert [line.split()[0] for line in lines] == ["::error"] * 10 + ["::warning"] + ["::notice"] * 10
    assert lines[9] == ("::error title=… and 4 more::Correct the findings above, then check again.")
    assert commands([finding(number) for number in range(1, 11)])[-1].startswith(
        "::error file=manifests/a.yml,line=10,"
    )


@pytest.mark.parametrize(
    "text", ["a\n::stop-commands::x", "a\r\n::add-mask::b", "100%0A::error::x", "::set-env name=A::b"]
)
def test_a_text_of_a_manifest_makes_no_command_of_its_own(text: str) -> None:
    wrong = Finding("PUB111", Severity.ERROR, Position(f"manifests/{text}.yml"), message("“{key}”", key=text))
    output = findings_github([wrong], 1)

    assert len([line for line in output.splitlines() if line.lstrip().startswith("::")]) == 1
    assert "%0A::error" not in output


def test_the_properties_of_a_command_are_escaped() -> None:
    (line,) = commands([finding(file="manifests/a,b: 100%.yml")])

    assert line.startswith("::error file=manifests/a%2Cb%3A 100%25.yml,line=1,")


# ---- SARIF


def run_of(findings: list[Finding]) -> dict[str, Any]:
    log = json.loads(findings_sarif(findings, samples.line_at))
    assert (log["version"], len(log["runs"])) == ("2.1.0", 1)
    run: dict[str, Any] = log["runs"][0]
    return run


def test_a_result_names_its_rule_its_level_and_its_region() -> None:
    run = run_of([samples.FINDINGS[0]])
    (rule,) = run["tool"]["driver"]["rules"]
    (result,) = run["results"]

    assert (rule["id"], result["ruleId"], result["ruleIndex"], result["level"]) == ("PUB201", "PUB201", 0, "error")
    assert rule["shortDescription"]["text"] == "A licence is one of the allowed values."
    assert result["message"]["text"] == "Unknown licence. Did you mean “lov2” (Licence Ouverte 2.0)?"
    assert result["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "manifests/bron/wc.yml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 3, "startColumn": 10, "endColumn": 13},
    }


def test_the_levels_are_those_of_sarif() -> None:
    findings = [finding(severity=severity) for severity in Severity]

    assert [result["level"] for result in run_of(findings)["results"]] == ["error", "warning", "note"]


def test_a_path_is_an_address() -> None:
    (result,) = run_of([finding(file="manifests/été/a b#1.yml")])["results"]

    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location["uri"] == "manifests/%C3%A9t%C3%A9/a%20b%231.yml"


def test_a_finding_in_a_data_file_is_about_its_row() -> None:
    (result,) = run_of([finding(12, file="manifests/a.csv", cell=Cell(12, "code"))])["results"]

    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 12}


@pytest.mark.parametrize(
    ("before", "region"),
    [
        ("", {"startLine": 4, "startColumn": 3, "endColumn": 3}),
        ("LO2", {"startLine": 4, "startColumn": 3, "endColumn": 6}),
        ("-a\n  -b", {"startLine": 4, "startColumn": 3, "endLine": 5, "endColumn": 5}),
    ],
)
def test_a_repair_is_a_fix_of_the_region_that_it_replaces(before: str, region: dict[str, int]) -> None:
    (result,) = run_of([finding(4, repair=Replace(before, "b"))])["results"]
    (change,) = result["fixes"][0]["artifactChanges"]

    assert change["replacements"] == [{"deletedRegion": region, "insertedContent": {"text": "b"}}]


def test_a_run_has_at_most_the_results_that_github_shows() -> None:
    run = run_of([*(finding(number, Severity.ADVICE) for number in range(5001)), finding(7)])

    assert len(run["results"]) == 5000
    assert run["results"][0]["level"] == "error"
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"] == "… and 2 more"


def test_a_long_message_is_cut() -> None:
    wrong = Finding("PUB111", Severity.ERROR, Position("a.yml"), message("“{key}”", key="x" * 9000))

    assert len(run_of([wrong])["results"][0]["message"]["text"]) == 2000


def test_the_name_of_a_file_that_is_not_utf_8_is_percent_encoded() -> None:
    (result,) = run_of([finding(file="manifests/bron/caf\udce9.yml")])["results"]

    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "manifests/bron/caf%E9.yml"


# ---- what `--fix` wrote


def test_spaces_that_were_corrected_are_visible() -> None:
    spaces = [
        finding(repair=Replace("\t", "  ")),
        finding(repair=Replace("", " ")),
        finding(repair=Replace("a=", "a: ")),
    ]

    assert [line.partition("PUB111  ")[2] for line in corrected_text(spaces).splitlines()] == [
        "“→” replaced by “␣␣”",
        "“␣” added",
        "“a=” replaced by “a:”",
    ]

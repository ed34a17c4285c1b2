"""The action of this repository in the workflows of another one, with its steps written in their place."""

import re
from collections.abc import Iterator
from typing import Any, Final

import yaml

from .scratch import ROOT, Document

USES: Final = "OWNER/publisher@COMMIT"
CONDITION: Final = re.compile(r"inputs\.run (==|!=) '([a-z-]+)'")
LAST: Final = "Valeur inconnue"


def action() -> Document:
    """Return the action."""
    document: Document = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
    return document


def pages() -> dict[str, str]:
    """Return the workflow files that docs/action.md shows, by their names."""
    text = (ROOT / "docs" / "action.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n# \.github/workflows/([a-z-]+)\.yml\n(.*?)```", text, re.DOTALL)
    return {name: body.replace("PORTAL", "GRANDLYON") for name, body in blocks}


def inlined(name: str) -> Document:
    """Return one of these workflows with the steps of the action in place of each step that uses it."""
    document: dict[object, Any] = yaml.safe_load(pages()[name])
    jobs = {key: {**job, "steps": list(_steps(job["steps"]))} for key, job in document["jobs"].items()}
    return {"defaults": {"run": {"shell": "bash"}}, "jobs": jobs}


def _steps(steps: list[Document]) -> Iterator[Document]:
    for step in steps:
        assert step["uses"] == USES, "another repository needs nothing else"
        for inner in action()["runs"]["steps"]:
            if (
                inner["name"] != LAST
                and (condition := _condition(inner.get("if", ""), step["with"]["run"])) is not None
            ):
                assert inner.get("shell", "bash") == "bash"
                outer = step.get("if", "").removeprefix("${{ ").removesuffix(" }}")
                yield {**inner, "env": {**step.get("env", {}), **inner.get("env", {})}, "if": condition or outer}


def _condition(text: str, run: str) -> str | None:
    """Return what remains of a condition once it is known what the job does; None where the step does not run."""
    for alternative in text.split(" || "):
        parts = alternative.split(" && ")
        known = {part: match for part in parts if (match := CONDITION.fullmatch(part))}
        if all((match[2] == run) == (match[1] == "==") for match in known.values()):
            return " && ".join(part for part in parts if part not in known)
    return None

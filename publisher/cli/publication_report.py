"""The file of `--report`: what became of each dataset, also where the command ended before it could say more."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from publisher.catalogs.errors import CatalogError
from publisher.cli.local_files import reported_if_unwritable
from publisher.cli.run_origin import run_origin
from publisher.cli.workspace import Workspace
from publisher.locale import _
from publisher.model.actor import Actor
from publisher.model.findings import ManifestError, Severity
from publisher.model.outcome import Report
from publisher.model.plan import Plan
from publisher.sync.plan.who_acts import who_mends
from publisher.views import console, json_results
from publisher.views.publication_json import Stopped, publication_document


class PublicationReport:
    """What a command knows so far of the publication, and the file that says it; None where no file is asked for."""

    def __init__(self, file: Path | None, manifests: Path) -> None:
        self._file = file
        self._commit = run_origin(manifests, os.environ).commit if file else None
        self.workspace: Workspace | None = None
        """None until the manifests are read."""
        self._plan: Plan | None = None
        self._report: Report | None = None

    def planned(self, plan: Plan) -> None:
        """Write what is planned: a run that is killed leaves this. Raises `click.ClickException`."""
        self._plan = plan
        self._write(None)

    def applied(self, report: Report) -> None:
        """Write what was done. Where the file cannot be written, a note says so: the run is over, and has its code."""
        self._report = report
        self._write_or_note(None)

    def stopped(self, why: Stopped) -> None:
        """Write why the command ends."""
        self._write_or_note(why)

    def _write_or_note(self, why: Stopped | None) -> None:
        try:
            self._write(why)
        except click.ClickException as error:
            console.note(f"✘ {error.format_message()}")

    def _write(self, why: Stopped | None) -> None:
        if self._file is None:
            return
        manifests = self.workspace.manifests if self.workspace else None
        document = publication_document(manifests, self._plan, self._report, why, self._commit)
        with reported_if_unwritable(self._file):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            self._file.write_text(json_results.dumps(document) + "\n", encoding="utf-8")


def report_option() -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `--report`."""
    return click.option(
        "--report",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar=_("FILE"),
        help=_("Also write what became of each dataset into this file: JSON without values, for other programs."),
    )


@contextmanager
def reported(file: Path | None, manifests: Path) -> Iterator[PublicationReport]:
    """Yield the report of a command. An error of the block is written into it, too."""
    report = PublicationReport(file, manifests)
    try:
        yield report
    except click.UsageError:
        raise
    except (ManifestError, CatalogError, click.ClickException) as error:
        report.stopped(_stopped(error))
        raise


def _stopped(error: ManifestError | CatalogError | click.ClickException) -> Stopped:
    """Return why a command ends."""
    match error:
        case ManifestError():
            wrong = (finding for finding in error.findings if finding.severity is Severity.ERROR)
            files = tuple(dict.fromkeys(finding.at.file for finding in wrong))
            return Stopped(_("a manifest is invalid"), Actor.PRODUCER, files=files)
        case CatalogError():
            # A refusal to be read is about no manifest.
            actor = Actor.NEXT_RUN if who_mends(error) is Actor.NEXT_RUN else Actor.TEAM
            return Stopped(str(error.what), actor, error.catalog)
        case click.ClickException(__cause__=CatalogError() as cause):
            return _stopped(cause)
        case _:
            return Stopped(error.format_message(), Actor.TEAM)

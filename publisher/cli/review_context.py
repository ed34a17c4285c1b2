"""What a reviewer sees beside a plan: links to the manifests, and the rows of the files that change."""

import time

from publisher.capture.compare_planned_files import new_columns, row_changes
from publisher.cli.workspace import Workspace
from publisher.model.plan import Plan
from publisher.views.dataset_review import FileReview, ReviewContext
from publisher.views.row_changes_markdown import new_columns_markdown, row_changes_markdown, row_counts_markdown
from publisher.views.source_links import SourceLinks


def review_context(workspace: Workspace, plan: Plan, source: str | None) -> ReviewContext:
    """Return the context of a plan. Published files come from git, or are read from the catalogues.

    `source`: where the files of the repository are shown on the web.
    """
    places = {manifest.key: manifest.at for manifest in workspace.manifests.manifests}
    changed = row_changes(plan, workspace.catalogs, time.monotonic)
    files = {
        place: FileReview(row_changes_markdown(rows), row_counts_markdown(rows)) for place, rows in changed.items()
    }
    files |= {place: FileReview(new_columns_markdown(names)) for place, names in new_columns(plan).items()}
    return ReviewContext(SourceLinks(source, places), files)

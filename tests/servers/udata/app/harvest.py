"""Harvest a catalogue twice with udata's own harvester, into a udata of its own: `harvest BACKEND URL [ORGANIZATION]`.

The backend is `ckan` (the address of a CKAN, and one of its organizations) or `dcat` (the address of a DCAT catalogue).
Prints one JSON document per turn.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from udata.app import create_app, standalone

from . import database
from .seed import seed

TURNS = 2


def _turn(backend: Any, source: Any, organization: Any) -> dict[str, object]:
    """Harvest once, and return what came of each entry, and what is there now."""
    from udata.models import Dataset

    job = backend(source).harvest()
    problems = [error.message for item in job.items for error in item.errors] + [error.message for error in job.errors]
    datasets = list(Dataset.objects(organization=organization))
    return {
        "status": job.status,
        "items": {item.remote_id: item.status for item in job.items},
        "problems": problems,
        "datasets": [
            {
                "remote_id": dataset.harvest.remote_id,
                "title": dataset.title,
                "license": dataset.license and dataset.license.id,
                "frequency": dataset.frequency and dataset.frequency.value,
                "tags": list(dataset.tags),
                "description": dataset.description,
                "temporal": dataset.temporal_coverage
                and [dataset.temporal_coverage.start, dataset.temporal_coverage.end],
                "zones": [zone.id for zone in dataset.spatial.zones] if dataset.spatial else [],
                "contacts": [[contact.name, contact.email] for contact in dataset.contact_points],
                "issued": dataset.harvest.issued_at and dataset.harvest.issued_at.date(),
                "page": dataset.harvest.remote_url,
                "extras": dataset.extras,
                "resources": [
                    {
                        "title": resource.title,
                        "format": resource.format,
                        "mime": resource.mime,
                        "url": resource.url,
                        "filesize": resource.filesize,
                        "description": resource.description,
                        "type": resource.type,
                        "schema": resource.schema and (resource.schema.name or resource.schema.url),
                    }
                    for resource in dataset.resources
                ],
            }
            for dataset in datasets
        ],
    }


def main(backend: str, url: str, organization_name: str = "") -> None:
    """Harvest a catalogue; of a CKAN, the entries of one organization."""
    database.without_text_search()
    application = standalone(create_app())
    application.config["HARVESTER_BACKENDS"] = ["*"]
    database.without_counting()
    with application.app_context(), application.test_request_context():
        seed()
        from udata.harvest.backends import get_backend
        from udata.harvest.models import HarvestSource
        from udata.models import Organization

        organization = Organization(name="Moissons", description="Ce que le moissonneur crée").save()
        filters = {"filters": [{"key": "organization", "value": organization_name}]} if organization_name else {}
        source = HarvestSource(
            name="Source", url=url, backend=backend, organization=organization, config=filters
        ).save()
        for _ in range(TURNS):
            print(json.dumps(_turn(get_backend(backend), source, organization), default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])

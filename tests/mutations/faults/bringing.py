"""Faults in what is brought from a portal into manifests."""

from tests.mutations.fault import Fault, unit

PULLING = "publisher/capture/pull_edits.py"
MANUSCRIPT = "publisher/capture/yaml_editor.py"
DRAFT = "publisher/capture/draft_manifest.py"

BRINGING = (
    Fault(
        id="pull-takes-what-the-portal-never-held",
        loss="A keyword too short for data.gouv.fr leaves the manifest, and with the next sync data.grandlyon.com.",
        file=PULLING,
        piece="if not known_forms or known_forms & set(portal_keywords)",
        planted="if known_forms & set(portal_keywords)",
        tests=unit("test_keywords_of_udata"),
    ),
    Fault(
        id="pull-spells-out-the-layers",
        loss="The theme's keywords stand in the manifest a second time, in the portal's spelling, and go to the other.",
        file=PULLING,
        piece="known_forms = {*layered, *(",
        planted="known_forms = {*(",
        tests=unit("test_keywords_of_udata"),
    ),
    Fault(
        id="pull-reorders-without-the-new",
        loss="A resource that is still to be published leaves the manifest where the portal's order is brought.",
        file=MANUSCRIPT,
        piece="[next(ids_in_new_order) if resource_id in order else resource_id for resource_id in current_ids]",
        planted="[next(ids_in_new_order) for resource_id in current_ids if resource_id in order]",
        tests=unit("test_a_resource_that_the_portal_has_not_yet_keeps_its_place"),
    ),
    Fault(
        id="pull-loses-comments",
        loss="What a colleague noted beside a keyword is gone when a portal's edit is brought.",
        file=MANUSCRIPT,
        piece="        comments = self._comments_in(key, old)\n",
        planted="        comments: list[str] = []\n",
        tests=unit("test_comments_among_the_lines_of_a_value_stay"),
    ),
    Fault(
        id="import-says-what-is-lost",
        loss="Each plan counts as lost a value that the portal has: nobody reads the losses any more.",
        file=DRAFT,
        piece="return (*candidate.differences, *_dropped_values(desired.content, content))",
        planted="return candidate.differences",
        tests=unit("test_what_udata_could_not_take_back_is_left_to_it"),
    ),
    Fault(
        id="import-takes-every-title-for-its-own",
        loss="The second commune cannot import what the first one has, for all eight kinds of data.",
        file="publisher/capture/classify_entries.py",
        piece=" if organizations.get(producer_of(manifest.key)) == organization",
        planted="",
        tests=unit("test_another_communes_dataset_of_the_same_title_is_another_dataset"),
    ),
)

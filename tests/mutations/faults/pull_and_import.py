"""Faults in what is brought from a portal into manifests."""

from tests.mutations.edits import Rewrite
from tests.mutations.fault import Fault, unit

PULL_AND_IMPORT = (
    Fault(
        id="pull-takes-what-the-portal-never-held",
        loss="A keyword too short for data.gouv.fr leaves the manifest, and with the next sync data.grandlyon.com.",
        function="_keywords",
        edit=Rewrite("not A or A & B", "A & B"),
        tests=unit("test_keywords_of_udata"),
    ),
    Fault(
        id="pull-spells-out-the-layers",
        loss="The theme's keywords stand in the manifest a second time, in the portal's spelling, and go to the other.",
        function="_keywords",
        edit=Rewrite("{*A, *B}", "{*B}"),
        tests=unit("test_keywords_of_udata"),
    ),
    Fault(
        id="pull-reorders-without-the-new",
        loss="A resource that is still to be published leaves the manifest where the portal's order is brought.",
        function="reorder_resources",
        edit=Rewrite("[A if B in C else B for B in D]", "[A for B in D if B in C]"),
        tests=unit("test_a_resource_that_is_not_in_the_catalogue_yet_keeps_its_place"),
    ),
    Fault(
        id="pull-loses-comments",
        loss="What a colleague noted beside a keyword is gone when a portal's edit is brought.",
        function="_rewrite_pair",
        edit=Rewrite('"".join(A) + B', "B"),
        tests=unit("test_comments_among_the_lines_of_a_value_stay"),
    ),
    Fault(
        id="import-says-what-is-lost",
        loss="Each plan counts as lost a value that the portal has: nobody reads the losses any more.",
        function="_remaining_changes",
        edit=Rewrite("(*A, *B)", "A"),
        tests=unit("test_what_udata_could_not_take_back_is_left_to_it"),
    ),
    Fault(
        id="import-takes-every-title-for-its-own",
        loss="The second commune cannot import what the first one has, for all eight kinds of data.",
        function="_keys_by_title",
        edit=Rewrite("A == B", "True"),
        tests=unit("test_another_communes_dataset_of_the_same_title_is_another_dataset"),
    ),
)

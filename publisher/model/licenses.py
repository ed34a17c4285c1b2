"""Licences: the lists of data.gouv.fr and of CKAN, their addresses as data.gouv.fr has them."""

from types import MappingProxyType
from typing import Final

from publisher.model.vocabulary import ODC, OPEN_DEFINITION, Term, Vocabulary

UNSPECIFIED_LICENSE: Final = "notspecified"
"""The word for no licence."""
FOR_ADMINISTRATIONS: Final = frozenset({"lov2", "fr-lo", "odc-odbl"})
"""On the list for information that is no software: article D. 323-2-1, I, of the code of relations between the public
and the administration."""

LICENSES: Final = Vocabulary(
    (
        Term(
            "lov2",
            "Licence Ouverte 2.0",
            (
                "etalab-2.0",
                "Licence Ouverte / Open Licence version 2.0",
                "Licence Ouverte v2.0",
                "Licence Ouverte 2",
                "Licence Ouverte v2",
                "Licence Ouverte version 2",
                "Licence Ouverte version 2.0",
                "Licence Ouverte Etalab 2.0",
                "Open Licence 2.0",
                "Etalab 2.0",
                "LO 2.0",
                "LO v2",
                "lo-ol-2.0",
            ),
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
        ),
        Term(
            "fr-lo",
            "Licence Ouverte 1.0",
            (
                "Licence Ouverte / Open Licence",
                "Licence Ouverte 1",
                "Licence Ouverte v1",
                "Licence Ouverte v1.0",
                "etalab-1.0",
                "Etalab 1.0",
                "LO 1.0",
            ),
            "https://www.etalab.gouv.fr/wp-content/uploads/2014/05/Licence_Ouverte.pdf",
        ),
        Term(
            "odc-odbl",
            "ODbL",
            ("Open Data Commons Open Database License", "odbl-1.0", "ODbL 1.0", "ODbL v1.0"),
            ODC + "odbl/summary/",
        ),
        Term("odc-by", "ODC-BY", ("Open Data Commons Attribution License",), ODC + "by/summary/"),
        Term("odc-pddl", "PDDL", ("Open Data Commons Public Domain Dedication and Licence",), ODC + "pddl/summary/"),
        Term("cc-by", "Creative Commons Attribution", ("CC BY",), OPEN_DEFINITION + "cc-by"),
        Term("cc-by-sa", "Creative Commons Attribution Share-Alike", ("CC BY-SA",), OPEN_DEFINITION + "cc-by-sa"),
        Term("cc-zero", "Creative Commons CCZero", ("CC0", "CC0 1.0"), OPEN_DEFINITION + "cc-zero"),
        Term(
            "mobility-license",
            "Licence Mobilités",
            (),
            "https://wiki.lafabriquedesmobilites.fr/wiki/Licence_Mobilit%C3%A9s",
        ),
        Term("other-at", "Autre (attribution)", ("Other (Attribution)",)),
        Term("other-open", "Autre (ouverte)", ("Other (Open)",)),
        Term("other-pd", "Autre (domaine public)", ("Other (Public Domain)",)),
        Term(UNSPECIFIED_LICENSE, "Licence non spécifiée", ("License Not Specified",)),
    ),
    MappingProxyType(
        {
            **dict.fromkeys(
                (
                    "etalab",
                    "licence etalab",
                    "licence ouverte",
                    "licence ouverte/open licence",
                    "licence ouverte d'etalab",
                    "licence ouverte etalab",
                    "open licence",
                ),
                ("lov2", "fr-lo"),
            ),
            **dict.fromkeys(
                (
                    "cc by 4.0",
                    "cc-by 4.0",
                    "cc-by-4.0",
                    "creative commons attribution 4.0",
                    "creative commons by",
                    "creative commons by 4.0",
                ),
                ("cc-by",),
            ),
            **dict.fromkeys(
                (
                    "cc by-sa 4.0",
                    "cc-by-sa 4.0",
                    "cc-by-sa-4.0",
                    "creative commons by-sa",
                    "creative commons by-sa 4.0",
                ),
                ("cc-by-sa",),
            ),
            **dict.fromkeys(("domaine public", "public domain"), ("cc-zero", "odc-pddl", "other-pd")),
            **dict.fromkeys(("data", "libre", "licence libre", "open", "open data", "ouvert", "ouverte"), ()),
        }
    ),
)
"""A licence is never guessed: without its version, the author chooses it. `cc-by` is the only one of this name that the
catalogues have, and without a version; an author who means another than 4.0 must see that."""

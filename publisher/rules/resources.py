"""Rules about the resources of a dataset, and their checks."""

from collections.abc import Iterable
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from publisher.model.communes import words_of
from publisher.model.dataset import Resource
from publisher.model.findings import Finding, Severity
from publisher.model.messages import message
from publisher.model.names import ResourceId
from publisher.model.values import UNMANAGED
from publisher.model.vocabulary import canonical_format
from publisher.rules.checked_dataset import CheckedDataset, DatasetCheck
from publisher.rules.keywords import slug
from publisher.rules.licences_and_hvd import has_documentation
from publisher.rules.rule import Family, Rule

FORMAT_AGAINST_NAME = Rule(
    "PUB557",
    Family.RESOURCES,
    message("The format of a resource is that of its file, or of the end of its address."),
    Severity.WARNING,
)
SAME_ADDRESS_TWICE = Rule(
    "PUB558",
    Family.RESOURCES,
    message("Two resources of a dataset have different addresses or files."),
    Severity.WARNING,
)
NO_DATA_FORMAT = Rule(
    "PUB559",
    Family.RESOURCES,
    message("A dataset has a resource in a format that programs read, such as CSV."),
    Severity.ADVICE,
)
API_WITHOUT_DOCUMENTATION = Rule("PUB560", Family.RESOURCES, message("An API has a documentation."), Severity.ADVICE)
ACCENTED_FILE_NAME = Rule(
    "PUB563",
    Family.RESOURCES,
    message("The name of a data file has neither accents nor spaces: catalogues change them in its address."),
    Severity.WARNING,
)
VAGUE_RESOURCE_TITLE = Rule(
    "PUB561", Family.RESOURCES, message("The title of a resource says what is in it."), Severity.ADVICE
)
NO_MAIN_RESOURCE = Rule(
    "PUB562",
    Family.RESOURCES,
    message("Of several resources, those that hold the data have the type `main`."),
    Severity.ADVICE,
)

_SURE_ENDINGS: Final = frozenset(
    {"csv", "tsv", "geojson", "xls", "xlsx", "ods", "pdf", "kml", "gpkg", "parquet", "json", "xml"}
)
"""Ends of names that say the format."""
_ALSO: Final = {"json": ("geojson", "topojson", "jsonld"), "xml": ("kml", "gml", "rdf", "gpx"), "csv": ("txt", "tsv")}
"""Formats that a file with this end may have besides."""
_SURE_FORMATS: Final = _SURE_ENDINGS | {"shp", "zip", "html", "doc", "docx", "kmz"}
_DOCUMENTS: Final = frozenset({"pdf", "doc", "docx", "odt", "rtf", "html", "ppt", "pptx", "odp", "jpeg", "png"})
_LIST_OF_FORMAT_WORDS: Final = """
    csv tsv json geojson xml xls xlsx ods pdf zip shp shapefile kml kmz gpkg parquet wfs wms api html doc docx txt
    excel fichier fichiers file format donnee donnees data lien link url telechargement telecharger download
    ressource ressources resource jeu de du des le la les au en tableau document test sans titre export
"""
_FORMAT_WORDS: Final = frozenset(_LIST_OF_FORMAT_WORDS.split())
"""Words that say nothing of what is in a resource."""


def _formats(dataset: CheckedDataset) -> Iterable[Finding]:
    for resource in dataset.content.resources:
        form, ending = resource.format, _ending(resource)
        if not isinstance(form, str) or ending not in _SURE_ENDINGS or form not in _SURE_FORMATS:
            continue
        if (
            form == ending
            or form in _ALSO.get(ending, ())
            or dataset.written(f"resources.{resource.id}.format") is None
        ):
            continue
        if resource.data is not None:
            what = message("the format is {format}, and the file ends in .{ending}", format=form, ending=ending)
        else:
            what = message("the format is {format}, and the address ends in .{ending}", format=form, ending=ending)
        fix = message("Write `format: {ending}`, or correct the other of the two.", ending=ending)
        yield FORMAT_AGAINST_NAME.at(dataset.place(f"resources.{resource.id}.format"), what, fix, form)


def _ending(resource: Resource) -> str:
    """Return the end of the name of a file, or of the path of an address, as a format; empty where there is none."""
    if resource.data is not None:
        return canonical_format(PurePosixPath(resource.data.name).suffix.removeprefix("."))
    if not isinstance(resource.url, str):
        return ""
    try:
        name = urlsplit(resource.url).path.rpartition("/")[2]
    except ValueError:
        return ""
    return canonical_format(name.rpartition(".")[2]) if "." in name else ""


def _file_names(dataset: CheckedDataset) -> Iterable[Finding]:
    for resource in dataset.content.resources:
        name = resource.data.name if resource.data is not None else ""
        if name.isascii() and " " not in name:
            continue
        stem, dot, ending = name.rpartition(".")
        better = slug(stem or ending) + (f".{ending.lower()}" if dot and ending.isascii() else "")
        what = message("catalogues change the accents and spaces of the name of this file in its address")
        fix = message("Rename the file to {file}, and write that name here.", file=better)
        if not slug(stem or ending):
            fix = message("Rename the file with letters without accents and digits, and write that name here.")
        yield ACCENTED_FILE_NAME.at(dataset.place(f"resources.{resource.id}.path"), what, fix, name)


def _same_address(dataset: CheckedDataset) -> Iterable[Finding]:
    seen: dict[str, ResourceId] = {}
    for resource in dataset.content.resources:
        source = source_of(resource)
        if source is None:
            continue
        first = seen.setdefault(source, resource.id)
        if first != resource.id:
            key = "url" if resource.data is None else "path"
            what = message("the resource “{id}” has the same address", id=first)
            if resource.data is not None:
                what = message("the resource “{id}” has the same file", id=first)
            fix = message("Delete one of the two, or write the address that is meant here.")
            yield SAME_ADDRESS_TWICE.at(dataset.place(f"resources.{resource.id}.{key}"), what, fix, source)


def source_of(resource: Resource) -> str | None:
    """Return the address of a resource, or the name of its file; None where it has neither."""
    if resource.data is not None:
        return resource.data.name
    return resource.url.rstrip("/") if isinstance(resource.url, str) else None


def _data_format(dataset: CheckedDataset) -> Iterable[Finding]:
    resources = dataset.content.resources
    formats = [resource.format for resource in resources]
    if not resources or not dataset.is_public:
        return
    if all(form in _DOCUMENTS for form in formats):
        known = ", ".join(dict.fromkeys(str(form) for form in formats))
        what = message("no resource has a format that programs read: {known}", known=known)
        fix = message("Add the data themselves, as a CSV for example, beside these documents.")
        place = dataset.place(f"resources.{resources[0].id}.format")
        yield NO_DATA_FORMAT.at(place, what, fix)


def _api_documentation(dataset: CheckedDataset) -> Iterable[Finding]:
    if isinstance(dataset.content.hvd, str) or has_documentation(dataset):
        return
    for resource in dataset.content.resources:
        if resource.type == "api" and resource.description in (None, UNMANAGED):
            what = message("this API has no documentation")
            fix = message("Say in its `description:` how it is asked, or add a resource with `type: documentation`.")
            yield API_WITHOUT_DOCUMENTATION.at(dataset.place(f"resources.{resource.id}.type"), what, fix)


def _titles(dataset: CheckedDataset) -> Iterable[Finding]:
    for resource in dataset.content.resources:
        title = resource.title
        if not isinstance(title, str) or not title or not _says_nothing(title):
            continue
        what = message("this title does not say what is in the resource")
        whole = dataset.content.title if isinstance(dataset.content.title, str) else "…"
        form = resource.format.upper() if isinstance(resource.format, str) else "CSV"
        fix = message("Say it in some words, such as “{example}”.", example=f"{whole} ({form})")
        yield VAGUE_RESOURCE_TITLE.at(dataset.place(f"resources.{resource.id}.title"), what, fix, title)


def _says_nothing(title: str) -> bool:
    """Return whether a title is the name of a file, or has words for formats alone."""
    words = words_of(title)
    is_file_name = " " not in title and ("_" in title or (len(words) > 1 and words[-1] in _FORMAT_WORDS))
    return is_file_name or all(word in _FORMAT_WORDS or word.isdigit() for word in words)


def _main(dataset: CheckedDataset) -> Iterable[Finding]:
    resources = dataset.content.resources
    if len(resources) < 2 or any(resource.type in ("main", "api") for resource in resources):
        return
    what = message("none of the {n} resources has `type: main`", n=len(resources))
    fix = message(
        "Write `type: main` in the resources that hold the data, `type: documentation` in those that explain them."
    )
    yield NO_MAIN_RESOURCE.at(dataset.place(f"resources.{resources[0].id}"), what, fix)


CHECKS: Final[tuple[DatasetCheck, ...]] = (
    _formats,
    _file_names,
    _same_address,
    _data_format,
    _api_documentation,
    _titles,
    _main,
)

"""How the values of a desired dataset are stored, by the projection of a catalogue."""

from dataclasses import replace

from publisher.model.dataset import Dataset, Resource
from publisher.model.messages import message
from publisher.model.names import ResourceId
from publisher.model.projection import Loss, ProjectedValues, Projection, projected_values
from publisher.model.values import UNMANAGED

CSV = Resource(id=ResourceId("csv"), title="Tableau", format="xls")
CONTENT = Dataset(
    title="Toilettes", keywords=("eau", "été"), license="notspecified", contact=None, extras={"insee": "69029"},
    resources=(CSV,),
)  # fmt: skip
WHOLE = ("title", "keywords", "license", "contact", "extras.insee", "resources.csv.title", "resources.csv.format")


def lost(path: str) -> Loss:
    return Loss(path, message("unknown licence"))


def without(*paths: str) -> tuple[str, ...]:
    return tuple(path for path in WHOLE if path not in paths)


def test_what_comes_back_as_it_was_is_the_same() -> None:
    assert projected_values(CONTENT, Projection(CONTENT)) == ProjectedValues(WHOLE, (), ())


def test_another_form_is_shown() -> None:
    projected = replace(CONTENT, keywords=("eau", "ete"), resources=(replace(CSV, format="xlsx"),))

    values = projected_values(CONTENT, Projection(projected))

    assert values.changed == (("keywords", ("eau", "ete")), ("resources.csv.format", "xlsx"))
    assert values.same == without("keywords", "resources.csv.format")


def test_a_word_that_says_nothing_is_kept_as_nothing() -> None:
    assert projected_values(CONTENT, Projection(replace(CONTENT, license=None))) == ProjectedValues(WHOLE, (), ())


def test_what_is_lost_is_neither_kept_nor_turned() -> None:
    projected = replace(CONTENT, license=UNMANAGED, extras={})
    losses = (lost("license"), lost("extras.insee"))

    assert projected_values(CONTENT, Projection(projected, losses)) == ProjectedValues(
        without("license", "extras.insee"), (), losses
    )


def test_what_is_lost_in_part_is_shown_with_what_is_left() -> None:
    losses = (lost("keywords"),)

    values = projected_values(CONTENT, Projection(replace(CONTENT, keywords=("eau",)), losses))

    assert values == ProjectedValues(without("keywords"), (("keywords", ("eau",)),), losses)


def test_a_loss_without_another_value_is_no_value_kept_as_written() -> None:
    losses = (lost("license"),)

    assert projected_values(CONTENT, Projection(CONTENT, losses)) == ProjectedValues(without("license"), (), losses)

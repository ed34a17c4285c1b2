"""`publisher json-schema`: the JSON Schemas of the YAML files, for editors."""

from pathlib import Path

import click

from publisher.cli.exit_codes import Exit
from publisher.cli.help import language
from publisher.cli.local_files import reported_if_unwritable
from publisher.locale import _
from publisher.manifests.json_schema import FILES, file_of, schema_text
from publisher.manifests.key_descriptions import description_of_file
from publisher.model.vocabulary import closest
from publisher.views import console


@click.command(
    "json-schema",
    help=_(
        "Print the JSON Schema of a kind of file, with which an editor completes and checks it. NAME is dataset, "
        "producer, catalogs, defaults, themes or personal-data; without NAME, list them."
    ),
)
@click.argument("name", metavar=_("[NAME]"), required=False)
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), metavar=_("DIR"),
              help=_("Write the schemas of all kinds into this folder."))  # fmt: skip
@language
def json_schema(name: str | None, folder: Path | None) -> Exit:
    """Print a schema, write all of them, or list them."""
    if name is not None and folder is not None:
        raise click.UsageError(_("--out writes all schemas: give it without NAME"))
    if folder is not None:
        _write_all(folder)
    elif name is None:
        for kind in FILES:
            console.out(f"{kind:<14} {description_of_file(kind)}")
    elif name in FILES:
        console.out(schema_text(name))
    else:
        near = closest(name, FILES)
        hint = _("did you mean “{near}”?").format(near=near) if near else ", ".join(FILES)
        raise click.UsageError(_("there is no file of the kind “{name}”; {hint}").format(name=name, hint=hint))
    return Exit.DONE


def _write_all(folder: Path) -> None:
    for name in FILES:
        path = folder / file_of(name)
        with reported_if_unwritable(path):
            folder.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{schema_text(name)}\n", encoding="utf-8", newline="\n")
        console.out(path.as_posix())

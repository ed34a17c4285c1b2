"""`--lang`: taken by `__main__` before anything speaks, and declared here so that click accepts it anywhere."""

import click

from publisher.locale import Language, _

language = click.option(
    "--lang",
    type=click.Choice([one.value for one in Language]),
    expose_value=False,
    help=_("Language of the messages; by default that of the locale."),
)

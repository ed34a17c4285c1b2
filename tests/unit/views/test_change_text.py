"""How a change of a file is told."""

from dataclasses import replace

from publisher.model.values import File
from publisher.views.change_text import file_text

FILE = File(76, "sha1:0aef665d")


def test_a_file_that_is_sent_again_is_not_called_another_one() -> None:
    assert file_text(FILE, replace(FILE, rows=2, columns=2)) == "sent again, since its upload was interrupted: 76 bytes"
    assert file_text(FILE, replace(FILE, checksum="sha1:1")) == "other content of the same size, 76 bytes"

"""What the system of the tests has. The program itself runs on all of them; some tests make what only POSIX has."""

from __future__ import annotations

import os

import pytest

IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

needs_named_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no named pipes in folders")
needs_bash = pytest.mark.skipif(os.name != "posix", reason="a script of the workflows, which run on Linux")

"""The check of SIREN and SIRET numbers: their digits, and their check digit as python-stdnum knows it."""

import re
from typing import Annotated, Final

from pydantic import AfterValidator

from publisher.manifests import json_types
from publisher.manifests.value_types import problem
from publisher.model.messages import message
from publisher.rules.values import INVALID_PRODUCER_CODE

_SIREN: Final = re.compile(r"\d{9}", re.ASCII)
_SIRET: Final = re.compile(r"\d{14}", re.ASCII)
_LOOK_UP: Final = message("Check it on annuaire-entreprises.data.gouv.fr.")


def _siren(text: str) -> str:
    # stdnum ignores spaces and dots; a manifest gives the digits alone
    if not _SIREN.fullmatch(text):
        fix = message("Write its nine digits, without spaces.")
        raise problem(INVALID_PRODUCER_CODE, message("a SIREN has nine digits"), fix)
    from stdnum.fr import siren  # here, for its import takes as long as reading a hundred manifests

    if not siren.is_valid(text):
        raise problem(INVALID_PRODUCER_CODE, message("incorrect SIREN: the check digit does not match"), _LOOK_UP)
    return text


def _siret(text: str) -> str:
    if not _SIRET.fullmatch(text):
        fix = message("Write its fourteen digits, without spaces.")
        raise problem(INVALID_PRODUCER_CODE, message("a SIRET has fourteen digits"), fix)
    from stdnum.fr import siret

    if not siret.is_valid(text):
        raise problem(INVALID_PRODUCER_CODE, message("incorrect SIRET: the check digit does not match"), _LOOK_UP)
    return text


Siren = Annotated[str, AfterValidator(_siren), json_types.digits(9, _SIREN, message("a SIREN has nine digits"))]
Siret = Annotated[str, AfterValidator(_siret), json_types.digits(14, _SIRET, message("a SIRET has fourteen digits"))]

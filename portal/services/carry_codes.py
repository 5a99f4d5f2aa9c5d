"""The code of a letter that asks for a correction: printed inside, opened outside. It crosses while the correction waits, and its birthday does
not: outside that is one of the answers."""

from typing import Any

from portal.clock import to_micro
from portal.db import Unit
from portal.services.cases import Case
from portal.services.correction_code import code_hash, fact_hash
from portal.services.installation import Installation
from portal.store import correction_codes, courier
from portal.store.corrections import CorrectionRow


def opens_somewhere(installation: Installation, unit: Unit, application_id: int) -> bool:
    """Whether there is a page that knows of this correction: zone inner has none for residents, and what never came by courier is known
    nowhere else."""
    return installation.settings.zone != "inner" or courier.of(unit, application_id) is not None


def put_code(
    installation: Installation, unit: Unit, case: Case, correction: CorrectionRow, code: str, birth: str
) -> None:  # fmt: skip
    """In the place of the one before. Inside it is kept, sealed, for the other zone."""
    sealed = case.sealer.seal(_name(correction), code) if installation.settings.zone == "inner" else None
    hashes = code_hash(installation, code), fact_hash(installation, code, birth)
    correction_codes.put(unit, correction.id, *hashes, to_micro(installation.clock.now()), sealed)


def tell_code(unit: Unit, case: Case, correction: CorrectionRow) -> dict[str, str]:
    """Inside; {} where no letter was printed, and once it is answered."""
    row = correction_codes.of_correction(unit, correction.id)
    if row is None or row.sealed_code is None or correction.answered_at is not None:
        return {}
    return {"code": case.sealer.open(_name(correction), row.sealed_code)}


def hear_code(installation: Installation, unit: Unit, case: Case, correction: CorrectionRow, said: Any) -> None:
    """Outside. The caller commits."""
    code, birth = said.get("code"), case.answers.get(case.procedure.principal.get("birth", ""))
    if not isinstance(code, str) or not isinstance(birth, str):
        return
    row = correction_codes.of_correction(unit, correction.id)
    if row is None or row.code_hash != code_hash(installation, code):
        put_code(installation, unit, case, correction, code, birth)


def _name(correction: CorrectionRow) -> str:
    return f"correction code:{correction.asked_at}"

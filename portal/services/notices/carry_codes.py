"""A correction letter's code, carried outside without the birthday."""

from typing import Any

from portal.clock import to_micro
from portal.config import Settings
from portal.db import Unit
from portal.services.cases.cases import Case
from portal.services.notices.correction_code import code_hash, fact_hash
from portal.services.shared.needs import HasCodeKey
from portal.store.courier import courier
from portal.store.desk.corrections import CorrectionRow
from portal.store.notices import correction_codes


def opens_somewhere(settings: Settings, unit: Unit, application_id: int) -> bool:
    """Zone inner has no pages for residents."""
    if not settings.resident_address:
        return False
    return settings.zone != "inner" or courier.of(unit, application_id) is not None


def put_code(
    installation: HasCodeKey, unit: Unit, case: Case, correction: CorrectionRow, code: str, birth: str
) -> None:  # fmt: skip
    """Inside, a sealed copy is kept for outside."""
    sealed = case.sealer.seal(_name(correction), code) if installation.settings.zone == "inner" else None
    hashes = code_hash(installation.code_key, code), fact_hash(installation.code_key, code, birth)
    correction_codes.put(unit, correction.id, *hashes, to_micro(installation.clock.now()), sealed)


def report_code(unit: Unit, case: Case, correction: CorrectionRow) -> dict[str, str]:
    row = correction_codes.of_correction(unit, correction.id)
    if row is None or row.sealed_code is None or correction.answered_at is not None:
        return {}
    return {"code": case.sealer.open(_name(correction), row.sealed_code)}


def apply_code(installation: HasCodeKey, unit: Unit, case: Case, correction: CorrectionRow, carried: Any) -> None:
    code, birth = carried.get("code"), case.answers.get(case.procedure.principal.get("birth", ""))
    if not isinstance(code, str) or not isinstance(birth, str):
        return
    row = correction_codes.of_correction(unit, correction.id)
    if row is None or row.code_hash != code_hash(installation.code_key, code):
        put_code(installation, unit, case, correction, code, birth)


def _name(correction: CorrectionRow) -> str:
    return f"correction code:{correction.asked_at}"

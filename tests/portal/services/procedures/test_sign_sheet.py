"""A section signs assumed lines by content."""

from portal.services.procedures.sign_sheet import sign_sheet, unsigned
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor
from portal.store.shared import audit_records
from tests.forms.loading.small import small

BY = "介護保険課長 見本花子"
ONE = "      - {id: a, type: text, label: ひとつ, max: 20, source: {text: 要綱, certainty: assumed}}\n"
TWO = ONE + "      - {id: b, type: text, label: ふたつ, max: 20, source: {text: 要綱, certainty: assumed}}\n"


def signed(installation: Installation, questions: str) -> int:
    """Returns the number of lines that were unsigned."""
    procedure = small(questions, duty="care-qualification")
    with installation.database.write() as unit:
        count = sign_sheet(installation, unit, Actor("system", "test"), procedure, BY, installation.clock.today())
        unit.commit()
    return count


def test_only_what_says_something_else_is_signed_again(installation: Installation) -> None:
    assert signed(installation, ONE) > 0
    assert signed(installation, ONE) == 0
    assert signed(installation, TWO) == 1
    assert signed(installation, TWO.replace("ふたつ", "ふたつめ")) == 1


def test_signing_is_audited_once_and_not_where_nothing_was_left(installation: Installation) -> None:
    count = signed(installation, ONE)
    signed(installation, ONE)
    with installation.database.read() as unit:
        details = [record.detail for record in audit_records.after(unit, 0) if record.action == "sign sheet"]
    assert details == [f"small 1 {count} lines, signed by {BY} on 2026-11-20"]


def test_only_assumed_lines_are_unsigned(installation: Installation) -> None:
    sure = ONE.replace("assumed", "law")
    with installation.database.read() as unit:
        lines = [
            unsigned(unit, small(questions, duty="care-qualification"), installation.city, installation.clock.today())
            for questions in (ONE, sure)
        ]
    assert [line.what for line in lines[0].values() if line.source == "要綱"] == ["問2"]
    assert [line.what for line in lines[1].values() if line.source == "要綱"] == []
    assert all(line.assumed for line in lines[1].values())

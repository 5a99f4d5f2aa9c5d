"""Further signers at the reader or from home."""

from dataclasses import replace

import pytest

from portal.errors import Conflict, NotAllowed, NotFound
from portal.services.cases.cases import Case, case_of_member
from portal.services.counter.sign_as_further_signer import (
    Signer,
    place_to_sign,
    signer_here,
    signers_here,
    signs_here,
)
from portal.services.residents.protect import STAFF, protect
from portal.services.shared.installation import Installation
from portal.services.shared.rights import Member
from portal.services.shared.write_audit import Actor
from portal.store.cases import applications
from portal.store.courier import courier
from tests.portal.practice_cards import TARO
from tests.portal.services.counter.reading import Reader
from tests.portal.world import DUTY, add_member


@pytest.fixture
def number(reader: Reader) -> str:
    return reader.file()


def signers_at(
    reader: Reader, number: str, member: Member | None = None, city: Installation | None = None, **row: object
) -> tuple[Signer, ...]:
    member, city = member or reader.counter.member, city or reader.city
    with city.database.read() as unit:
        case = case_of_member(city, unit, member, number)
        changed: Case = replace(case, row=case.row._replace(**row))  # type: ignore[arg-type]
        return signers_here(city, unit, member, changed)


@pytest.mark.parametrize(
    ("reader", "may"), [("parallel", [True, True]), ("ordered", [True, False])], indirect=["reader"]
)
def test_each_has_a_code_and_signs_here_in_turn(reader: Reader, number: str, may: list[bool]) -> None:
    signers = signers_at(reader, number)
    assert [signer.here for signer in signers] == may
    assert len({signer.code for signer in signers} - {""}) == 2
    with reader.city.database.read() as unit:
        case = case_of_member(reader.city, unit, reader.counter.member, number)
        ids = signs_here(reader.city, unit, reader.counter.member, case)
    assert ids == {signer.asked.row.signature_id for signer in signers if signer.here}


def test_without_a_reader_they_sign_from_home_and_after_the_decision_nowhere(reader: Reader, number: str) -> None:
    signers = signers_at(reader, number, city=replace(reader.city, card_agent=None))
    assert [(signer.here, bool(signer.code)) for signer in signers] == [(False, True)] * 2
    assert [(signer.here, signer.code) for signer in signers_at(reader, number, decided_at=1)] == [(False, "")] * 2


OUTSIDE = "https://shinsei.city.example"


@pytest.mark.parametrize(
    ("changes", "carried", "address", "with_code"),
    [
        ({}, False, "http://127.0.0.1:8000/signers", True),
        ({"zone": "inner", "resident_url": OUTSIDE}, True, f"{OUTSIDE}/signers", False),
        ({"zone": "inner", "resident_url": OUTSIDE}, False, "", False),  # filed inside, unknown outside
        ({"zone": "inner"}, True, "", False),  # it is not set
        ({"laptop": 2}, False, "", False),
    ],
)
def test_a_signer_gets_the_code_and_the_address_only_where_both_open(
    reader: Reader, number: str, changes: dict[str, object], carried: bool, address: str, with_code: bool
) -> None:
    if carried:
        with reader.city.database.write() as unit:
            row = applications.by_number(unit, number)
            assert row is not None
            courier.keep(unit, courier.CaseRow(row.id, taken_step=1))
            unit.commit()
    settings = reader.city.settings.model_copy(update=changes)
    signers = signers_at(reader, number, city=replace(reader.city, settings=settings))
    assert [(signer.waits, signer.address, bool(signer.code)) for signer in signers] == [(True, address, with_code)] * 2
    place = place_to_sign(signers[0])
    assert (address in place, "窓口で署名" in place, "マイページ" in place) == (
        True,
        True,
        bool(address) and not with_code,
    )


def test_who_may_see_and_not_enter_gets_no_code_and_takes_no_signature(reader: Reader, number: str) -> None:
    exporter = add_member(reader.city, "exporter", ("exporter", "*"))
    signers = signers_at(reader, number, exporter)
    assert [(signer.here, signer.code) for signer in signers] == [(False, "")] * 2
    with reader.city.database.read() as unit, pytest.raises(NotAllowed):
        signer_here(reader.city, unit, exporter, number, signers[0].asked.row.signature_id)


@pytest.mark.parametrize("reader", ["ordered"], indirect=True)
def test_only_whose_turn_it_is_is_asked_for_the_document(reader: Reader, number: str) -> None:
    mate, third = (signer.asked.row for signer in signers_at(reader, number))
    with reader.city.database.read() as unit:
        case, asked, document = signer_here(reader.city, unit, reader.counter.member, number, mate.signature_id)
        assert (asked.row, document.application_id) == (mate, case.row.id)
        with pytest.raises(Conflict):
            signer_here(reader.city, unit, reader.counter.member, number, third.signature_id)
        with pytest.raises(NotFound):
            signer_here(reader.city, unit, reader.counter.member, number, third.signature_id + 1)


def test_where_somebody_is_protected_nobody_else_reads_the_document(reader: Reader, number: str) -> None:
    signature_id = signers_at(reader, number)[0].asked.row.signature_id
    reviewer = add_member(reader.city, "reviewer", ("reviewer", DUTY))
    with reader.city.database.write() as unit:
        protect(reader.city, unit, Actor("staff", "hogo"), [(TARO.name, TARO.birth.isoformat())], STAFF)
        unit.commit()
    assert signers_at(reader, number, reviewer) == ()
    with reader.city.database.read() as unit, pytest.raises(NotFound):
        signer_here(reader.city, unit, reader.counter.member, number, signature_id)

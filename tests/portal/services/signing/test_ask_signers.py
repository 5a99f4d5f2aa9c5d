"""Further signers, their codes and days."""

from dataclasses import replace
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag

from portal.services.cases.cases import Case
from portal.services.filing.drafts import whole_path
from portal.services.shared.sessions import Session
from portal.services.signing.ask_signers import (
    Asked,
    asked_of,
    is_turn,
    opened,
    reason_of,
    repeated_signer,
    same_person,
    shown_to,
    signer_code,
)
from portal.services.signing.judge_signature import ACCEPTED, ASKED, DECLINED, MENDED, PAPER, PERSON
from portal.store.signing import signer_requests
from tests.portal.practice_cards import TARO
from tests.portal.services.signing.signed import ANSWERS, Signing, hide_hanako, name_of
from tests.portal.several import HANAKO, JIRO


def asked(signing: Signing, number: str) -> tuple[Case, tuple[Asked, ...]]:
    with signing.city.database.read() as unit:
        case = signing.case(unit, number)
        return case, asked_of(unit, case.sealer, case.row.id)


def in_state(signer: Asked, state: str) -> Asked:
    return replace(signer, row=replace(signer.row, state=state))


def named(mate: Any, third: Any) -> dict[str, Any]:
    return {
        **ANSWERS, "mate_name": name_of(mate), "mate_birth": mate.birth.isoformat(), "third_name": name_of(third),
        "third_birth": third.birth.isoformat(),
    }  # fmt: skip


def test_each_is_asked_by_name_and_birthday_until_a_day_of_the_definition(signing: Signing, number: str) -> None:
    case, (mate, third) = asked(signing, number)
    assert [(signer.name, signer.birth, signer.label) for signer in (mate, third)] == [
        (HANAKO.name, HANAKO.birth.isoformat(), "一人め"), (JIRO.name, JIRO.birth.isoformat(), "二人め"),
    ]  # fmt: skip
    assert {signer.row.due for signer in (mate, third)} == {"2026-12-04"}
    assert (mate.row.paper, third.row.paper) == (False, True)
    assert mate.expected_holder.birth == HANAKO.birth
    assert mate.waits
    with pytest.raises(InvalidTag):
        opened(case.sealer, replace(mate.row, sealed_who=third.row.sealed_who))


def test_a_code_is_of_one_signer_of_one_application(signing: Signing, taro: Session, number: str) -> None:
    case, (mate, third) = asked(signing, number)
    other, (others_mate, _) = asked(signing, signing.file(taro))
    key = signing.city.code_key
    codes = {
        signer_code(key, application.row, signer.row)
        for application, signer in ((case, mate), (case, third), (other, others_mate), (other, mate))
    }
    assert len(codes) == 4
    assert signer_code(key, case.row, mate.row) in codes, "and stays the same"


@pytest.mark.parametrize("signing", ["ordered"], indirect=True)
@pytest.mark.parametrize(
    ("state", "comes"),
    [(ASKED, False), (DECLINED, False), (PERSON, False), (ACCEPTED, True), (MENDED, True), (PAPER, True)],
)
def test_in_order_the_next_signs_when_the_one_before_has(
    signing: Signing, number: str, state: str, *, comes: bool
) -> None:
    _, (mate, third) = asked(signing, number)
    signers = (in_state(mate, state), third)
    assert is_turn(signers, third) is comes
    assert is_turn(signers, signers[0])


def test_at_once_nobody_waits_for_another(signing: Signing, number: str) -> None:
    _, (mate, third) = asked(signing, number)
    assert is_turn((mate, third), third)


@pytest.mark.parametrize(
    ("mate", "third", "name"), [(HANAKO, JIRO, ""), (HANAKO, HANAKO, "見本 花子"), (TARO, JIRO, "見本 太郎")]
)
def test_one_person_named_for_two_signatures_is_reported(
    signing: Signing, taro: Session, mate: Any, third: Any, name: str
) -> None:
    draft = signing.draft(taro, named(mate, third))
    with signing.city.database.read() as unit:
        assert same_person(signing.city, unit, draft, whole_path(signing.city, draft)) == name
    assert repeated_signer((), [(TARO.name, TARO.birth.isoformat())]) is None


def test_where_somebody_is_protected_no_other_signer_is_shown_the_document(signing: Signing, number: str) -> None:
    with signing.city.database.write() as unit:
        assert len(shown_to(signing.city, unit, signing.case(unit, number))) == 2
        hide_hanako(signing, unit, number)
        case = signing.case(unit, number)
        assert shown_to(signing.city, unit, case) == ()
        assert len(asked_of(unit, case.sealer, case.row.id)) == 2, "the section asks them on paper"


def test_a_reason_is_read_only_of_who_declined(signing: Signing, number: str) -> None:
    case, (mate, _) = asked(signing, number)
    with signing.city.database.write() as unit:
        signature_id = mate.row.signature_id
        signer_requests.give_reason(unit, signature_id, case.sealer.seal(f"declined:{signature_id}", "知らない"))
        row = signer_requests.of_application(unit, case.row.id)[0]
    assert reason_of(case.sealer, row) == ""
    assert reason_of(case.sealer, replace(row, state=DECLINED)) == "知らない"

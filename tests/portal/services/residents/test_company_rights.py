"""Who gives rights in a company, and to whom."""

import pytest

from portal.errors import BadRequest, NoCompanyRight, NotFound
from portal.services.residents.company_rights import fileable, give_rights, gives, history, members_of
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import READ, SEND, Session
from portal.store.residents import company_members
from portal.store.residents.company_members import CompanyRightRow
from tests.portal.services.residents.companies import company_session
from tests.portal.services.residents.test_sign_in_company import ACTOR, again, grant
from tests.portal.world import PROCEDURE, alice


def seat(session: Session) -> int:
    assert session.seat is not None
    return session.seat.member_id


def test_a_prime_sees_everybody_and_a_member_themselves(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    company_session(installation, "o", company="1:5000000000202")
    grant(installation, prime, member, "", READ)
    private = alice(installation)
    with installation.database.read() as unit:
        seen = members_of(installation.keys, unit, prime)
        assert [(view.name, view.account, view.own, view.rights) for view in seen] == [
            ("担当　p", "prime", True, ()),
            ("担当　m", "member", False, (("", "read"),)),
        ]
        assert [view.may_get for view in seen] == [False, True]
        assert [view.name for view in members_of(installation.keys, unit, member)] == ["担当　m"]
        assert (gives(unit, prime), gives(unit, member), gives(unit, private)) == (True, False, False)


def test_the_history_keeps_who_gave_and_who_ended(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    second = company_session(installation, "q")
    grant(installation, prime, member, "", READ)
    grant(installation, second, member, "", SEND)
    with installation.database.read() as unit:
        past = history(installation.keys, unit, prime)
        assert history(installation.keys, unit, member) == []
    assert [(each.name, each.act, each.given_by, each.ended_by) for each in past] == [
        ("担当　m", "send", "担当　q", ""),
        ("担当　m", "read", "担当　p", "担当　q"),
    ]
    assert past[0].ended_at is None
    assert past[1].ended_at is not None


def test_the_same_again_changes_nothing(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    for _ in range(2):
        grant(installation, prime, member, "", READ)
    with installation.database.read() as unit:
        assert len(history(installation.keys, unit, prime)) == 1
    assert again(installation, member).may(READ, PROCEDURE)


def test_only_a_prime_gives_and_only_to_members_of_its_company(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    stranger, private = company_session(installation, "s", "member", company="1:5000000000202"), alice(installation)
    with installation.database.write() as unit:
        with pytest.raises(NoCompanyRight):
            give_rights(installation, unit, member, ACTOR, seat(member), "", [SEND])
        with pytest.raises(NotFound):
            give_rights(installation, unit, prime, ACTOR, seat(stranger), "", [SEND])
        with pytest.raises(BadRequest):
            give_rights(installation, unit, prime, ACTOR, seat(prime), "", [SEND])
        with pytest.raises(BadRequest):
            give_rights(installation, unit, prime, ACTOR, seat(member), "no-procedure", [SEND])
        with pytest.raises(BadRequest):
            give_rights(installation, unit, prime, ACTOR, seat(member), "", ["decide"])
        with pytest.raises(NotFound):
            members_of(installation.keys, unit, private)


def test_a_company_files_what_needs_no_card(installation: Installation) -> None:
    offered = {procedure.id for procedure in fileable(installation.catalogue.all())}
    assert {"nyusatsu-sanka", "taiiku-shisetsu-yoyaku", "risai-shomei"} <= offered, "agents file for a person there"
    assert not {PROCEDURE, "jido-fuyo-teate-yoyaku", "inkan-toroku-yoyaku"} & offered, "of a person alone"


def test_a_right_that_is_offered_no_more_can_be_ended(installation: Installation) -> None:
    prime, member = company_session(installation, "p"), company_session(installation, "m", "member")
    with installation.database.write() as unit:
        company_members.give(unit, CompanyRightRow(0, seat(member), "kaiso-kyoka", SEND, seat(prime), 1))
        unit.commit()
    grant(installation, prime, member, "kaiso-kyoka")
    with installation.database.read() as unit:
        assert [view.rights for view in members_of(installation.keys, unit, member)] == [()]
    with pytest.raises(BadRequest):
        grant(installation, prime, member, "kaiso-kyoka", SEND)


def test_what_only_persons_file_is_not_offered(installation: Installation) -> None:
    offered = {procedure.id for procedure in fileable(installation.catalogue.all())}
    of_persons = {
        "kaiso-kyoka",
        "tennyu-tenkyo-yoyaku",
        "shisei-anketo",
        "sodai-gomi",
        "event-moshikomi",
    }
    assert not of_persons & offered
    assert {
        "inu-shibo",
        "inu-toroku",
        "suido-kaishi",
        "suido-chushi",
        "taryo-gomi",
        "kobunsho-kaiji",
        "gomi-shusekijo",
        "shisetsu-chusen",
    } <= offered


def test_what_a_company_files_is_filled_in_by_its_account(installation: Installation) -> None:
    """Where its number is asked, its name, its representative or its place are known as well."""
    filed = [
        procedure
        for procedure in fileable(installation.catalogue.all())
        if any(field.type.id == "corporate_number" for field in procedure.fields)
    ]
    assert {"doro-senyo", "kasen-senyo", "koen-shiyo", "koen-meigi", "hojin-setsuritsu"} <= {each.id for each in filed}
    for procedure in filed:
        known = {field.known_from for field in procedure.fields if field.known_from.startswith("applicant.company.")}
        assert known > {"applicant.company.number", "applicant.company.name"}, procedure.id

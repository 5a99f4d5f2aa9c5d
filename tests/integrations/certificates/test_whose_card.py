"""The holder must be the signer."""

from dataclasses import replace
from datetime import date

import pytest

from integrations.certificates.mock.certificate import encoded, names_of
from integrations.certificates.mock.holder import Holder
from integrations.certificates.profile import BIRTH, NAME, NAME_FLAGS
from integrations.sockets.certificate_sockets import Outcome, Verdict
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import BasicFour
from tests.integrations.certificates.world import DOCUMENT, HANAKO, SIGNER, START, Jpki, signed_by


def by(world: Jpki, card: str, signer: BasicFour | None) -> tuple[str, Verdict]:
    document = replace(DOCUMENT, signer=signer)
    report = world.verifier().verify(world.sign(card, document), document, START)
    return report.state, report.attributes


def test_the_one_who_is_to_sign_is_known_by_name_and_birthday(world: Jpki) -> None:
    assert by(world, "hanako", SIGNER) == ("accepted", Verdict(Outcome.OK))
    named = Verdict(Outcome.FAILED, IdentityCode.ATTRIBUTE_MISMATCH, "another name")
    assert by(world, "hanako", replace(SIGNER, name="見本　太郎")) == ("refused", named)
    assert by(world, "hanako", replace(SIGNER, name="")) == ("refused", named)
    born = Verdict(Outcome.FAILED, IdentityCode.ATTRIBUTE_MISMATCH, "another birthday")
    assert by(world, "hanako", replace(SIGNER, birth=date(1985, 3, 16))) == ("refused", born)


def test_a_name_of_another_width_goes_to_a_person(world: Jpki) -> None:
    state, verdict = by(world, "ana", BasicFour("MIHON SILVA ANA", "", date(1974, 2, 11)))
    assert (state, verdict.outcome, verdict.code) == ("person", Outcome.PERSON, IdentityCode.ATTRIBUTE_MISMATCH)


@pytest.mark.parametrize(
    ("written", "known"),
    [("高見本　太郎", "髙見本　太郎"), ("渡邉　惠", "渡邊　恵"), ("葛城　一", "葛󠄀城　一")],
)
def test_a_name_that_differs_by_a_variant_alone_goes_to_a_person(world: Jpki, written: str, known: str) -> None:
    holder = Holder("x", written, "見本県", date(1974, 2, 11), "2")
    evidence = signed_by(world, *world.issue(other_names=encoded(names_of(holder))))
    report = world.verifier().verify(evidence, replace(DOCUMENT, signer=BasicFour(known, "", date(1974, 2, 11))), START)
    assert (report.state, report.attributes.code) == ("person", IdentityCode.ATTRIBUTE_MISMATCH)
    assert report.card_attributes
    assert not report.card_attributes.has_substitutes


@pytest.mark.parametrize(
    "signer", [None, BasicFour("髙見本　太郎", "", date(1949, 4, 3)), BasicFour("高見本　太郎", "", date(1949, 4, 3))]
)
def test_a_card_that_cannot_write_its_name_goes_to_a_person_and_decides_nothing(
    world: Jpki, signer: BasicFour | None
) -> None:
    assert by(world, "taka", signer) == ("person", Verdict(Outcome.PERSON, IdentityCode.SUBSTITUTE_CHARACTERS))


def test_a_card_that_cannot_write_its_name_still_shows_another_birthday(world: Jpki) -> None:
    state, verdict = by(world, "taka", BasicFour("髙見本　太郎", "", date(1949, 4, 4)))
    assert (state, verdict.code) == ("refused", IdentityCode.ATTRIBUTE_MISMATCH)


def test_a_birthday_that_nobody_knows_goes_to_a_person(world: Jpki) -> None:
    names = tuple((oid, "400000000" if oid == BIRTH else text) for oid, text in names_of(HANAKO))
    evidence = signed_by(world, *world.issue(other_names=encoded(names)))
    report = world.verifier().verify(evidence, replace(DOCUMENT, signer=SIGNER), START)
    assert (report.state, report.attributes.code) == ("person", IdentityCode.ATTRIBUTE_MISMATCH)
    assert world.judged(evidence).state == "accepted"


def test_flags_that_do_not_fit_are_a_broken_certificate(world: Jpki) -> None:
    names = tuple((oid, "0" if oid == NAME_FLAGS else text) for oid, text in names_of(HANAKO))
    report = world.judged(signed_by(world, *world.issue(other_names=encoded(names))))
    assert (report.state, report.attributes.code, report.card_attributes) == (
        "refused",
        IdentityCode.CERT_MALFORMED,
        None,
    )


def test_flags_count_code_points_also_beyond_the_first_plane(world: Jpki) -> None:
    holder = Holder("x", "𠮷野　勝子", "見本県", date(1950, 1, 1), "2")
    names = tuple((oid, "𠮷野　勝子" if oid == NAME else text) for oid, text in names_of(holder))
    report = world.judged(signed_by(world, *world.issue(other_names=encoded(names))))
    assert report.card_attributes
    assert (report.card_attributes.four.name, report.card_attributes.name_flags, report.state) == (
        "𠮷野　勝子",
        "10000",
        "person",
    )


@pytest.mark.parametrize("name", ["MIHON SILVA ANA", "見本　アナ", "MIHON SILVA ANA（見本　アナ）"])
def test_a_name_with_another_in_brackets_may_be_either_and_a_person_looks(world: Jpki, name: str) -> None:
    holder = Holder("x", "MIHON SILVA ANA（見本　アナ）", "見本県", date(1974, 2, 11), "2")
    evidence = signed_by(world, *world.issue(other_names=encoded(names_of(holder))))
    signer = BasicFour(name, "", date(1974, 2, 11))
    report = world.verifier().verify(evidence, replace(DOCUMENT, signer=signer), START)
    assert report.state == ("accepted" if "（" in name else "person")
    other = replace(DOCUMENT, signer=replace(signer, name="見本　アンナ"))
    assert world.verifier().verify(evidence, other, START).state == "refused"

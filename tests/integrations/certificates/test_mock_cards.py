"""Practice cards."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import get_args

import pytest
from cryptography import x509

from integrations.certificates.algorithms import ECDSA_P384, RSA_2048
from integrations.certificates.leaf import read_leaf
from integrations.certificates.mock.app import MockJpki
from integrations.certificates.mock.card import LABEL, read_card
from integrations.certificates.mock.holder import State, as_written
from integrations.certificates.mock.wallet import certificate_of
from integrations.certificates.profile import NAME, NAME_FLAGS, SYNTHETIC
from integrations.certificates.responder import Responder
from integrations.sockets.certificate_sockets import PinRefused
from integrations.sockets.interfaces import AdapterError
from tests.integrations.certificates.world import DOCUMENT, HANAKO, HOLDERS, PIN, START, Jpki

DIGEST = RSA_2048.digest_info(bytes(32))


def kept(world: Jpki, folder: Path) -> MockJpki:
    return MockJpki(HOLDERS, world.clock, folder)


def refused(mock: MockJpki, card: str, pin: str) -> int:
    with pytest.raises(PinRefused) as caught:
        mock.cards.sign(card, pin, DIGEST)
    assert caught.value.code == ("PIN_WRONG" if caught.value.left else "PIN_LOCKED")
    return caught.value.left


def test_a_card_says_that_nobody_is_behind_it(world: Jpki) -> None:
    card = json.loads(world.mock.cards.card("hanako").to_json())
    assert (card["format"], card["label"], card["my_number"]) == ("vcard-jpki/1", LABEL, None)
    assert card["surface"] == {
        "name": "見本　花子", "address": HANAKO.address, "birth": "19850315", "sex": "2", "expiry": "20360315",
        "security_code": "0000",
    }  # fmt: skip
    assert card["pins"]["face"] == {"value": "85031520360000", "max": 10, "left": 10}
    leaf = x509.load_der_x509_certificate(world.certificate("hanako"))
    assert SYNTHETIC in leaf.issuer.rfc4514_string()
    assert "見本" not in leaf.subject.rfc4514_string()


def test_a_certificate_is_shaped_like_a_cards(world: Jpki) -> None:
    sign, auth = (read_leaf(world.certificate("hanako", kind)) for kind in ("sign", "auth"))
    assert sign.policies_critical
    assert auth.policies_critical
    assert sign.usages == {"digital_signature", "content_commitment"}
    assert auth.usages == {"digital_signature"}
    assert [oid.rpartition(".")[2] for oid, _ in sign.other_names] == ["1", "4", "3", "5", "2", "6"]
    assert auth.other_names == ()


def test_it_lasts_until_the_fifth_birthday_after_it_was_issued(world: Jpki) -> None:
    ends = read_leaf(world.certificate("hanako")).certificate.not_valid_after_utc
    assert (ends + timedelta(hours=9)).date() == date(2030, 3, 15)


def test_a_wrong_pin_counts_down_and_a_right_one_brings_all_tries_back(world: Jpki, tmp_path: Path) -> None:
    mock = kept(world, tmp_path)
    assert mock.cards.tries_left("hanako") == 5
    assert [refused(mock, "hanako", "WRONG1") for _ in range(4)] == [4, 3, 2, 1]
    assert mock.cards.sign("hanako", PIN.lower(), DIGEST).signature
    assert mock.cards.tries_left("hanako") == 5


def test_five_wrong_pins_lock_it_and_then_the_right_one_is_wrong_too(world: Jpki, tmp_path: Path) -> None:
    mock = kept(world, tmp_path)
    assert [refused(mock, "hanako", "") for _ in range(5)] == [4, 3, 2, 1, 0]
    assert refused(mock, "hanako", PIN) == 0
    assert mock.cards.tries_left("hanako") == 0


def test_tries_outlive_a_restart_and_certificates_are_made_again(world: Jpki, tmp_path: Path) -> None:
    before = kept(world, tmp_path)
    refused(before, "hanako", "WRONG1")
    restarted = kept(world, tmp_path)
    assert restarted.cards.tries_left("hanako") == 4
    old, new = (mock.cards.card("hanako").certs["sign"] for mock in (before, restarted))
    assert old.authority != new.authority
    assert restarted.cards.card("hanako").certs.keys() == {"sign", "auth"}


def test_a_card_of_this_very_start_is_read_as_it_lies_there(world: Jpki, tmp_path: Path) -> None:
    mock = kept(world, tmp_path)
    card = mock.cards.card("hanako")
    mock.cards._cards.clear()
    assert mock.cards.card("hanako") == card
    assert mock.cards.card("hanako") is not card


def test_of_many_who_guess_at_once_five_are_heard(world: Jpki, tmp_path: Path) -> None:
    mock = kept(world, tmp_path)
    with ThreadPoolExecutor(8) as crowd:
        left = sorted(crowd.map(lambda _: refused(mock, "hanako", "WRONG1"), range(8)))
    assert left == [0, 0, 0, 0, 1, 2, 3, 4]


def test_a_locked_card_stays_locked(world: Jpki) -> None:
    assert refused(world.mock, "locked", PIN) == 0


@pytest.mark.parametrize(
    ("card", "digest_info"),
    [
        ("child", DIGEST),
        ("nobody", DIGEST),
        ("hanako", bytes(32)),
        ("hanako", ECDSA_P384.digest_info(bytes(48))),
        ("next", DIGEST),
    ],
)
def test_what_a_card_cannot_sign_it_refuses(world: Jpki, card: str, digest_info: bytes) -> None:
    with pytest.raises(AdapterError, match="CARD_UNSUPPORTED"):
        world.mock.cards.sign(card, PIN, digest_info)


def test_a_child_has_no_certificate_for_signatures_until_the_day_before_their_birthday(world: Jpki) -> None:
    assert world.mock.cards.card("child").certs.keys() == {"auth"}
    child = next(holder for holder in HOLDERS if holder.id == "child")
    assert [child.may_sign(date(2031, 4, day)) for day in (29, 30)] == [False, True]


def test_what_became_of_a_card_is_known_to_who_asks(world: Jpki) -> None:
    source = Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp"))
    statuses = {
        (card, kind): source.check(world.certificate(card, kind), START).reason
        for card in ("hanako", "moved", "ended")
        for kind in ("sign", "auth")
    }
    assert statuses == {
        ("hanako", "sign"): "",
        ("hanako", "auth"): "",
        # The 利用者証明用 certificate stays valid after a move.
        ("moved", "sign"): "affiliationChanged",
        ("moved", "auth"): "",
        ("ended", "sign"): "cessationOfOperation",
        ("ended", "auth"): "cessationOfOperation",
    }


@pytest.mark.parametrize(
    ("card", "code"),
    [("moved", "CERT_ADDRESS_CHANGED"), ("ended", "CERT_REVOKED"), ("expired", "CERT_EXPIRED")],
)
def test_a_card_in_a_bad_state_is_found_out_by_who_judges_its_signature(world: Jpki, card: str, code: str) -> None:
    source = Responder(world.mock.authorities.trust(), world.transport, world.url("ocsp"))
    report = world.verifier(source).verify(world.sign(card), DOCUMENT, START)
    assert [verdict.code for verdict in report.verdicts.values() if verdict.code] == [code]


def test_every_state_has_somebody(world: Jpki) -> None:
    assert {holder.state for holder in HOLDERS} == set(get_args(State))


# --- characters that a card cannot store ---


def test_what_a_card_cannot_write_is_replaced_and_flagged(world: Jpki) -> None:
    assert as_written("髙見本　太郎") == ("高見本　太郎", "100000")
    assert as_written("𠮷野 﨑") == ("吉野 崎", "1001")
    assert as_written("濵德鷗龖") == ("濵徳鷗龖", "0100")
    assert as_written("葛\U000e0100") == ("葛〓", "01")
    raw = dict(world.mock.cards.card("taka").san_raw)
    assert (raw[NAME], raw[NAME_FLAGS]) == ("高見本　太郎", "100000")


def test_the_surface_is_printed_as_the_city_writes_it(world: Jpki) -> None:
    assert world.mock.cards.card("taka").surface["name"] == "髙見本　太郎"


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format":"vcard-jpki/2"}', '{"format":"vcard-jpki/1"}'])
def test_a_file_that_is_no_card_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_card(text)


def test_a_card_is_one_file_for_its_owner_alone(world: Jpki, tmp_path: Path) -> None:
    mock = kept(world, tmp_path / "cards")
    mock.cards.card("hanako")
    assert [path.name for path in (tmp_path / "cards").iterdir()] == ["VC-hanako.json"]
    assert (tmp_path / "cards").stat().st_mode & 0o077 == 0
    written = read_card((tmp_path / "cards" / "VC-hanako.json").read_text(encoding="utf-8"))
    assert certificate_of(written.certs["sign"]) == certificate_of(mock.cards.card("hanako").certs["sign"])

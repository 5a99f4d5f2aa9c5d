"""HTTP endpoints of the practice authorities."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from integrations.certificates.mock.authority import GENERATIONS, KINDS, Authorities
from integrations.certificates.mock.trust import PracticeTrust
from integrations.certificates.verifier import JpkiVerifier
from integrations.http import Reply, Transport
from integrations.sockets.identity_codes import IdentityCode
from integrations.sockets.interfaces import AdapterError
from tests.integrations.certificates.world import DOCUMENT, START, Jpki


@pytest.mark.parametrize("rest", ["sign/2099.crl", "other/2023.crl", "sign/2099.cer", "other/2023.cer"])
def test_what_there_is_not_is_not_there(world: Jpki, rest: str) -> None:
    assert world.transport.get(world.url(rest)).status == 404


def test_a_list_is_served_as_one(world: Jpki) -> None:
    reply = world.transport.get(world.url("auth/2015.crl"))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/pkix-crl")
    assert x509.load_der_x509_crl(reply.body).last_update_utc == world.mock.now()


@pytest.mark.parametrize("question", [b"", b"rubbish"])
def test_a_question_that_is_none_is_reported_so(world: Jpki, question: bytes) -> None:
    reply = world.transport.post(world.url("ocsp"), question, "application/ocsp-request")
    answer = ocsp.load_der_ocsp_response(reply.body)
    assert answer.response_status is ocsp.OCSPResponseStatus.MALFORMED_REQUEST


@pytest.mark.parametrize("fault", [{"lists": "unheard"}, {"responder": "unheard"}])
def test_a_fault_that_there_is_not_changes_nothing(world: Jpki, fault: dict[str, str]) -> None:
    assert world.transport.post_form(world.url("faults"), fault).status == 422
    assert (world.mock.faults.lists, world.mock.faults.responder) == ("none", "none")


def test_faults_are_set_and_taken_back_by_a_post(world: Jpki) -> None:
    assert world.transport.post_form(world.url("faults"), {"responder": "down"}).status == 204
    assert world.transport.post(world.url("ocsp"), b"", "application/ocsp-request").status == 503
    assert world.transport.post_form(world.url("faults"), {"responder": "none"}).status == 204
    assert world.transport.post(world.url("ocsp"), b"", "application/ocsp-request").status == 200


def test_a_question_about_another_authority_is_not_answered(world: Jpki) -> None:
    stranger = type(world.mock)((), world.clock).authorities.of("sign", "next").certificate
    ocsp_request = ocsp.OCSPRequestBuilder().add_certificate(stranger, stranger, SHA256()).build()
    reply = world.transport.post(world.url("ocsp"), ocsp_request.public_bytes(Encoding.DER), "application/ocsp-request")
    assert ocsp.load_der_ocsp_response(reply.body).response_status is ocsp.OCSPResponseStatus.UNAUTHORIZED


class Loaded:
    # The mock of a busy machine: what `late` names is not there in time.

    def __init__(self, world: Jpki, late: Callable[[str], bool]) -> None:
        self.world, self.late = world, late

    def get(self, url: str, **more: Any) -> Reply:
        if self.late(url):
            raise AdapterError(IdentityCode.PROVIDER_TIMEOUT, "timed out", permanent=False)
        return self.world.transport.get(url, **more)


def practice_trust(loaded: Loaded, folder: Path) -> PracticeTrust:
    return PracticeTrust(cast(Transport, loaded), loaded.world.url("").rstrip("/"), folder)


def chain(world: Jpki, trust: PracticeTrust) -> str:
    evidence = world.sign()
    return JpkiVerifier(trust, world.revocation).verify(evidence, DOCUMENT, world.clock()).chain.outcome.value


def test_the_first_signature_is_trusted_while_the_mock_still_makes_its_other_keys(world: Jpki, tmp_path: Path) -> None:
    loaded = Loaded(world, lambda url: not url.endswith("sign/2023.cer"))
    assert chain(world, practice_trust(loaded, tmp_path)) == "ok"


def test_what_the_mock_could_not_give_is_asked_for_again_at_the_next_signature(world: Jpki, tmp_path: Path) -> None:
    loaded = Loaded(world, lambda _url: True)
    trust = practice_trust(loaded, tmp_path)
    assert trust.generations("sign") == ()
    loaded.late = lambda _url: False
    assert chain(world, trust) == "ok"


def test_an_authority_is_stored_whole_and_once_and_what_is_none_never(world: Jpki, tmp_path: Path) -> None:
    for kind in KINDS:
        practice_trust(Loaded(world, lambda _url: False), tmp_path).generations(kind)
    stored = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert [path.suffix for path in stored if path.is_file()] == [".cer"] * 8
    for kind in KINDS:
        practice_trust(Loaded(world, lambda _url: False), tmp_path).generations(kind)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == stored, "no process reads half of one"
    rubbish = Loaded(world, lambda _url: False)
    rubbish.get = lambda _url, **_more: Reply(200, {}, b"<html>")  # type: ignore[method-assign]
    assert practice_trust(rubbish, tmp_path / "other").generations("sign") == ()


def test_an_authority_that_is_there_does_not_wait_for_one_that_is_being_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    authorities = Authorities(START)
    made = authorities.of("sign", "next")
    monkeypatch.setattr(authorities, "_lock", None)  # to wait for it fails
    assert authorities.of("sign", "next") is made


def test_a_card_waits_for_no_authority_of_another_kind(world: Jpki, tmp_path: Path) -> None:
    asked: list[str] = []

    def late(url: str) -> bool:
        asked.append(url)
        return True

    practice_trust(Loaded(world, late), tmp_path).generations("sign")
    assert len(asked) == len(GENERATIONS)
    assert all("/sign/" in url for url in asked)


def test_what_a_write_that_was_cut_off_left_goes_with_the_next(world: Jpki, tmp_path: Path) -> None:
    (tmp_path / "sign").mkdir()
    ended = subprocess.Popen(["true"])
    ended.wait()
    names = (f"a.{ended.pid}-7", f"a.{os.getpid()}-7", "a.1-7", "a.cer", "notes.12")
    left, *stay = (tmp_path / "sign" / name for name in names)
    for file in (left, *stay):
        file.write_bytes(b"half")
    practice_trust(Loaded(world, lambda _url: False), tmp_path).generations("sign")
    assert not left.exists()
    assert all(file.exists() for file in stay), "another process or thread may still write, and what is none of these"

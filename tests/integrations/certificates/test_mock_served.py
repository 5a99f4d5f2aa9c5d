"""HTTP endpoints of the practice authorities."""

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp

from tests.integrations.certificates.world import Jpki


@pytest.mark.parametrize("rest", ["sign/2099.crl", "other/2023.crl", "sign/2099.cer", "other/2023.cer"])
def test_what_there_is_not_is_not_there(world: Jpki, rest: str) -> None:
    assert world.transport.get(world.url(rest)).status == 404


def test_a_list_is_served_as_one(world: Jpki) -> None:
    reply = world.transport.get(world.url("auth/2015.crl"))
    assert (reply.status, reply.headers["content-type"]) == (200, "application/pkix-crl")
    assert x509.load_der_x509_crl(reply.body).last_update_utc == world.mock.now()


@pytest.mark.parametrize("question", [b"", b"rubbish"])
def test_a_question_that_is_none_is_told_so(world: Jpki, question: bytes) -> None:
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

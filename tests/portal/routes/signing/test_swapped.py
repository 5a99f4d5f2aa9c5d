"""A signature counts for the draft that was read, as it was read: codes exchanged, answers changed, a return sent twice at once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from integrations.sockets.certificate_sockets import SignatureEvidence, SignHandle, SignRequest
from integrations.sockets.interfaces import Callback
from portal.services.shared.installation import Installation
from portal.store.statements import exactly, sql
from tests.portal.routes.signing.test_signing import returning
from tests.portal.signers import Signing, signing_in


@pytest.fixture
def signing(installation: Installation) -> Iterator[Signing]:
    with signing_in(installation) as signing:
        yield signing


def accepted(installation: Installation) -> int:
    with installation.database.read() as unit:
        (count,) = exactly(unit, sql("SELECT COUNT(*) FROM signature WHERE state = 'accepted'"))
        return int(count)


def test_a_signature_of_one_draft_signs_no_other_whatever_the_provider_answers(signing: Signing) -> None:
    """Two drafts of one resident, in two tabs: the codes are exchanged, and the provider checks none of them."""
    provider = signing.cards.signing

    def careless(callback: Callback, request: SignRequest, handle: SignHandle, _now: datetime) -> SignatureEvidence:
        _, signed = provider._signed[callback.code]
        to_sign = request.to_sign
        return SignatureEvidence(
            handle.transaction, provider.name, to_sign.format, to_sign.algorithm, to_sign.document_digest, signed.signature,
            signed.certificate, request.nonce, request.procedure_id, request.application_id, to_sign.signed_attributes,
        )  # fmt: skip

    provider.complete_signature = careless  # type: ignore[method-assign,assignment]
    with signing.resident() as visitor:
        first = parse_qs(urlsplit(returning(signing, visitor)).query)
        visitor.go("/apply/juminhyo-utsushi?another=yes")
        second = parse_qs(urlsplit(returning(signing, visitor)).query)
        visitor.go(f"/signatures/callback?state={second['state'][0]}&code={first['code'][0]}")
        assert visitor.path.endswith("/sign"), visitor.text
        assert "署名を確かめられませんでした" in visitor.text
        response = visitor.go(f"/signatures/callback?state={second['state'][0]}&code={second['code'][0]}")
        assert "この署名は、もう受け取っています" in response.text
    assert accepted(signing.installation) == 0


def test_what_was_changed_in_another_tab_while_the_card_was_read_is_not_sent(signing: Signing) -> None:
    with signing.resident() as visitor:
        back = returning(signing, visitor)
        draft = visitor.path.rpartition("/")[0]
        visitor.go(f"{draft}/page/receive_page")
        visitor.press("次へ進む", {"copies": "2"})
        assert visitor.path == f"{draft}/check"
        visitor.go(back)
        assert not visitor.path.startswith("/applications/"), visitor.text
    assert accepted(signing.installation) == 0


def test_a_return_that_comes_twice_at_once_files_once(signing: Signing) -> None:
    with signing.resident() as visitor:
        back = returning(signing, visitor)

        def go(_turn: int) -> int:
            return visitor.client.get(back, follow_redirects=False).status_code

        with ThreadPoolExecutor(4) as threads:
            statuses = list(threads.map(go, range(4)))
    with signing.installation.database.read() as unit:
        (filed,) = exactly(unit, sql("SELECT COUNT(*) FROM application"))
    assert (filed, accepted(signing.installation)) == (1, 1), statuses

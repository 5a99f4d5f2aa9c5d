"""Contract of every signature provider; add new ones to `PLUGS`."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from integrations.http import Transport
from integrations.identity.das_signing import DasSigning, DasSigningSettings
from integrations.identity.fake_signing import FakeSigning
from integrations.sockets.certificate_sockets import SignatureProvider, SignHandle, SignRequest
from integrations.sockets.interfaces import AdapterError, Callback
from tests.integrations.certificates.world import PIN
from tests.integrations.identity.signers import Signers
from tests.integrations.identity.world import CLIENT_ID, START, code_of


@dataclass
class Plug:
    provider: SignatureProvider
    approve: Callable[[str, str], Callback]
    cancel: Callable[[str], Callback]
    unreachable: SignatureProvider
    real: bool


def das(signing: Signers) -> Plug:
    settings = DasSigningSettings("http://127.0.0.1:9/api/realms/main", CLIENT_ID)
    unreachable = DasSigning(settings, Transport(), signing.world.portal_key, signing.world.results)
    return Plug(
        signing.world.das_signing(),
        signing.sign_at,
        lambda address: signing.world.choose(address, ""),
        unreachable,
        real=True,
    )


def fake(signing: Signers) -> Plug:
    provider, unreachable = FakeSigning(signing.jpki.cards), FakeSigning(signing.jpki.cards)
    unreachable.down = True
    return Plug(
        provider, lambda address, card: provider.approve(address, card, PIN), provider.cancel, unreachable, real=False
    )


PLUGS = (das, fake)


@pytest.fixture(params=PLUGS, ids=lambda make: make.__name__)
def plug(request: pytest.FixtureRequest, signing: Signers) -> Plug:
    make: Callable[[Signers], Plug] = request.param
    return make(signing)


def test_what_a_card_signs_is_accepted_by_who_judges_it(plug: Plug, signing: Signers) -> None:
    request = signing.request()
    handle = plug.provider.begin_signature(request, START)
    evidence = plug.provider.complete_signature(plug.approve(handle.address, "hanako"), request, handle, START)
    assert signing.judged(evidence).state == "accepted"
    assert (evidence.transaction, evidence.provider) == (handle.transaction, plug.provider.name)
    assert (evidence.nonce, evidence.procedure_id, evidence.application_id) == (
        request.nonce, request.procedure_id, request.application_id,
    )  # fmt: skip


def test_neither_the_document_nor_its_digest_is_in_the_address(plug: Plug, signing: Signers) -> None:
    request = signing.request()
    address = plug.provider.begin_signature(request, START).address
    assert request.attempt.code_verifier not in address
    assert request.to_sign.document_digest.hex() not in address


def begun(plug: Plug, signing: Signers, number: int = 1) -> tuple[SignRequest, SignHandle]:
    request = signing.request(number)
    return request, plug.provider.begin_signature(request, START)


def test_a_code_is_good_once(plug: Plug, signing: Signers) -> None:
    request, handle = begun(plug, signing)
    returned = plug.approve(handle.address, "hanako")
    plug.provider.complete_signature(returned, request, handle, START)
    with pytest.raises(AdapterError) as caught:
        plug.provider.complete_signature(returned, request, handle, START)
    assert (caught.value.code, caught.value.permanent) == ("CODE_REUSED", True)


def test_another_attempts_answer_is_refused(plug: Plug, signing: Signers) -> None:
    request, handle = begun(plug, signing)
    returned = plug.approve(handle.address, "hanako")
    other = replace(request, attempt=signing.request(2).attempt)
    assert code_of(lambda: plug.provider.complete_signature(returned, other, handle, START)) == "STATE_MISMATCH"


def test_what_somebody_signed_elsewhere_is_not_the_answer_here(plug: Plug, signing: Signers) -> None:
    """A code of another attempt with a valid state."""
    _, first = begun(plug, signing)
    request, foreign = begun(plug, signing)
    returned = plug.approve(foreign.address, "taka")
    code = code_of(lambda: plug.provider.complete_signature(returned, request, first, START))
    assert code in ("CODE_REUSED", "PROVIDER_CONFIG", "SCOPE_MISSING")


def test_somebody_who_stops_has_cancelled(plug: Plug, signing: Signers) -> None:
    request, handle = begun(plug, signing)
    returned = plug.cancel(handle.address)
    assert code_of(lambda: plug.provider.complete_signature(returned, request, handle, START)) == "USER_CANCELLED"


def test_a_callback_that_says_nothing_is_refused(plug: Plug, signing: Signers) -> None:
    request, handle = begun(plug, signing)
    returned = Callback(request.attempt.state)
    assert code_of(lambda: plug.provider.complete_signature(returned, request, handle, START)) == "PROVIDER_CONFIG"


def test_a_neighbour_that_is_gone_is_not_ready_and_worth_another_try(plug: Plug, signing: Signers) -> None:
    assert plug.provider.ready()
    assert not plug.unreachable.ready()
    with pytest.raises(AdapterError) as caught:
        plug.unreachable.begin_signature(signing.request(), START)
    assert (caught.value.code, caught.value.permanent) == ("PROVIDER_UNAVAILABLE", False)


def test_a_provider_says_whether_production_may_use_it(plug: Plug) -> None:
    assert plug.provider.fake is (not plug.real)

"""What every identity provider does, whatever its manner. A new plug joins `PLUGS`."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from integrations.http import Transport
from integrations.identity.das import DasProvider
from integrations.identity.fake import FakeProvider
from integrations.interfaces import AdapterError, BasicFour, Callback, IdentityProvider
from tests.integrations.identity.world import ALICE, BOB, START, World, attempt, code_of

CARDS = {
    person.id: BasicFour(person.name, person.address, person.birth, f"{person.birth:%Y%m%d}", person.sex_raw)
    for person in (ALICE, BOB)
}


@dataclass
class Plug:
    """A provider, how a resident answers it, and the same provider with its neighbour gone."""

    provider: IdentityProvider
    approve: Callable[[str, str], Callback]
    cancel: Callable[[str], Callback]
    gone: IdentityProvider
    real: bool


def das(world: World) -> Plug:
    nobody = DasProvider(world.settings(issuer="http://127.0.0.1:9/api/realms/main"), Transport(), world.portal_key)
    return Plug(world.das(), world.choose, lambda address: world.choose(address, ""), nobody, real=True)


def fake(world: World) -> Plug:
    provider, gone = FakeProvider(CARDS), FakeProvider(CARDS)
    gone.down = True
    return Plug(provider, provider.approve, provider.cancel, gone, real=False)


PLUGS = (das, fake)


@pytest.fixture(params=PLUGS, ids=lambda make: make.__name__)
def plug(request: pytest.FixtureRequest, mocked: World) -> Plug:
    make: Callable[[World], Plug] = request.param
    return make(mocked)


def test_a_resident_signs_in_and_is_told_as_the_card_says(plug: Plug) -> None:
    request = attempt()
    back = plug.approve(plug.provider.begin(request), "bob")
    assertion = plug.provider.complete(back, request, START)
    assert assertion.attributes == CARDS["bob"]
    assert assertion.provider == plug.provider.name
    assert assertion.methods[0] == plug.provider.name
    assert assertion.issuer.startswith("http")
    assert assertion.auth_time == START


def subject(plug: Plug, person: str, number: int, now: datetime = START) -> str:
    request = attempt(number)
    return plug.provider.complete(plug.approve(plug.provider.begin(request), person), request, now).subject


def test_one_person_is_one_subject_and_two_are_two(plug: Plug) -> None:
    first = subject(plug, "alice", 1)
    assert first
    assert subject(plug, "alice", 2) == first
    assert subject(plug, "bob", 3) != first


def test_what_stays_with_the_portal_is_not_in_the_address(plug: Plug) -> None:
    request = attempt()
    assert request.code_verifier not in plug.provider.begin(request)


def test_a_code_is_good_once(plug: Plug) -> None:
    request = attempt()
    back = plug.approve(plug.provider.begin(request), "alice")
    plug.provider.complete(back, request, START)
    with pytest.raises(AdapterError) as caught:
        plug.provider.complete(back, request, START)
    assert (caught.value.code, caught.value.permanent) == ("CODE_REUSED", True)


def test_of_many_at_once_with_one_code_at_most_one_signs_in(plug: Plug) -> None:
    request = attempt()
    back = plug.approve(plug.provider.begin(request), "alice")
    with ThreadPoolExecutor(6) as crowd:
        ends = list(crowd.map(lambda _: code_of(lambda: plug.provider.complete(back, request, START)), range(6)))
    # A provider may take the winner's token back when it sees its code again.
    assert ends.count("CODE_REUSED") == 5
    assert set(ends) <= {"CODE_REUSED", "TOKEN_EXPIRED", ""}


def test_a_callback_of_another_attempt_is_refused(plug: Plug) -> None:
    request = attempt()
    back = plug.approve(plug.provider.begin(request), "alice")
    foreign = replace(back, state="of-another")
    assert code_of(lambda: plug.provider.complete(foreign, request, START)) == "STATE_MISMATCH"


def test_a_code_of_another_attempt_is_refused(plug: Plug) -> None:
    theirs = plug.approve(plug.provider.begin(attempt(2)), "bob")
    slipped_in = replace(theirs, state=attempt(1).state)
    assert code_of(lambda: plug.provider.complete(slipped_in, attempt(1), START)) == "CODE_REUSED"


def test_a_code_for_another_nonce_is_refused(plug: Plug) -> None:
    request = attempt()
    back = plug.approve(plug.provider.begin(replace(request, nonce="other")), "alice")
    assert code_of(lambda: plug.provider.complete(back, request, START)) == "NONCE_REPLAYED"


def test_stopping_is_an_ordinary_end(plug: Plug) -> None:
    request = attempt()
    back = plug.cancel(plug.provider.begin(request))
    assert code_of(lambda: plug.provider.complete(back, request, START)) == "USER_CANCELLED"


def test_a_callback_that_says_nothing_is_refused(plug: Plug) -> None:
    assert code_of(lambda: plug.provider.complete(Callback(attempt().state), attempt(), START)) == "PROVIDER_CONFIG"


def test_a_neighbour_that_is_gone_is_not_ready_and_worth_another_try(plug: Plug) -> None:
    assert plug.provider.ready()
    assert not plug.gone.ready()
    with pytest.raises(AdapterError) as caught:
        plug.gone.begin(attempt())
    assert (caught.value.code, caught.value.permanent) == ("PROVIDER_UNAVAILABLE", False)


def test_a_provider_says_whether_production_may_use_it(plug: Plug) -> None:
    assert getattr(plug.provider, "fake", None) is (not plug.real)

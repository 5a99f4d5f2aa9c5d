"""Contract of every identity provider; add new ones to `PLUGS`."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

import pytest

from integrations.http import Transport
from integrations.identity.das import DasProvider
from integrations.identity.fake import FakeProvider
from integrations.sockets.interfaces import AdapterError, BasicFour, Callback, IdentityProvider
from tests.integrations.identity.readers import Readers
from tests.integrations.identity.world import ALICE, BOB, START, World, attempt, code_of

CARDS = {
    person.id: BasicFour(person.name, person.address, person.birth, f"{person.birth:%Y%m%d}", person.sex_raw)
    for person in (ALICE, BOB)
}


@dataclass
class Plug:
    """`expected_attributes` are those of the second person; `other`: code for a callback of another attempt."""

    provider: IdentityProvider
    approve: Callable[[str, str], Callback]
    cancel: Callable[[str], Callback]
    unreachable: IdentityProvider | None
    real: bool
    people: tuple[str, str] = ("alice", "bob")
    expected_attributes: BasicFour = CARDS["bob"]
    other: str = "CODE_REUSED"


def das(world: World, _reader: Readers) -> Plug:
    unreachable = DasProvider(
        world.settings(issuer="http://127.0.0.1:9/api/realms/main"), Transport(), world.portal_key
    )
    return Plug(world.das(), world.choose, lambda address: world.choose(address, ""), unreachable, real=True)


def fake(_world: World, _reader: Readers) -> Plug:
    provider, unreachable = FakeProvider(CARDS), FakeProvider(CARDS)
    unreachable.down = True
    return Plug(provider, provider.approve, provider.cancel, unreachable, real=False)


def card_agent(_world: World, reader: Readers) -> Plug:
    """利用者証明用 certificates contain no name, and a page instead of the portal calls the agent."""
    people, other = ("hanako", "taka"), "NONCE_REPLAYED"
    return Plug(reader.direct(), reader.approve, reader.cancel, None, False, people, BasicFour(), other)


PLUGS = (das, fake, card_agent)
# A card's signature is valid for ever; for the card agent the portal enforces single use by state.
OF_CODES = (das, fake)


@pytest.fixture(params=PLUGS, ids=lambda make: make.__name__)
def plug(request: pytest.FixtureRequest, mocked: World, reader: Readers) -> Plug:
    make: Callable[[World, Readers], Plug] = request.param
    return make(mocked, reader)


@pytest.fixture(params=OF_CODES, ids=lambda make: make.__name__)
def with_codes(request: pytest.FixtureRequest, mocked: World, reader: Readers) -> Plug:
    make: Callable[[World, Readers], Plug] = request.param
    return make(mocked, reader)


def test_a_resident_signs_in_with_the_facts_of_the_card(plug: Plug) -> None:
    request = attempt()
    returned = plug.approve(plug.provider.begin(request), plug.people[1])
    assertion = plug.provider.complete(returned, request, START)
    assert assertion.attributes == plug.expected_attributes
    assert assertion.provider == plug.provider.name
    assert assertion.methods[0] == plug.provider.name
    assert re.match(r"https?://|jpki:[0-9a-f]{64}$", assertion.issuer)
    assert assertion.auth_time == START


def subject(plug: Plug, person: str, number: int, now: datetime = START) -> str:
    request = attempt(number)
    return plug.provider.complete(plug.approve(plug.provider.begin(request), person), request, now).subject


def test_one_person_is_one_subject_and_two_are_two(plug: Plug) -> None:
    alice, bob = plug.people
    first = subject(plug, alice, 1)
    assert first
    assert subject(plug, alice, 2) == first
    assert subject(plug, bob, 3) != first


def test_what_stays_with_the_portal_is_not_in_the_address(plug: Plug) -> None:
    request = attempt()
    assert request.code_verifier not in plug.provider.begin(request)


def test_a_code_is_good_once(with_codes: Plug) -> None:
    plug, request = with_codes, attempt()
    returned = plug.approve(plug.provider.begin(request), plug.people[0])
    plug.provider.complete(returned, request, START)
    with pytest.raises(AdapterError) as caught:
        plug.provider.complete(returned, request, START)
    assert (caught.value.code, caught.value.permanent) == ("CODE_REUSED", True)


def test_of_many_at_once_with_one_code_at_most_one_signs_in(with_codes: Plug) -> None:
    plug, request = with_codes, attempt()
    returned = plug.approve(plug.provider.begin(request), plug.people[0])
    with ThreadPoolExecutor(6) as crowd:
        ends = list(crowd.map(lambda _: code_of(lambda: plug.provider.complete(returned, request, START)), range(6)))
    # A provider may revoke the winner's token when its code is used again.
    assert ends.count("CODE_REUSED") == 5
    assert set(ends) <= {"CODE_REUSED", "TOKEN_EXPIRED", ""}


def test_a_callback_of_another_attempt_is_refused(plug: Plug) -> None:
    request = attempt()
    returned = plug.approve(plug.provider.begin(request), plug.people[0])
    foreign = replace(returned, state="of-another")
    assert code_of(lambda: plug.provider.complete(foreign, request, START)) == "STATE_MISMATCH"


def test_a_code_of_another_attempt_is_refused(plug: Plug) -> None:
    foreign = plug.approve(plug.provider.begin(attempt(2)), plug.people[1])
    slipped_in = replace(foreign, state=attempt(1).state)
    assert code_of(lambda: plug.provider.complete(slipped_in, attempt(1), START)) == plug.other


def test_a_code_for_another_nonce_is_refused(plug: Plug) -> None:
    request = attempt()
    returned = plug.approve(plug.provider.begin(replace(request, nonce="other")), plug.people[0])
    # A signature over another nonce is invalid for this one.
    expected = "SIGNATURE_INVALID" if plug.unreachable is None else "NONCE_REPLAYED"
    assert code_of(lambda: plug.provider.complete(returned, request, START)) == expected


def test_stopping_is_an_ordinary_end(plug: Plug) -> None:
    request = attempt()
    returned = plug.cancel(plug.provider.begin(request))
    assert code_of(lambda: plug.provider.complete(returned, request, START)) == "USER_CANCELLED"


def test_a_callback_that_says_nothing_is_refused(plug: Plug) -> None:
    assert code_of(lambda: plug.provider.complete(Callback(attempt().state), attempt(), START)) == "PROVIDER_CONFIG"


def test_a_neighbour_that_is_gone_is_not_ready_and_worth_another_try(with_codes: Plug) -> None:
    plug = with_codes
    assert plug.provider.ready()
    assert plug.unreachable
    assert not plug.unreachable.ready()
    with pytest.raises(AdapterError) as caught:
        plug.unreachable.begin(attempt())
    assert (caught.value.code, caught.value.permanent) == ("PROVIDER_UNAVAILABLE", False)


def test_a_provider_says_whether_production_may_use_it(plug: Plug) -> None:
    assert getattr(plug.provider, "fake", None) is (not plug.real)

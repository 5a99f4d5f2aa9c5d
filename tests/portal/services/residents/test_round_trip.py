"""To a provider and back; all ways are compared in tests/portal/test_ways_to_sign_in.py."""

from datetime import datetime

from integrations.sockets.interfaces import Callback, SignInRequest
from portal.services.residents.round_trip import RoundTrip
from portal.services.shared.installation import Installation
from portal.store.residents.sessions import AttemptRow


class Asked:
    def begin(self, request: SignInRequest) -> str:
        return f"https://card.example/?state={request.state}"

    def complete(self, callback: Callback, request: SignInRequest, now: datetime) -> SignInRequest:
        return request


def test_the_answer_is_judged_by_the_request_that_left(installation: Installation) -> None:
    trip = RoundTrip(Asked(), "resident", "https://city.example/back", "/applications")
    request, address = trip.leave(fresh=True)
    assert address.endswith(request.state)
    attempt = AttemptRow(b"", request.nonce, request.code_verifier, "/apply/x", 0)
    assert trip.finish(installation.clock, Callback(request.state, "code"), attempt) == request
    assert request.fresh

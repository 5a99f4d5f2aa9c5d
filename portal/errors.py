from collections.abc import Mapping, Sequence
from typing import Literal, TypeVar

Thing = TypeVar("Thing")


class Refusal(Exception):
    """`key`: the page's texts (`refusal.<key>.title`)."""

    status = 400
    key = "bad_request"


def required(looked_up: Thing | None, otherwise: Refusal) -> Thing:
    # What was looked up and has to be there.
    if looked_up is None:
        raise otherwise
    return looked_up


class BadRequest(Refusal):
    """Not one of our forms."""


class NotFound(Refusal):
    """Also for another person's: existence cannot be probed."""

    status = 404
    key = "not_found"


class NotYours(NotFound):
    """Looks like `NotFound`; audited differently."""


class MandateEnded(Refusal):
    status = 403
    key = "mandate_ended"


class MandateLacks(Refusal):
    """What the agent was asked does not include this act; the principal or the section adds it."""

    status = 403
    key = "mandate_lacks"


class NotAllowed(Refusal):
    status = 403
    key = "not_allowed"


class ShowsOnly(Refusal):
    """By number and code, where the city lets one only look."""

    status = 403
    key = "shows_only"


class NoCompanyRight(Refusal):
    """The company's account lacks this right; its prime account gives it."""

    status = 403
    key = "no_company_right"


class OwnCase(Refusal):
    status = 403
    key = "own_case"


class GroundNeeded(Refusal):
    """The auditor has stated no ground today for this case. GET redirects to its form."""

    status = 403
    key = "ground_needed"

    def __init__(self, receipt_number: str) -> None:
        super().__init__(receipt_number)
        self.receipt_number = receipt_number


class ForgedPost(Refusal):
    """CSRF."""

    status = 403
    key = "forged_post"


class SignInNeeded(Refusal):
    """`realm`: resident or staff. Redirects to sign-in and back."""

    status = 401
    key = "sign_in_needed"

    def __init__(self, realm: str) -> None:
        super().__init__(realm)
        self.realm = realm


class FreshSignInNeeded(SignInNeeded):
    """This act needs a new sign-in."""


class GuestEnded(Refusal):
    status = 410
    key = "guest_ended"


class SignInFailed(Refusal):
    """`code` is stable; `after`: the intended address; `way`: with GビズID or LINE."""

    status = 400
    key = "sign_in_failed"

    def __init__(self, code: str, after: str = "", *, way: Literal["card", "company", "line"] = "card") -> None:
        super().__init__(code)
        self.code = code
        self.after = after
        self.way = way


class Conflict(Refusal):
    """Another request was faster."""

    status = 409
    key = "conflict"


class LastAdministrator(Conflict):
    key = "last_administrator"


class Held(Conflict):
    def __init__(self, holds: tuple[str, ...]) -> None:
        super().__init__(" ".join(holds))
        self.holds = holds


class Closed(Refusal):
    status = 409
    key = "closed"


class InvitationAnswered(Refusal):
    status = 409
    key = "invitation_answered"


class InvitationClosed(Refusal):
    status = 409
    key = "invitation_closed"


class InvitedIsAnother(Refusal):
    """The difference is not shown."""

    status = 403
    key = "invited_is_another"


class TooMany(Refusal):
    """Throttled."""

    status = 429
    key = "too_many"


class TooLarge(Refusal):
    status = 413
    key = "too_large"


class Problem(Refusal):
    """`name`: see `services/machines/problem_words`."""

    def __init__(self, name: str, *, headers: Mapping[str, str] = {}, **facts: object) -> None:
        super().__init__(name)
        self.name = name
        self.headers = headers
        self.facts = facts


class NeedsNewer(Refusal):
    # A newer release published the definition (D389).
    status = 503
    key = "read_only"


class NeighbourDown(Refusal):
    """Nothing is lost; retry later."""

    status = 503
    key = "neighbour_down"


class Busy(Refusal):
    # Retry: memory is short, or too much of a city waits.

    status = 503
    key = "busy"


class Crowded(Refusal):
    """The browser reloads in `seconds`, at `at` (epoch); about `people` requests are ahead."""

    status = 503
    key = "crowded"

    def __init__(self, people: int, seconds: int, at: int) -> None:
        super().__init__(people)
        self.people, self.seconds, self.at = people, seconds, at


class BadSetting(Exception):
    """All faults at once, one sentence each."""

    # `words`: the same in Japanese, as far as it is known.
    def __init__(self, *sentences: str, words: Sequence[str] = ()) -> None:
        super().__init__("\n".join(sentences))
        self.sentences, self.words = sentences, tuple(words)

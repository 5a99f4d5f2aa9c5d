"""Refusals: a status and a calm page. What is neither a mistake, a refusal nor an AdapterError is a bug."""

from collections.abc import Mapping


class Refusal(Exception):
    """Not allowed, not there, not now. `key` names the words of the page (`refusal.<key>.title`)."""

    status = 400
    key = "bad_request"


class BadRequest(Refusal):
    """The post is not one of our forms: too large, malformed, or its fields make no sense."""


class NotFound(Refusal):
    """There is no such thing, or it is somebody else's: one answer for both, so that nobody can find out by trying."""

    status = 404
    key = "not_found"


class NotYours(NotFound):
    """It exists and belongs to another person. Shown exactly as `NotFound`; the audit record knows the difference."""


class MandateEnded(Refusal):
    """They filed it for somebody else, and the mandate that was shown has ended."""

    status = 403
    key = "mandate_ended"


class NotAllowed(Refusal):
    """Staff without the right for this duty."""

    status = 403
    key = "not_allowed"


class OwnCase(Refusal):
    """Somebody of the member's name or family stands in the case: a colleague acts on it."""

    status = 403
    key = "own_case"


class ForgedPost(Refusal):
    """The post did not come from our own page (CSRF)."""

    status = 403
    key = "forged_post"


class SignInNeeded(Refusal):
    """Nobody is signed in; `realm` is resident or staff. Answered by a redirect that comes back here."""

    status = 401
    key = "sign_in_needed"

    def __init__(self, realm: str) -> None:
        super().__init__(realm)
        self.realm = realm


class FreshSignInNeeded(SignInNeeded):
    """They are signed in, and this act wants to know once more that it is they."""


class GuestEnded(Refusal):
    """Nobody is filing here any more: a guest's session has ended, and what was typed cannot be reached without it."""

    status = 410
    key = "guest_ended"


class SignInFailed(Refusal):
    """The card provider said no, or said something that does not hold. `code` is stable (facts: NONCE_REPLAYED …); `after`:
    where they were going, "" where that is not known."""

    status = 400
    key = "sign_in_failed"

    def __init__(self, code: str, after: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.after = after


class Conflict(Refusal):
    """Somebody else was faster, or the state does not allow this move any more."""

    status = 409
    key = "conflict"


class LastAdministrator(Conflict):
    """Nobody would be left who may give rights again."""

    key = "last_administrator"


class Held(Conflict):
    """Something beside the state closes this way for now: `holds` by their names (`forms.hold`)."""

    def __init__(self, holds: tuple[str, ...]) -> None:
        super().__init__(" ".join(holds))
        self.holds = holds


class Closed(Refusal):
    """The procedure or the draft takes no answers any more."""

    status = 409
    key = "closed"


class InvitationAnswered(Refusal):
    """The answer to this invitation is in already: one letter, one answer."""

    status = 409
    key = "invitation_answered"


class InvitationClosed(Refusal):
    """Its last day is over, or the section called it back."""

    status = 409
    key = "invitation_closed"


class InvitedIsAnother(Refusal):
    """Code and known fact were right, but the card is somebody else's. What differs is not told."""

    status = 403
    key = "invited_is_another"


class TooMany(Refusal):
    """The throttle is closed for a while."""

    status = 429
    key = "too_many"


class TooLarge(Refusal):
    """The body is larger than any of our forms can be."""

    status = 413
    key = "too_large"


class Problem(Refusal):
    """What another machine is told: `name` in the table of `services/problem_words`, which has its status. `headers` go along;
    `facts` stand in the answer."""

    def __init__(self, name: str, *, headers: Mapping[str, str] = {}, **facts: object) -> None:
        super().__init__(name)
        self.name = name
        self.headers = headers
        self.facts = facts


class NeighbourDown(Refusal):
    """A neighbour that this page needs does not answer. Nothing is lost; try later."""

    status = 503
    key = "neighbour_down"


class Busy(Refusal):
    """More at once than this process has memory for. The same post may be sent again in a moment."""

    status = 503
    key = "busy"


class BadSetting(Exception):
    """The service cannot start like this. One sentence per fault, all at once; the command line exits with 1."""

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences

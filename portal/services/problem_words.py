"""What another machine is told when something is refused (RFC 9457): names that stay, their status and their words. The page of the
machine API lists them; no word of a case stands in any."""

from collections.abc import Mapping
from dataclasses import dataclass

TYPE = "urn:kakanai:problem:"


@dataclass(frozen=True)
class ProblemWords:
    status: int
    title: str
    detail: str


PROBLEMS: Mapping[str, ProblemWords] = {
    "bad_request": ProblemWords(400, "The request cannot be read", "A parameter, a header or the body is not as described."),
    "idempotency_key_missing": ProblemWords(400, "Idempotency-Key is missing", "Writes carry one: 1 to 128 printable ASCII signs."),
    "invalid_token": ProblemWords(401, "No valid access token", "Get one at /oauth/token and send it as Authorization: Bearer."),
    "insufficient_scope": ProblemWords(403, "The token does not cover this", "Ask for the scope, if the client holds it."),
    "not_allowed": ProblemWords(403, "Not allowed", "The client may not do this."),
    "not_found": ProblemWords(404, "There is no such thing", "Or it is none of this client's: the answer is the same."),
    "method_not_allowed": ProblemWords(405, "Not with this method", "Allow says which."),
    "conflict": ProblemWords(409, "The state does not allow it", "Read the application again: it has moved on, or an outcome waits already."),
    "not_ready": ProblemWords(409, "Its content is not given out", "It has not passed 形式審査, has ended badly, or is held; `content` of the application says which."),
    "held": ProblemWords(409, "Something beside the state stops it", "`holds` names what; the section settles it at the desk."),
    "not_acknowledged": ProblemWords(409, "It was not acknowledged by this client", "A result follows an acknowledgement."),
    "acknowledged_before": ProblemWords(409, "It was acknowledged with other answers", "An application is handed over once; what changed since is settled with the section."),
    "precondition_failed": ProblemWords(412, "It has changed since it was read", "Read it again and send the new ETag as If-Match."),
    "too_large": ProblemWords(413, "The body is too large", "No body of this interface is that long."),
    "unsupported_media_type": ProblemWords(415, "Not a content type of this interface", "Bodies are application/json; of /oauth, application/x-www-form-urlencoded."),
    "invalid": ProblemWords(422, "The body does not fit", "`errors` says where."),
    "idempotency_key_reused": ProblemWords(422, "This Idempotency-Key was used for something else", "A new write has a new key."),
    "precondition_required": ProblemWords(428, "If-Match is missing", "A write says by the ETag what was read before it."),
    "too_many": ProblemWords(429, "Too many calls", "Retry-After says when to go on."),
    "bug": ProblemWords(500, "Something went wrong here", "Tell the operator the support code."),
    "neighbour_down": ProblemWords(503, "Something that is needed does not answer", "Try again later; nothing is lost."),
    "busy": ProblemWords(503, "Busy", "Try again in a moment; nothing is lost."),
}  # fmt: skip

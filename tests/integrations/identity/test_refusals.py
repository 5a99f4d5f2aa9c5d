"""Provider errors and our codes."""

import pytest

from integrations.http import Reply
from integrations.identity.refusals import callback_refusal, status_refusal, token_refusal, userinfo_refusal
from tests.integrations.identity.world import PASSES

USED = b'{"error": "invalid_grant"}'


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, USED, "CODE_REUSED"),
        (401, USED, "CODE_REUSED"),
        (402, USED, "PROVIDER_CONFIG"),  # the error counts only under the statuses of RFC 6749 5.2
        (399, USED, "PROVIDER_CONFIG"),
        (400, b'{"error": "invalid_scope"}', "SCOPE_MISSING"),
        (400, b'{"error": "something"}', "PROVIDER_CONFIG"),
        (400, b'{"error": 1}', "PROVIDER_CONFIG"),
        (400, b"[]", "PROVIDER_CONFIG"),
        (429, b"", "RATE_LIMITED"),
        (499, b"", "PROVIDER_CONFIG"),
        (500, b"", "PROVIDER_UNAVAILABLE"),
    ],
)
def test_an_answer_of_the_token_endpoint(status: int, body: bytes, code: str) -> None:
    refusal = token_refusal(Reply(status, {}, body))
    assert (refusal.code, refusal.permanent) == (code, code not in PASSES)


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "TOKEN_EXPIRED"), (403, "SCOPE_MISSING"), (429, "RATE_LIMITED"), (404, "PROVIDER_CONFIG"),
     (500, "PROVIDER_UNAVAILABLE")],
)  # fmt: skip
def test_an_answer_of_the_userinfo_endpoint(status: int, code: str) -> None:
    refusal = userinfo_refusal(status)
    assert (refusal.code, refusal.permanent) == (code, code not in PASSES)
    assert status_refusal(429).code == "RATE_LIMITED"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("access_denied", "USER_CANCELLED"),
        ("interaction_required", "USER_CANCELLED"),
        ("server_error", "PROVIDER_UNAVAILABLE"),
        ("temporarily_unavailable", "PROVIDER_UNAVAILABLE"),
        ("invalid_scope", "SCOPE_MISSING"),
        ("unmet_authentication_requirements", "ACR_INSUFFICIENT"),
        ("", "PROVIDER_CONFIG"),
        ("<script>", "PROVIDER_CONFIG"),
    ],
)
def test_a_word_of_a_callback(word: str, code: str) -> None:
    refusal = callback_refusal(word)
    assert (refusal.code, refusal.permanent) == (code, code not in PASSES)
    assert "<" not in str(refusal)

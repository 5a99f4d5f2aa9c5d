"""Errors have a status and texts in every language."""

import pytest

from forms.messages import LANGUAGES
from portal import errors
from portal.errors import BadSetting, NotFound, NotYours, Refusal, SignInFailed, SignInNeeded, required
from portal.web.shared.words import words

REFUSALS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, Refusal) and kind is not Refusal
]


@pytest.mark.parametrize("kind", REFUSALS)
def test_a_refusal_is_the_askers_or_a_neighbours_and_never_a_bug(kind: type[Refusal]) -> None:
    assert 400 <= kind.status < 500 or kind.status == 503


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in REFUSALS if not issubclass(kind, SignInNeeded | SignInFailed)])
def test_every_refusal_has_its_words(kind: type[Refusal], language: str) -> None:
    assert words(language)[f"refusal.{kind.key}.title"]


def test_what_belongs_to_another_looks_like_what_is_not_there() -> None:
    assert (NotYours.status, NotYours.key) == (NotFound.status, NotFound.key)


def test_a_refused_start_says_everything() -> None:
    assert str(BadSetting("一つ目。", "二つ目。")) == "一つ目。\n二つ目。"


def test_a_failed_sign_in_keeps_its_code_and_a_needed_one_its_realm() -> None:
    assert SignInFailed("NONCE_REPLAYED").code == "NONCE_REPLAYED"
    assert SignInNeeded("staff").realm == "staff"


def test_what_is_required_is_there_or_refused() -> None:
    assert required(0, NotFound("row")) == 0
    with pytest.raises(NotFound, match="row"):
        required(None, NotFound("row"))

"""Scopes of the token endpoint (共通機能標準仕様書 2.2.5)."""

from portal.config import load_settings
from portal.services.machines.api_scopes import FILES, PROTECTED, READ, SCOPES, on_the_wire, wanted

SETTINGS = load_settings(env="test").model_copy(update={"api_system": "kakanai"})
HELD = frozenset({READ, FILES})


def test_a_scope_on_the_wire_begins_with_the_business_system() -> None:
    assert [on_the_wire(SETTINGS, scope) for scope in SCOPES] == [f"kakanai:{scope}" for scope in SCOPES]


def test_a_client_that_names_no_scope_gets_all_that_it_holds() -> None:
    assert wanted(SETTINGS, "", HELD) == wanted(SETTINGS, "  ", HELD) == HELD


def test_a_client_may_ask_for_less_than_it_holds_and_for_nothing_else() -> None:
    assert wanted(SETTINGS, f"kakanai:{READ}", HELD) == frozenset({READ})
    assert wanted(SETTINGS, f" kakanai:{READ}  kakanai:{FILES} kakanai:{READ}", HELD) == HELD
    for refused in (PROTECTED, READ, f"other:{READ}", f"kakanai:{PROTECTED}", f"kakanai:{READ} kakanai:{PROTECTED}"):
        assert wanted(SETTINGS, refused, HELD) is None, refused

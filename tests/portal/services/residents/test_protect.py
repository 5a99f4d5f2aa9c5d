"""Protected people are found by any spelling."""

import pytest

from portal.services.residents.protect import STAFF, lift, protect, protected_among, protected_people, tokens_of
from portal.services.shared.installation import Installation
from portal.services.shared.write_audit import Actor


def test_a_name_in_large_letters_is_the_same_name(installation: Installation) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "marks"), [("SMITH\u3000JOHN", "1990-01-02")], STAFF)
        for spelled in ("Smith John", "ｓｍｉｔｈ john"):
            assert protected_among(installation.protection_key, unit, [(spelled, "1990-01-02")])
        assert not protected_among(installation.protection_key, unit, [("Smith John", "1990-01-03")])


@pytest.mark.both_engines
def test_a_variant_of_a_sign_is_the_same_name_to_mark_to_find_and_to_lift(installation: Installation) -> None:
    spellings = [("渡邉\u3000高", "1990-01-02"), ("渡辺\u3000髙", "1990-01-02"), ("渡邊高", "1990-01-02")]
    actor = Actor("staff", "marks")
    with installation.database.write() as unit:
        protect(installation, unit, actor, spellings[:1], STAFF)
        assert protected_people(installation.protection_key, unit, spellings) == frozenset(spellings)
        assert not protected_among(installation.protection_key, unit, [("渡部\u3000高", "1990-01-02")])
        lift(installation, unit, actor, spellings[1:2], 0, "終わった")
        assert not protected_among(installation.protection_key, unit, spellings)


def test_who_was_marked_while_variants_counted_is_still_found_and_lifted(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, actor = ("渡邉\u3000高", "1990-01-02"), Actor("staff", "marks")
    assert len(tokens_of(installation.protection_key, *name)) == 2
    with installation.database.write() as unit:
        with monkeypatch.context() as before:
            before.setattr("portal.services.residents.protect.folded", lambda text: text)
            protect(installation, unit, actor, [name], STAFF)
        assert protected_among(installation.protection_key, unit, [name])
        lift(installation, unit, actor, [name], 0, "終わった")
        assert not protected_among(installation.protection_key, unit, [name])

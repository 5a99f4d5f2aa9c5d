"""Who is protected is found however the name is written."""

from portal.services.actor import Actor
from portal.services.installation import Installation
from portal.services.protect import STAFF, protect, protected_among


def test_a_name_in_large_letters_is_the_same_name(installation: Installation) -> None:
    with installation.database.write() as unit:
        protect(installation, unit, Actor("staff", "marks"), [("SMITH\u3000JOHN", "1990-01-02")], STAFF)
        for spelled in ("Smith John", "ｓｍｉｔｈ john"):
            assert protected_among(installation, unit, [(spelled, "1990-01-02")])
        assert not protected_among(installation, unit, [("Smith John", "1990-01-03")])

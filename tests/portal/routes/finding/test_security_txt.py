"""`/.well-known/security.txt`."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from pydantic import TypeAdapter, ValidationError

from forms.city.city import SecurityContact
from portal.app import make_app
from portal.clock import Clock
from portal.services.shared.installation import Installation

ADDRESS = "/.well-known/security.txt"


def with_contact(installation: Installation, contact: str) -> Installation:
    return replace(installation, city=installation.city.model_copy(update={"security_contact": contact}))


@pytest.mark.parametrize("now", ["2026-11-20T09:00:00+09:00", "2039-02-28T23:59:59+09:00"])
def test_the_contact_of_the_city_never_expires_in_the_past(installation: Installation, now: str) -> None:
    day = datetime.fromisoformat(now)
    whole = replace(with_contact(installation, "mailto:security@mihon.example"), clock=Clock(day))
    answer = TestClient(make_app(whole, with_worker=False)).get(ADDRESS)
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    fields = dict(re.findall(r"^([\w-]+): (.+)$", answer.text, re.MULTILINE))
    expires = datetime.strptime(fields.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert timedelta(days=30) < expires - day < timedelta(days=365)
    assert fields == {
        "Contact": "mailto:security@mihon.example",
        "Preferred-Languages": "ja",
        "Canonical": f"{installation.settings.base_url}{ADDRESS}",
    }


def test_a_city_without_a_contact_has_no_such_page(installation: Installation) -> None:
    site = TestClient(make_app(with_contact(installation, ""), with_worker=False))
    assert site.get(ADDRESS).status_code == 404


@pytest.mark.parametrize("contact", ["security@mihon.example", "http://mihon.example/", "mailto:a@b\nExpires: never"])
def test_a_contact_is_an_address_of_one_line(contact: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(SecurityContact).validate_python(contact)

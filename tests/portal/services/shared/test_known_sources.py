"""Precedence of sources."""

from datetime import date

from forms.path.filer import CAME
from portal.services.shared.known_sources import ORDER, ZONES, KnownFacts, Source
from tests.forms.loading.small import small

CARD = Source("card", applicant={"name": "card", "birth": "card"})
REGISTER = Source("register", applicant={"name": "register"}, principal={"sex": "male"}, events={"born": "2026-10-28"})
EARLIER = Source("earlier", applicant={"name": "old", "phone": "old"}, since="2026-10-01")
ALL = KnownFacts.by((EARLIER, CARD, REGISTER))


def test_the_first_in_the_order_is_believed_whatever_the_order_of_telling() -> None:
    assert ALL.applicant == {"name": "register", "birth": "card", "phone": "old"}
    assert ALL.events == {"born": date(2026, 10, 28)}
    assert [source.name for source in ALL.sources] == ["register", "card", "earlier"]


def test_each_value_says_where_it_came_from() -> None:
    def whence(known_from: str) -> str:
        source = ALL.whence(known_from)
        return source.name if source else ""

    assert whence("applicant.name") == "register"
    assert whence("applicant.birth") == "card"
    assert whence("applicant.phone") == "earlier"
    assert whence("") == "register"
    assert whence("applicant.email") == ""


def test_what_is_stored_comes_back_the_same() -> None:
    assert Source.of(REGISTER.stored) == REGISTER
    assert Source.of({**REGISTER.stored, "slip": {}}) == REGISTER  # as an earlier release stored it


def test_the_internet_side_may_hear_everything_but_a_register_and_what_is_shown_at_a_counter() -> None:
    assert set(ZONES) == set(ORDER)
    assert [name for name in ORDER if "outer" not in ZONES[name]] == [
        "register", "held", "transfer_data", "transfer", "move_form", "birth", "residence_card", "paper_read", "reservation",
    ]  # fmt: skip
    assert ZONES["register"] == ("single", "inner")


def test_facts_of_an_agents_company_stay_its_own() -> None:
    asks = small(
        "      - {id: filer_kind, type: choice, label: だれ, options: {self: 本人, agent: 頼まれた人}}\n",
        who="{online: [self, agent]}",
    )
    company = Source("company", applicant={"company.name": "事務所", "office.name": "事務所"})
    looked_up = Source("corporations", applicant={"company.name": "頼んだ会社"})
    known = KnownFacts.by((CARD, company, looked_up))
    assert known.about_principal(asks, {}) is known
    assert known.about_principal(asks, {"filer_kind": "self"}) is known
    agent = known.about_principal(asks, {"filer_kind": "agent"}).applicant
    assert agent == {"name": "card", "birth": "card", "company.name": "頼んだ会社", "office.name": "事務所"}
    assert known.about_principal(asks, {CAME: "agent"}).applicant == {"company.name": "頼んだ会社"}

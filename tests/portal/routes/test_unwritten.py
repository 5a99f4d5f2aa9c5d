"""書かない率 (D1): three households and ten messy visits, keyed through by a clerk."""

import pytest

from portal.services.installation import Installation
from portal.services.rights import Member
from tests.portal.routes.interviewing import Boxes, Clerk, serve, with_sources
from tests.portal.world import add_member

DUTIES = ("care-qualification", "care-assessment", "health-insurance", "child-allowance", "pension", "mother-and-child")
SEEN: Boxes = {"visit-came": ["self"], "visit-papers": ["my_number_card"]}


@pytest.fixture
def here(installation: Installation) -> Installation:
    return with_sources(installation)


@pytest.fixture
def clerk(here: Installation) -> Member:
    return add_member(here, "clerk", *(("clerk", duty) for duty in DUTIES))


TRANSFER: Boxes = {
    "paper-rows": ["3"], "paper-day.year": ["R8.11.10"], "paper-address.postal": ["0000001"],
    "paper-address.town": ["見本県見本市見本町"], "paper-address.street": ["五丁目6番7号"],
    "p1-name.family": ["例示"], "p1-name.given": ["健"], "p1-kana.family": ["れいじ"], "p1-kana.given": ["けん"],
    "p1-birth.year": ["S63.4.2"], "p1-sex": ["male"], "p1-relation": ["head"],
    "p2-name.family": ["例示"], "p2-name.given": ["舞"], "p2-kana.family": ["れいじ"], "p2-kana.given": ["まい"],
    "p2-birth.year": ["H2.8.9"], "p2-sex": ["female"], "p2-relation": ["wife"],
    "p3-name.family": ["例示"], "p3-name.given": ["空"], "p3-kana.family": ["れいじ"], "p3-kana.given": ["そら"],
    "p3-birth.year": ["R2.5.6"], "p3-sex": ["male"], "p3-relation": ["child"],
}  # fmt: skip


def test_moving(here: Installation, clerk: Member) -> None:
    one = serve(here, clerk, "A", SEEN)
    assert one.read_card("例示　健", "19880402", "1", "架空県架空市一丁目1番1号").status_code == 204
    assert one.key_paper("transfer", TRANSFER).status_code == 303
    one.add("kokuho-kanyu", "jido-teate-nintei", "kodomo-iryohi")
    show(one)
    one.interview(
        {
            "reception-place": "general",
            "older_count": "0",
            "pay_by": "slip",
            "insurance_state": "soon",
            "cares": "yes",
            "claimant.work": "company",
        },
        ("person.0.children.3", "people.2.members"),
    )
    show(one)
    print(one.keyed, one.figures(), one.rate)


def show(one: Clerk) -> None:
    for part in one.stands().parts:
        print(part.draft.procedure.id, part.path.rows, {k: (v.source, v.shared) for k, v in part.origins.items()})
        print("   missing", part.path.missing, part.path.mistakes)

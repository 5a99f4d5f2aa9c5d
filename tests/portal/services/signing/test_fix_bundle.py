"""One signed list covers a bundle."""

import json
from dataclasses import replace

import pytest

from portal.errors import Conflict, NotFound
from portal.services.bundles.open_bundle import Bundle
from portal.services.shared.installation import Installation
from portal.services.shared.sessions import Session
from portal.services.signing.fix_bundle import ToSign, fix_bundle, fixed_parts, is_confirmed, still_fits
from portal.services.signing.signed_bundle import check_part, read_list
from portal.services.signing.signed_document import content_of, list_of
from tests.portal.services.bundles.bundling import begin, offers, opened
from tests.portal.world import alice


@pytest.fixture
def session(installation: Installation) -> Session:
    offers(installation)
    return alice(installation)


@pytest.fixture
def bundle(installation: Installation, session: Session) -> Bundle:
    return opened(installation, session, begin(installation, session))


def fixed(installation: Installation, bundle: Bundle, session: Session) -> tuple[bytes, tuple[ToSign, ...]]:
    with installation.database.write() as unit:
        parts = fix_bundle(installation, unit, bundle, "ja", session)
        unit.commit()
    (signed,) = {list_of(part.document, part.draft.sealer) for part in parts}
    return signed, parts


def test_the_list_names_the_document_of_each_part(installation: Installation, bundle: Bundle, session: Session) -> None:
    signed, parts = fixed(installation, bundle, session)
    contents = [content_of(part.document, part.draft.sealer) for part in parts]
    assert [check_part(signed, content) for content in contents] == [1, 2]
    assert [json.loads(content)["application"] for content in contents] == [draft.id for draft in bundle.drafts]
    assert {part.row.person_id for part in parts} == {session.person_id}
    assert len(read_list(signed)) == 2


def test_who_comes_back_finds_the_parts_of_the_list_that_they_signed(
    installation: Installation, bundle: Bundle, session: Session
) -> None:
    first, parts = fixed(installation, bundle, session)
    second, others = fixed(installation, bundle, session)
    assert first != second
    with installation.database.read() as unit:
        for signed, expected in ((first, parts), (second, others)):
            came_back_to = fixed_parts(unit, bundle, signed, session)
            assert [part.row.id for part in came_back_to] == [part.row.id for part in expected]
        with pytest.raises(NotFound):
            fixed_parts(unit, bundle, first, replace(session, person_id="somebody else"))


def test_a_bundle_with_other_parts_is_not_what_was_signed(
    installation: Installation, bundle: Bundle, session: Session
) -> None:
    signed, _ = fixed(installation, bundle, session)
    with installation.database.read() as unit, pytest.raises(Conflict):
        fixed_parts(unit, replace(bundle, drafts=bundle.drafts[:1]), signed, session)


def test_a_part_that_changed_does_not_fit_any_more(
    installation: Installation, bundle: Bundle, session: Session
) -> None:
    _, parts = fixed(installation, bundle, session)
    first, second = parts
    changed = replace(first, draft=replace(first.draft, answers={"reason": "lost"}))
    assert still_fits(installation.form_key, parts)
    assert not still_fits(installation.form_key, (changed, second))


def test_answers_of_a_helper_are_confirmed_when_they_were_fixed_as_they_are(
    installation: Installation, bundle: Bundle, session: Session
) -> None:
    first, second = bundle.drafts
    helped = replace(bundle, drafts=(replace(first, helped={"reason": "見本 花子"}), second))
    with installation.database.read() as unit:
        assert is_confirmed(installation, unit, bundle), "filed without help"
        assert not is_confirmed(installation, unit, helped)
    fixed(installation, bundle, session)
    changed = replace(helped.drafts[0], answers={"reason": "lost"})
    with installation.database.read() as unit:
        assert is_confirmed(installation, unit, helped)
        assert not is_confirmed(installation, unit, replace(helped, drafts=(changed, second)))

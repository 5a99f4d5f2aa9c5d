"""What a signed document is bound to."""

from dataclasses import replace

import pytest

from forms.answers import canonical
from portal.services.filing.drafts import Draft, whole_path
from portal.services.shared.sessions import Session
from portal.services.signing.signed_bundle import part_of, write_list
from portal.services.signing.signed_document import (
    content_of,
    fits,
    fix_document,
    fixed_document,
    has_same_content,
    read_content,
    to_verify,
    without_numbers,
    written,
)
from portal.store.signing import signatures
from portal.store.signing.signatures import DocumentRow
from tests.portal.later import later
from tests.portal.numbers import number, with_numbers
from tests.portal.services.signing.signed import ANSWERS, Signing


@pytest.fixture
def draft(signing: Signing, taro: Session) -> Draft:
    return signing.draft(taro)


def fixed(signing: Signing, draft: Draft, language: str = "ja") -> DocumentRow:
    with signing.city.database.write() as unit:
        document = fix_document(signing.city, unit, draft, whole_path(signing.city, draft), language, ["見本 花子"])
        unit.commit()
    return document


def test_it_names_procedure_application_and_answers_and_what_was_shown(signing: Signing, draft: Draft) -> None:
    document = fixed(signing, draft)
    content = content_of(document, draft.sealer)
    stated = read_content(content)
    assert content == canonical(stated)
    assert (stated["procedure"], stated["application"], stated["nonce"]) == ("small", draft.id, document.nonce)
    assert (stated["answers"], stated["helped"]) == (dict(ANSWERS), ["見本 花子"])
    assert "なくした" in str(stated["seen"]["sections"])
    assert (document.draft_id, document.application_id) == (draft.id, None)


def test_a_reload_within_half_an_hour_shows_the_same_document_in_the_same_language(
    signing: Signing, draft: Draft
) -> None:
    document = fixed(signing, draft)
    assert fixed(signing, draft).id == document.id
    assert fixed(signing, draft, "easy").id != document.id
    with signing.city.database.read() as unit:
        for minutes, expected in ((29, document.id), (31, None)):
            known = fixed_document(later(signing.city, minutes=minutes), unit, draft, "ja")
            assert (known.id if known else None) == expected


def test_it_fits_the_draft_until_an_answer_changes(signing: Signing, draft: Draft) -> None:
    document = fixed(signing, draft)
    changed = replace(draft, answers={**draft.answers, "reason": "torn"})
    assert fits(signing.city.form_key, document, draft)
    assert not fits(signing.city.form_key, document, changed)
    assert not fits(signing.city.form_key, replace(document, meaning="another version"), draft)
    content = content_of(document, draft.sealer)
    assert has_same_content(content, draft.procedure, draft.answers)
    assert not has_same_content(content, draft.procedure, changed.answers)
    assert not has_same_content(b'{"format":"mandate"}', draft.procedure, {})
    with signing.city.database.read() as unit:
        assert signatures.document(unit, document.id) == document


def test_a_list_covers_the_documents_that_it_names_alone(signing: Signing, draft: Draft) -> None:
    document = fixed(signing, draft)
    content = content_of(document, draft.sealer)
    listed = write_list("n", [part_of(draft.id, content)])
    other = write_list("n", [part_of(draft.id, content + b" ")])
    assert to_verify(document, content, None, listed).content == listed
    assert to_verify(document, content, None, other).content == content
    assert to_verify(document, content, None).application_id == draft.id


def test_a_personal_number_is_in_no_signed_document(signing: Signing, draft: Draft) -> None:
    procedure = with_numbers()
    (numbered,) = [name for name, field in procedure.by_name.items() if field.type.id == "my_number"]
    answers = {"reason": "lost", numbered: number(1)}
    path = whole_path(signing.city, replace(draft, procedure=procedure, answers=answers))
    assert path.answers[numbered] == number(1)
    content = written(signing.city.city, procedure, "uid", {}, path, "ja", "nonce")
    assert number(1) not in content.decode()
    assert without_numbers(procedure, answers) == {"reason": "lost"}

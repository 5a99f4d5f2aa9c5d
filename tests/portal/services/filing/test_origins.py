"""Origins of answers are stored, and are evidence of an application."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from portal.services.filing.drafts import unstored_draft
from portal.services.filing.origins import ORIGINS, Origin, evidence_of, origins_of, with_origins, written_at_home
from portal.services.filing.visit_facts import HOME, SPEECH
from portal.services.residents.match_resident import AWAY, EXACT
from portal.services.shared.installation import Installation
from portal.services.shared.known_sources import CARD, EARLIER, REGISTER, TRANSFER, KnownFacts, Source
from tests.forms.loading.small import small

NAME, OTHER = {"family": "髙見本", "given": "太郎"}, {"family": "見本", "given": "花子"}
MORE = """\
      - {id: name, type: person_name, label: 氏名, concept: person.name, known_from: applicant.name}
      - {id: word, type: text, label: ひとこと, max: 20, required: false}
"""
FROM_CARD = Source(CARD, applicant={"name": NAME})


def evidence(installation: Installation, answers: Mapping[str, Any], *sources: Source) -> dict[str, Any]:
    draft = unstored_draft(installation, small(MORE), "online")
    draft = replace(draft, answers=answers, known=KnownFacts.by(sources))
    return evidence_of(draft, draft.procedure.fields)


def test_a_known_answer_has_its_source_and_a_corrected_one_says_so(installation: Installation) -> None:
    assert evidence(installation, {"name": NAME, "word": "はい"}, FROM_CARD) == {"sources": {"name": CARD}}
    assert evidence(installation, {"name": OTHER}, FROM_CARD) == {"sources": {"name": "changed card"}}
    assert evidence(installation, {"name": NAME}) == {}
    assert evidence(installation, {}, FROM_CARD) == {}


def test_the_first_source_that_knows_the_fact_is_named(installation: Installation) -> None:
    earlier = Source(EARLIER, applicant={"name": OTHER})
    assert evidence(installation, {"name": NAME}, earlier, FROM_CARD) == {"sources": {"name": CARD}}


@pytest.mark.parametrize(
    ("origin", "sources"),
    [
        (Origin(TRANSFER, NAME), {"name": TRANSFER}),
        (Origin(SPEECH, NAME, was=REGISTER), {"name": "changed register"}),
        (Origin(SPEECH, NAME), {}),
        (Origin(TRANSFER, OTHER), {"name": CARD}),
    ],
)
def test_what_was_noted_at_the_counter_goes_first_while_the_answer_is_unchanged(
    installation: Installation, origin: Origin, sources: dict[str, str]
) -> None:
    answers = with_origins({"name": NAME}, {"name": origin})
    assert evidence(installation, answers, FROM_CARD).get("sources", {}) == sources


def test_how_certain_the_register_was_is_evidence_if_it_answered(installation: Installation) -> None:
    principal = {"birth": "1949-04-03"}
    certain = Source(REGISTER, principal=principal, certainty=EXACT)
    assert evidence(installation, {}, certain) == {"register": EXACT, "principal": principal}
    for certainty in ("", AWAY):
        assert evidence(installation, {}, Source(REGISTER, certainty=certainty)) == {}


def test_origins_are_read_as_they_were_stored_and_leave_the_answers_alone() -> None:
    origins = {"reason": Origin(REGISTER, "lost", was="card"), "word": Origin(SPEECH, None, shared=True)}
    answers = with_origins({"reason": "lost"}, origins)
    assert origins_of(answers) == origins
    assert {name: value for name, value in answers.items() if name != ORIGINS} == {"reason": "lost"}
    assert origins_of({"reason": "lost"}) == {}


def test_what_a_clerk_typed_is_keyed_unless_another_procedure_brought_it() -> None:
    assert [Origin(SPEECH).keyed, Origin(SPEECH, shared=True).keyed, Origin(REGISTER).keyed] == [True, False, False]


def test_answers_of_the_draft_were_written_at_home_unless_their_origin_is_known() -> None:
    procedure = small("      - {id: word, type: text, label: ひとこと, max: 20}\n")
    before = with_origins({"reason": "lost", "word": "はい", "removed": 1}, {"word": Origin(REGISTER, "はい")})
    origins = origins_of(written_at_home(procedure, before))
    assert origins == {"reason": Origin(HOME, "lost"), "word": Origin(REGISTER, "はい")}

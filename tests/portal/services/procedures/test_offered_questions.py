"""A question is shown where what it speaks of is offered."""

from portal.services.procedures.offered_questions import offered_questions
from portal.services.shared.installation import Installation


def test_a_question_goes_with_the_last_procedure_and_guide_of_which_it_speaks(installation: Installation) -> None:
    city, every = installation.city, installation.catalogue.all()
    shown = {row.id for _, rows in offered_questions(city, every, installation.guides) for row in rows}
    assert shown == {row.id for file in city.faq for row in file.questions}
    few = [procedure for procedure in every if procedure.id == "sodai-gomi"]
    headings = list(offered_questions(city, few, {}))
    assert [[row.id for row in rows] for _, rows in headings] == [["sodai-gomi"]]
    moving = {"moving": installation.guides["moving"]}
    assert {"sodai-gomi"} < {row.id for _, rows in offered_questions(city, few, moving) for row in rows} < shown

"""A guide's result in words."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from forms.definition.procedure import Procedure
from forms.guide.guide import Act
from portal.services.finding.describe_guide import ActView, describe_acts, papers_of
from portal.services.finding.follow_guide import follow_guide
from portal.services.shared.installation import Installation
from tests.portal.later import at


def test_a_line_is_linked_only_where_the_city_offers_its_procedure(installation: Installation) -> None:
    """A booked visit is no notification; filing here does not do another office's act."""
    guide = installation.guides["moving"]
    answers = guide.cases[0].answers
    acts = follow_guide(installation, guide, answers, {}).acts
    offered = installation.catalogue.current("suido-kaishi")
    visit = replace(offered, id="tennyu-tenkyo-yoyaku", kind="reservation", title="来庁の予約")
    certificate = installation.catalogue.current("juminhyo-utsushi")

    def views(*procedures: Procedure) -> dict[str, ActView]:
        catalogue = SimpleNamespace(all=lambda: procedures)
        offering = replace(installation, catalogue=catalogue)  # type: ignore[arg-type]
        return {view.id: view for view in describe_acts(offering, guide, acts, "ja")}

    assert {view.link for view in views().values()} == {""}
    described = views(offered, visit, certificate)
    assert (described["M01"].link, described["M01"].reserves) == ("/apply/tennyu-tenkyo-yoyaku?guide=moving", True)
    assert (described["M36"].link, described["M36"].reserves) == ("/apply/suido-kaishi?guide=moving", False)
    assert (described["M48"].link, described["M48"].page) == ("", "/procedures/juminhyo-utsushi")
    # "online" without a button would mislead: it names an office.
    assert (described["M36"].ways, views()["M36"].ways) == (("online",), ("counter",))
    assert views()["M36"].office is not None


def acts_of(installation: Installation) -> tuple[Act, ...]:
    guide = installation.guides["moving"]
    return follow_guide(installation, guide, guide.cases[0].answers, {}).acts


def test_days_left_are_counted_from_today_and_negative_after_the_last_day(installation: Installation) -> None:
    guide = installation.guides["moving"]
    act = replace(acts_of(installation)[0], until=date(2026, 11, 24))
    for moment, left in (
        ("2026-11-20T23:59:59+09:00", 4),
        ("2026-11-24T00:00:00+09:00", 0),
        ("2026-11-26T10:00:00+09:00", -2),
    ):
        (view,) = describe_acts(at(installation, moment), guide, [act], "ja")
        assert (view.until, view.left) == (date(2026, 11, 24), left)


def test_a_paper_that_several_acts_need_is_named_once_in_the_order_of_the_acts(installation: Installation) -> None:
    views = describe_acts(installation, installation.guides["moving"], acts_of(installation), "ja")
    everything = [paper for view in views for paper in view.bring]
    assert len(everything) > len(set(everything))
    assert papers_of(views) == sorted(set(everything), key=everything.index)


def test_easy_japanese_is_used_for_a_line_that_has_it(installation: Installation) -> None:
    guide, acts = installation.guides["moving"], acts_of(installation)
    easy = guide.questions.texts["easy"]
    views = describe_acts(installation, guide, acts, "easy")
    assert [view.title for view in views] == [easy[f"{act.line.path}.title"] for act in acts]

"""Everyday words in each language, also with typing errors, lead to the right thing among the first three."""

import pytest
from ruamel.yaml import YAML

from forms.text.foreign_day import is_foreign
from forms.text.translations import LANGUAGES
from portal.config import TREE
from portal.services.procedures.find_procedures import find_procedures
from portal.services.procedures.rank_procedures import Ranking
from portal.services.procedures.search_index import SearchIndex
from tests.portal.services.procedures.test_find_signs import CITY, GUIDES, PROCEDURES

ASKED = YAML(typ="safe").load(
    (TREE / "tests" / "portal" / "services" / "procedures" / "spoken.yaml").read_text("utf-8")
)


def answers(index: SearchIndex, asked: str) -> list[str]:
    search = find_procedures(index, asked, Ranking(CITY.entrance.first))
    found = [match.procedure.id for match in search.matches or search.near]
    return [*(f"guide:{guide}" for guide in search.guides), *(f"elsewhere:{row}" for row in search.elsewhere), *found]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if is_foreign(language)])
def test_what_people_type_is_among_the_first_three(language: str) -> None:
    index = SearchIndex(PROCEDURES, CITY.synonyms, GUIDES, CITY.entrance.elsewhere, language)
    wanted = ASKED[language]
    missed = [asked for asked, right in wanted.items() if not set(answers(index, asked)[:3]) & set(right)]
    assert len(wanted) >= 20
    assert len(missed) <= len(wanted) * 0.05, missed

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response

from forms.path.binding import Posted
from forms.path.environment import Environment
from forms.path.path import AskedPage, Path
from portal.services.filing.drafts import Draft
from portal.services.shared.catalogue import speech_of
from portal.services.shared.installation import Installation
from portal.web.filing.draw_page import draw_question
from portal.web.filing.known_card import KnownCard
from portal.web.filing.question_page import page_title, views
from portal.web.shared.page import language_of


# The page that was posted, shown again.
@dataclass(frozen=True)
class SamePage:
    request: Request
    installation: Installation
    draft: Draft
    path: Path
    asked: AskedPage
    environment: Environment
    card: KnownCard | None
    read: str

    def draw(self, posted: Posted, *, values: Path | None = None, search: str = "", status: int = 200) -> Response:
        speech = speech_of(self.draft.procedure, language_of(self.request))
        shown = views(self.asked, values or self.path, speech, self.environment, posted=posted, search=search)
        return draw_question(
            self.request, self.installation, self.draft, self.path, self.asked, shown, page_title(speech, self.asked),
            status=status, read=self.read, known=self.card,
        )  # fmt: skip

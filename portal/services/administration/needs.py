from collections.abc import Mapping
from typing import Protocol

from forms.guide.guide import Guide
from integrations.sockets.layout_socket import LayoutTexts
from integrations.sockets.notices import Mailer
from portal.services.shared.installation import LaidCity
from portal.services.shared.needs import HasDocuments, HasLayouts


class TriesLayouts(HasLayouts, Protocol):
    @property
    def layout_texts(self) -> LayoutTexts | None: ...


class Administered(HasDocuments, HasLayouts, Protocol):
    @property
    def guides(self) -> Mapping[str, Guide]: ...

    @property
    def laid(self) -> LaidCity: ...

    @property
    def mailer(self) -> Mailer | None: ...

"""Free text of several lines, kept as typed."""

import random
from typing import Annotated, Any, ClassVar

from pydantic import Field

from forms.definition.field import FieldSettings, Raw
from forms.fields.text import Text


class LongTextSettings(FieldSettings):
    max: Annotated[int, Field(ge=1, le=10_000)] = 500
    pattern: ClassVar[str] = ""


class LongText(Text):
    id = "long_text"
    control = "lines"
    Settings = LongTextSettings
    lines: ClassVar[bool] = True

    def good(self, settings: Any, source: random.Random) -> Raw:
        words = source.choice(("先週、病院の帰りに", "一行目\r\n二行目", "・ひとつ\n\n・ふたつ", "①\t髙﨑 𠮷乃\r葛󠄀城"))
        return {"": (words[: settings.max].strip(),)}

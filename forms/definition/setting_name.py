"""How a definition writes a setting of the city in place of a value."""

from typing import Annotated

from pydantic import StringConstraints

SettingName = Annotated[str, StringConstraints(pattern=r"^city\.[a-z][a-z0-9_]*$", max_length=80)]

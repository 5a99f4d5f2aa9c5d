# What a city is called in a joint installation (共同利用).

from typing import Self

from pydantic import PrivateAttr
from pydantic_settings import BaseSettings


class JointSettings(BaseSettings):
    # No variable: it is the name of the city's file.
    _joint_name: str = PrivateAttr("")

    @property
    def command(self) -> str:
        # As staff type it: a joint installation refuses a command that names no city.
        return f"kakanai --city {self._joint_name}" if self._joint_name else "kakanai"

    def called(self, name: str) -> Self:
        settings = self.model_copy()
        settings._joint_name = name
        return settings

"""The base of every shape of the format."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """Unknown keys are errors; defaults never change within a format."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)

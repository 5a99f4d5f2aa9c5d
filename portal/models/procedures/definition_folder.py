"""Folders as last published (demo and test)."""

from sqlmodel import Field

from portal.models.base import Model


class DefinitionFolder(Model):
    __tablename__ = "definition_folder"

    folder: str = Field(primary_key=True)
    mark: str  # hash of everything read; if it is the same, nothing is read again

"""What a folder of definitions held when it was published last (demo and test)."""

from sqlmodel import Field, SQLModel

from portal.models.base import metadata


class DefinitionFolder(SQLModel, table=True):
    """`mark`: a hash of all that was read; as long as it is the same, nothing need be read again."""

    __tablename__ = "definition_folder"
    metadata = metadata

    folder: str = Field(primary_key=True)
    mark: str

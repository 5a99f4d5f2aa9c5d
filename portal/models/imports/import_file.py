"""Imported files (マイナポータル), unmodified and sealed."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from portal.models.base import Model, Number


class ImportFile(Model):
    __tablename__ = "import_file"
    wrapped_as = "import:{uid}"

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # associated data of the data key
    file_hash: str = Field(unique=True)  # SHA-256, hex; stays without the content, against a second import
    came_by: str  # upload, folder, command
    size: int
    key_id: str
    wrapped_key: bytes
    sealed_name: bytes  # file names may contain names of people
    sealed_content: bytes  # b"" when none of its packages is left
    came_at: int = Field(sa_type=BigInteger)

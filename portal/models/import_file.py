"""What came from outside as packages (マイナポータル), unmodified and sealed: one row a file or folder, whatever is in it."""

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from portal.models.base import Number, metadata


class ImportFile(SQLModel, table=True):
    """Once by its hash. The hash stays when the content has gone, so that the same file makes nothing a second time."""

    __tablename__ = "import_file"
    metadata = metadata

    id: int | None = Field(default=None, sa_type=Number, primary_key=True)
    uid: str = Field(unique=True)  # binds the data key
    file_hash: str = Field(unique=True)  # SHA-256, hex
    came_by: str  # upload, folder, command
    size: int
    key_id: str
    wrapped_key: bytes
    sealed_name: bytes  # people call files by names of people
    sealed_content: bytes  # b"" once none of its packages is left
    came_at: int = Field(sa_type=BigInteger)

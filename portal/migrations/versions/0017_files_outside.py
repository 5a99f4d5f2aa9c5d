"""Files that have yet to go to the object storage are found by an index."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

# Whether a way leads back: what is counted, and the sentence.
BACK_ONLY_WITHOUT = (
    "SELECT count(*) FROM attachment WHERE state = 'checked' AND length(sealed_content) = 0",
    "{rows} files lie in the object storage, where the older version does not look: run `kakanai migrate --files-inside` first.",
    "{rows} 個のファイルが保管庫（KAKANAI_FILES_BUCKET）にあり、古い版はそこを見ません。先に kakanai migrate --files-inside を打ってください。",
)
_INSIDE = "state = 'checked' AND application_id IS NOT NULL AND length(sealed_content) > 0"


def upgrade() -> None:
    where = sa.text(_INSIDE)
    op.create_index("ix_attachment_inside", "attachment", ["id"], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    op.drop_index("ix_attachment_inside", "attachment")

"""The last backup has an index."""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
_COPIES = sa.text("action IN ('backed up', 'exported everything')")


def upgrade() -> None:
    op.create_index("ix_audit_record_of_copies", "audit_record", ["id"], sqlite_where=_COPIES, postgresql_where=_COPIES)


def downgrade() -> None:
    op.drop_index("ix_audit_record_of_copies", "audit_record")

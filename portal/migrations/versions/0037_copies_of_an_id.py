"""Copies of an ID in the place of a signature"""

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

_COPIED = sa.text("copied_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("signature", sa.Column("copied_at", sa.BigInteger(), nullable=True))
    op.create_index("ix_signature_copied", "signature", ["copied_at"], sqlite_where=_COPIED, postgresql_where=_COPIED)


def downgrade() -> None:
    op.drop_index("ix_signature_copied", "signature")
    op.drop_column("signature", "copied_at")

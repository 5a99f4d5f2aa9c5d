"""Signatures that are not settled, by what they hold"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

_UNSETTLED = sa.text("state IN ('pending', 'person', 'copy', 'refused', 'open', 'asked', 'declined')")


def upgrade() -> None:
    op.create_index(
        "ix_signature_unsettled", "signature", ["document_id"], sqlite_where=_UNSETTLED, postgresql_where=_UNSETTLED
    )


def downgrade() -> None:
    op.drop_index("ix_signature_unsettled", table_name="signature")

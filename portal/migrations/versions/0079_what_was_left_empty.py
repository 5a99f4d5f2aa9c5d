"""What was asked and left empty, sealed beside the answers (rows that are there keep none: who needs it walks their path again);
and an index of what may be handed over"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None

_GOING = sa.text(
    "state IN ('examining', 'approved', 'partly', 'done', 'accepted', 'waiting', 'taken', 'repaired', 'closed')"
)


def upgrade() -> None:
    op.add_column("application_answers", sa.Column("sealed_left", sa.LargeBinary(), nullable=True))
    op.create_index("ix_application_going", "application", ["duty", "id"], sqlite_where=_GOING, postgresql_where=_GOING)


def downgrade() -> None:
    op.drop_index("ix_application_going", "application")
    op.drop_column("application_answers", "sealed_left")

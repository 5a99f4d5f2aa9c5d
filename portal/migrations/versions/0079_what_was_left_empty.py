"""What was asked and left empty, sealed beside the answers. Rows that are there keep none: who needs it walks their path again"""

import sqlalchemy as sa
from alembic import op

revision = "0079"
down_revision = "0078"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("application_answers", sa.Column("sealed_left", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("application_answers", "sealed_left")

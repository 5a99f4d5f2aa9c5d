"""Until when a mandate holds"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delegation", sa.Column("ends", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("delegation", "ends")

"""The code of a letter that asks for a correction, while it has to be opened at the other zone"""

import sqlalchemy as sa
from alembic import op

revision = "0103"
down_revision = "0099"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("correction_code", sa.Column("sealed_code", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("correction_code", "sealed_code")

"""支援措置."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"


def upgrade() -> None:
    op.add_column("protection", sa.Column("sealed_why_lifted", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("protection", "sealed_why_lifted")

"""What a folder of definitions held when it was published last"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "definition_folder",
        sa.Column("folder", sa.String(), primary_key=True),
        sa.Column("mark", sa.String(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("definition_folder")

"""The newest editions are found without reading the definitions: on SQLite `edition` is stored after their text."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_index("ix_definition_editions", "definition", ["procedure", "edition"])
    op.drop_index("ix_definition_procedure", table_name="definition")


def downgrade() -> None:
    op.create_index("ix_definition_procedure", "definition", ["procedure"])
    op.drop_index("ix_definition_editions", table_name="definition")

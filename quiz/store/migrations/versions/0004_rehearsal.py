"""rehearsals are marked; what refers to a person or an attempt is found without reading it all"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

MARKED = ('bank_version', 'contest', 'unit')
INDEXES = (
    ('ix_board_entry_attempt_id', 'board_entry', 'attempt_id'),
    ('ix_board_entry_person_id', 'board_entry', 'person_id'),
    ('result_by_person', 'result', 'person_id'),
    ('ix_session_person_id', 'session', 'person_id'),
    ('ix_team_member_person_id', 'team_member', 'person_id'),
    ('ix_team_skip_person_id', 'team_skip', 'person_id'),
)


def upgrade() -> None:
    # Plain statements: a batch would build the tables anew, and drop them under their references.
    for table in MARKED:
        op.add_column(
            table,
            sa.Column('rehearsal', sa.Boolean(), server_default=sa.false(), nullable=False),
        )
    for name, table, column in INDEXES:
        op.create_index(name, table, [column])


def downgrade() -> None:
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table)
    for table in reversed(MARKED):
        op.drop_column(table, 'rehearsal')

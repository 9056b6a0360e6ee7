"""teams under quotas: gender, captains, substitutions, locks"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TEXTS = (
    ('person', 'gender', ''),
    ('team', 'act', 'choose'),
    ('team', 'eased', ''),
    ('team', 'eased_reason', ''),
)
MARKS = (('team_member', 'captain'), ('team_skip', 'by_quota'))


def upgrade() -> None:
    # Plain statements: a batch would build the tables anew, and drop them under their references.
    for table, column, default in TEXTS:
        op.add_column(
            table, sa.Column(column, sa.String(), server_default=default, nullable=False)
        )
    for table, column in MARKS:
        op.add_column(
            table, sa.Column(column, sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    op.create_table(
        'team_change',
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('left_id', sa.Integer(), nullable=False),
        sa.Column('came_id', sa.Integer(), nullable=True),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['team_id'], ['team.id']),
        sa.ForeignKeyConstraint(['left_id'], ['person.id']),
        sa.ForeignKeyConstraint(['came_id'], ['person.id']),
        sa.PrimaryKeyConstraint('team_id'),
    )
    op.create_index('ix_team_change_left_id', 'team_change', ['left_id'])
    op.create_index('ix_team_change_came_id', 'team_change', ['came_id'])
    op.create_table(
        'team_lock',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('team_id', sa.Integer(), nullable=False),
        sa.Column('locked', sa.Boolean(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['round.id']),
        sa.ForeignKeyConstraint(['team_id'], ['team.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_team_lock_round_id', 'team_lock', ['round_id'])


def downgrade() -> None:
    op.drop_table('team_lock')
    op.drop_table('team_change')
    for table, column in reversed(MARKS):
        op.drop_column(table, column)
    for table, column, _ in reversed(TEXTS):
        op.drop_column(table, column)

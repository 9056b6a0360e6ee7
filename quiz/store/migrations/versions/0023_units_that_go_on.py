"""units that go on, who was named into a team, what a board's prediction had come to"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


# Of older versions only the newest is known for sure to be ranked by the outcome that stands.
OUTCOMES = (
    'UPDATE board SET outcome = (SELECT r.outcome FROM round r WHERE r.id = board.round_id)'
    ' WHERE version = (SELECT MAX(b.version) FROM board b WHERE b.round_id = board.round_id)'
)


def upgrade() -> None:
    # Plain statements: a batch would build the tables anew, and drop them under their references.
    op.add_column('board', sa.Column('outcome', sa.BigInteger(), nullable=True))
    op.execute(OUTCOMES)
    op.add_column('team_member', sa.Column('instead_of', sa.Integer(), nullable=True))
    op.create_table(
        'advance_list',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('contest_id', sa.Integer(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('basis', sa.String(), nullable=False),
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('confirmed_at', sa.BigInteger(), nullable=False),
        sa.Column('confirmed_by', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['contest_id'], ['contest.id']),
        sa.PrimaryKeyConstraint('id'),
        sa.UniqueConstraint('contest_id', 'version', name='one_advance_list_a_version'),
    )
    op.create_table(
        'advance_unit',
        sa.Column('list_id', sa.Integer(), nullable=False),
        sa.Column('position', sa.Integer(), nullable=False),
        sa.Column('unit_id', sa.Integer(), nullable=False),
        sa.Column('place', sa.Integer(), nullable=False),
        sa.Column('cluster', sa.String(), nullable=False),
        sa.Column('way', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.Column('tied', sa.Boolean(), nullable=False),
        sa.Column('skipped', sa.Boolean(), nullable=False),
        sa.CheckConstraint("way IN ('', 'top', 'cluster', 'rest')"),
        sa.ForeignKeyConstraint(['list_id'], ['advance_list.id']),
        sa.ForeignKeyConstraint(['unit_id'], ['unit.id']),
        sa.PrimaryKeyConstraint('list_id', 'position'),
    )
    op.create_table(
        'advance_lock',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('contest_id', sa.Integer(), nullable=False),
        sa.Column('list_id', sa.Integer(), nullable=False),
        sa.Column('locked', sa.Boolean(), nullable=False),
        sa.Column('at', sa.BigInteger(), nullable=False),
        sa.Column('actor', sa.String(), nullable=False),
        sa.Column('reason', sa.String(), nullable=False),
        sa.ForeignKeyConstraint(['contest_id'], ['contest.id']),
        sa.ForeignKeyConstraint(['list_id'], ['advance_list.id']),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('ix_advance_lock_contest_id', 'advance_lock', ['contest_id'])


def downgrade() -> None:
    op.drop_table('advance_lock')
    op.drop_table('advance_unit')
    op.drop_table('advance_list')
    op.drop_column('team_member', 'instead_of')
    op.drop_column('board', 'outcome')

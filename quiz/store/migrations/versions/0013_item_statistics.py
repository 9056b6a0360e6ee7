"""what rounds showed of their questions, facilities frozen with rounds"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'facility_set',
        sa.Column('digest', sa.String(), nullable=False),
        sa.Column('content', sa.String(), nullable=False),
        sa.PrimaryKeyConstraint('digest'),
    )
    op.create_table(
        'noted_round',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('head_hash', sa.String(), nullable=False),
        sa.Column('noted_at', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['round.id']),
        sa.PrimaryKeyConstraint('round_id'),
    )
    op.create_table(
        'item_result',
        sa.Column('round_id', sa.Integer(), nullable=False),
        sa.Column('question', sa.String(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('earned', sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(['round_id'], ['round.id']),
        sa.PrimaryKeyConstraint('round_id', 'question'),
    )
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.add_column(sa.Column('facilities', sa.String(), nullable=True))
        batch_op.create_foreign_key(
            'round_facilities_fkey', 'facility_set', ['facilities'], ['digest']
        )


def downgrade() -> None:
    with op.batch_alter_table('round', schema=None) as batch_op:
        batch_op.drop_constraint('round_facilities_fkey', type_='foreignkey')
        batch_op.drop_column('facilities')
    op.drop_table('item_result')
    op.drop_table('noted_round')
    op.drop_table('facility_set')

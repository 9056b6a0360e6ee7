"""A rehearsal: a contest of its own with made-up people, which nobody else sees.

Everything of it hangs on rows that carry the mark `rehearsal`: its contest, its unit, its bank. The
bank is always the shipped one: whoever may rehearse may not always read the questions of the day.
"""

from quiz.stages.rehearsal.looking import Standing, standing
from quiz.stages.rehearsal.making import MOST_PEOPLE, Made, make
from quiz.stages.rehearsal.removing import remove, remove_old

__all__ = ["MOST_PEOPLE", "Made", "Standing", "make", "remove", "remove_old", "standing"]

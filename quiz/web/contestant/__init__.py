"""The contestant's way: enter, the round, the paper, the receipt."""

from quiz.web.contestant import entering, paper

STOPS = entering.STOPS + paper.STOPS

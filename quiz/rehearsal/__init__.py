"""A rehearsal before the day: many made-up contestants who sit over HTTP, as browsers would."""

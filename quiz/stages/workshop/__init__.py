"""Write a bank together: its questions, their review and history, its versions and its seal."""

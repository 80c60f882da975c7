"""The mechanisms of a week, one in each file: pure functions of arrays, with the options of a slot side by side."""

"""Results in words and plain tables: aligned text, conditional sentences, bibliographies."""

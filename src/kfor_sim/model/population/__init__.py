"""Slot `population`: how those who might be mobilised are represented, one option in each file."""

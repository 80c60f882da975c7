"""The Mesa agents: headquarters, the contingents, the municipalities."""

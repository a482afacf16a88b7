"""Pure rules of the figures: rates with their intervals, ranking, spans of days."""

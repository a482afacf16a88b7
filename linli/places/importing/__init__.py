"""Lists of places from spreadsheets and GeoJSON, and their way into the tables."""

"""The sample case and what generates it: invented people, ships, goods and scans; nothing here was observed."""

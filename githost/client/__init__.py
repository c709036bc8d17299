"""What users hold: two windows, sync and async, on one interface."""

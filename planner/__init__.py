"""The planning itself: plans, travel, coverage, drawing, briefings and the window."""

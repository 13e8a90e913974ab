"""Plans, indicators, targets and the scorecard."""

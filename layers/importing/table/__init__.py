"""What the columns of a source are, and what their cells say."""

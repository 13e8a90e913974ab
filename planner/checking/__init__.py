"""What is wrong with a region's data, why it matters, and what mends it."""

"""Who is reached: ratios by unit and by people."""

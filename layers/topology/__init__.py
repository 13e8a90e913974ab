"""How the outlines of units fit together: measured, said, and mended."""

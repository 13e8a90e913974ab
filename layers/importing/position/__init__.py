"""Where on earth a source lies: reference systems, axes, shifted datums."""

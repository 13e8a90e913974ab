"""The drawing of one district down to its streets: the invented 浑南区."""

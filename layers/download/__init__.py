"""OpenStreetMap asked for roads, buildings and facilities: only when the user says so, in a process of its own."""

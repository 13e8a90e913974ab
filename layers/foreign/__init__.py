"""Files made by others, parsed in a child process. `reading` is what the rest of the program calls."""

"""Geographic data in and out: files, coordinates, the region file. No Qt, no planning rule."""

"""The HTTP routes, one file each: see `app.server`."""

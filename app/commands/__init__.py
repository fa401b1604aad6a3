"""The commands, one file each: see `app.command`."""

"""The steps of the flow, one file a chapter: see `app.season` for the whole on one screen."""

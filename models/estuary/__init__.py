"""How far the sea reaches into the Hậu: tide, river and mixing in one steady profile.

`tide` gives the range of each day from a gauge's constituents, `river` the discharge of the dry
season, `profile` Savenije's steady-state salinity along a mouth, `channel` fits it to transects,
`ahead` carries a station's last bulletin one ten-day period on, `walk` does so through a season as
it would have been known, and `scores` holds the result beside persistence and climatology.
"""

"""Pieces of screen that several pages share; each draws one thing with Streamlit.

`shell.py` is the frame of every page, `marks.py` the tag, day and origin beside every number,
`sheet.py` a field's sheet, `field_map.py` the map, `page_language.py` tells the browser which
language is read.
"""

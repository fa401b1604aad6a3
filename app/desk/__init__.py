"""What the pages show, made ready: plain functions over the store, with no screen in them.

`kept.py` reads a contract with its tag, `risk_picture.py` is today's map and the list of visits,
`field_sheet.py` is all that is known of one field, `shapes.py` the outlines that a map draws,
`open_data.py` the published datasets, `lot_view.py` a lot as a buyer sees it.
"""

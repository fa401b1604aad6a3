"""Every sentence the app says, in Vietnamese and English, and how numbers and days are written.

The sentences stand in the `.toml` files of this folder, one a screen. `catalogue.py` reads them all
and refuses one that lacks a language, `formats.py` writes numbers, days, areas and units the way
the reader is used to, `lunar.py` knows the Vietnamese lunar day.
"""

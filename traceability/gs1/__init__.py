"""GS1 identities: what names a lot, a place, a parcel on every carrier and in every language.

The table of Application Identifiers (`ai_table.json`) is generated from the facts of GS1's syntax
dictionary; everything else reads it. A value is checked by its *linters* (`linters/`), a message by
its associations; `element_string` reads and writes what a barcode holds, `digital_link` what a QR
opens, `scan_data` what a scanner sends. `keys` makes and checks the identification keys themselves.
Every fault names the rule that was broken and the place in the data.
"""

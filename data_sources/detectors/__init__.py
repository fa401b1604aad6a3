"""Faults that real data has, each found by its name.

A detector is a plain function: a table or an array in, a list of findings out, nothing changed. It
says which rows, on what evidence, in both languages; whether to repair, to leave out or to refuse
is the source's business, and every repair becomes a note.
"""

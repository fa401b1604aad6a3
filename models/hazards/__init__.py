"""What may harm a field in the next fourteen days: one file a hazard, found by `catalogue`.

Every hazard gives RISK rows: the value that is expected, the chance that it passes the line that
hurts rice at the stage it will be in, and a level from 0 (calm) to 3 (act now). The levels are the
model's own; the five levels of Decision 18/2021/QĐ-TTg belong to declared hazards alone.
"""

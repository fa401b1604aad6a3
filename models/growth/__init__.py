"""What the weather alone would let a crop grow: a process model beside the learned ones.

Needs PCSE (EUPL-1.2) and a file of WOFOST crop parameters, neither of which ships with Ruộng.
"""

"""Say it to a person.

`season.py` is the whole flow on one screen, and `flow/` its steps. `cli.py` finds the commands, one
file each in `commands/`. `server.py` serves the pages (`views/`, one file each, for one reader) and
the HTTP routes (`routes/`) from one process; `desk/` reads what they show, `parts/` draws it,
`text/` says it in Vietnamese and English. `settings.py` alone reads the environment and the clock;
`keyring.py` alone touches private keys. Only here is there Streamlit or Starlette.
"""

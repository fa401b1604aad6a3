"""The verification page: one file that needs no network, no server and nobody's word.

It checks what `traceability.verify` checks, in the reader's own browser. The files here are put
into one; the pinned keys and, where there is one, the signed key list are written into it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from importlib.resources import files

_SCRIPTS = ("hashes.js", "ed25519.js", "forms.js", "judge.js", "page.js")


def verification_page(
    roots: Sequence[str] = (), logs: Sequence[str] = (), keys: str | None = None
) -> str:
    """Write the page as one HTML text.

    Parameters
    ----------
    roots
        Root keys to pin, in their text form.
    logs
        Log keys to pin, where proofs are to be checked without a key list.
    keys
        The signed key list at the time of writing; a proof may bring a newer one.
    """
    pins = json.dumps({"roots": [*roots], "logs": [*logs], "keys": keys}, ensure_ascii=False)
    folder = files(__name__)
    script = "\n".join((folder / name).read_text("utf-8") for name in _SCRIPTS)
    page = (folder / "template.html").read_text("utf-8")
    style = (folder / "style.css").read_text("utf-8")
    # "<" is written so that no value can end the script element it stands in.
    safe = pins.replace("<", "\\u003c")
    parts = {"style": style, "pins": safe, "script": script}
    return re.sub(r"\{(style|pins|script)\}", lambda found: parts[found[1]], page)

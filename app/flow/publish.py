"""Publish: open datasets as folders that stand without us (Frictionless Data Package 2).

Only contracts whose every variable is open may be published at all; a contract with one personal or
partner variable is refused before a byte is written.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from app.flow.flow import Flow
from data_sources.contract import Table, Variable
from data_sources.datasets import LEDGER, WARD_FORECAST, WARD_WEEKS, WATER
from data_sources.errors import Refused
from data_sources.step import code_version
from data_sources.store import Resting, digest_of

PUBLISHED: tuple[Table, ...] = (WARD_FORECAST, WARD_WEEKS, WATER, LEDGER)
OPEN_TERMS = ("derived", "CC-BY", "CC0", "Copernicus", "public domain")
"""Terms under which rows may be passed on; where a carrier states none, its rows stay here."""
_TYPES = {"float": "number", "int": "integer", "text": "string", "date": "date", "bool": "boolean"}
_LICENCE = {
    "name": "CC-BY-4.0",
    "title": "Creative Commons Attribution 4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
}


@dataclass(frozen=True, slots=True)
class _Package:
    """A dataset about to be published."""

    contract: Table
    rows: pd.DataFrame
    resting: Resting


def publish(flow: Flow) -> None:
    """Write every publishable dataset that rests in the store to `exports/`."""
    exports = flow.settings.exports
    for contract in PUBLISHED:
        parts = flow.store.parts(contract)
        if not parts:
            flow.say(f"  {contract.name}: not published, there is none yet")
            continue
        rows = pd.concat([flow.read(contract, part) for part in parts], ignore_index=True)
        if not all(_may_be_passed_on(flow.store.resting(contract, part)) for part in parts):
            flow.say(f"  {contract.name}: not published, its carrier's terms do not allow it")
            continue
        package = _Package(contract, rows, flow.store.resting(contract, parts[0]))
        state = write_package(package, exports / contract.name, str(flow.as_of))
        flow.say(
            f"  {contract.name}: {len(rows)} rows {state} · {package.resting.provenance.tag.en}"
        )


def _may_be_passed_on(resting: Resting) -> bool:
    """Tell whether the terms are open; a simulated world is our own."""
    made = resting.provenance
    return made.tag.kind == "simulated" or made.licence.startswith(OPEN_TERMS)


def write_package(package: _Package, folder: Path, day: str) -> str:
    """Put the dataset into *folder*, all or nothing; says whether anything changed.

    Raises
    ------
    Refused
        Where a variable of the contract is not open.
    """
    closed = [v for v in package.contract.variables if v.access != "open"]
    if closed:
        raise Refused(package.contract.name, [f"{v.name} is {v.access}, not open" for v in closed])
    stamp = f"{package.resting.digest}-{code_version('data_sources', 'app.flow')}"
    described = folder / "datapackage.json"
    if described.is_file() and json.loads(described.read_text("utf-8"))["stamp"] == stamp:
        return "unchanged"
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    csv, parquet = (fresh / f"{package.contract.name}.{end}" for end in ("csv", "parquet"))
    rows = package.contract.check(package.rows)
    rows.to_csv(csv, index=False, date_format="%Y-%m-%d", lineterminator="\n")
    package.contract.write(rows, parquet)
    text = json.dumps(_descriptor(package, day, stamp, csv, parquet), ensure_ascii=False, indent=1)
    (fresh / described.name).write_text(text, "utf-8")
    fresh.chmod(0o755)
    if folder.exists():
        shutil.rmtree(folder)
    fresh.rename(folder)
    return "published"


def _descriptor(
    package: _Package, day: str, stamp: str, csv: Path, parquet: Path
) -> dict[str, Any]:
    made, contract = package.resting.provenance, package.contract
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": contract.name.replace("_", "-"),
        "contract": contract.name,
        "title": contract.vi,
        "title_vi": contract.vi,
        "title_en": contract.en,
        "created": f"{day}T00:00:00+07:00",
        "tag": {"kind": made.tag.kind, "place": made.tag.place},
        "licenses": [_LICENCE],
        "sources": [{"title": made.licence}],
        "notes": list(made.notes),
        "stamp": stamp,
        "resources": [
            _resource(contract, csv, "csv", "text/csv"),
            _resource(contract, parquet, "parquet", "application/vnd.apache.parquet"),
        ],
    }


def _resource(contract: Table, path: Path, form: str, media: str) -> dict[str, Any]:
    return {
        "name": f"{contract.name.replace('_', '-')}-{form}",
        "path": path.name,
        "format": form,
        "mediatype": media,
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest_of(path)}",
        "schema": {
            "primaryKey": list(contract.keys),
            "fields": [_field(variable) for variable in contract.variables],
        },
    }


def _field(variable: Variable) -> dict[str, Any]:
    limits = {
        name: bound
        for name, bound in (("minimum", variable.low), ("maximum", variable.high))
        if variable.kind in ("float", "int") and abs(bound) != float("inf")
    }
    return {
        "name": variable.name,
        "type": _TYPES[variable.kind],
        "title": variable.vi,
        "title_en": variable.en,
        "unit": variable.unit,
        "constraints": {"required": not variable.gaps, **limits},
    }

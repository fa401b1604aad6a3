"""STAC items, from a static catalogue on disk, a recorded answer or a live API, as plain JSON.

Items are kept as they came: the trap with the offsets lies in what they say word by word, and
libraries that modernise an item on reading would rewrite it.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from pystac_client import Client
from pystac_client.stac_api_io import StacApiIO

from data_sources.errors import Refused
from data_sources.material import Material, of_file
from data_sources.service import Service, is_web
from data_sources.source import Request

Item = Mapping[str, Any]
MOST_ITEMS = 20_000
MOST_DOCUMENTS = 25_000
LARGEST_DOCUMENT = 32 * 2**20


@dataclass
class Found:
    """Items as they came.

    Parameters
    ----------
    items
        Each with `base`, the file or address its relative references start from.
    inputs
        Name and sha256 of every document read.
    refused
        Documents in a folder that are no STAC items, and items that lack the least.
    """

    items: list[tuple[Item, str]] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def take(self, document: object, base: str) -> None:
        """Take the items of one document; `Refused` beyond `MOST_ITEMS`."""
        for item in _items(document):
            if fault := _fault(item):
                name = item.get("id") if isinstance(item, Mapping) else None
                self.refused.append((str(name or base.rsplit("/", 1)[-1]), fault))
                continue
            self.items.append((item, base))
        if len(self.items) > MOST_ITEMS:
            raise Refused(base, [f"it holds more than {MOST_ITEMS} items"])


def _items(document: object) -> list[Any]:
    """Return the items in an item, a collection of items, a list or a recorded answer."""
    if isinstance(document, list):
        return document
    if not isinstance(document, Mapping):
        return []
    if "response" in document:
        return _items(document["response"])
    if isinstance(document.get("features"), list):
        return document["features"]
    return [document] if document.get("type") == "Feature" else []


def _fault(item: object) -> str:
    """Say why *item* cannot be read at all; empty where it can."""
    if not isinstance(item, Mapping) or item.get("type") != "Feature":
        return "it is no STAC item"
    faults = [name for name in ("properties", "assets") if not isinstance(item.get(name), Mapping)]
    if not isinstance(item.get("id"), str) or not item["id"]:
        faults.append("id")
    return f"it has no {' and no '.join(faults)}" if faults else ""


def read(place: str | Path, service: Service) -> Found:
    """Read every item below *place*.

    Parameters
    ----------
    place
        A catalogue, collection, item or list of items, as a file, a folder or an address. A folder
        with a `catalog.json` is walked along its links; any other folder is read file by file.

    Raises
    ------
    Refused
        Where a document is damaged or there are too many of them.
    """
    found = Found()
    if isinstance(place, str) and is_web(place):
        _walk(place, found, service)
        return found
    path = Path(place)
    if path.is_dir() and not (path / "catalog.json").is_file():
        for file in sorted((*path.glob("*.json"), *path.glob("*.geojson"))):
            material = of_file(file, LARGEST_DOCUMENT)
            found.inputs[material.name] = material.digest
            found.take(material.json(), str(file))
        if not found.inputs:
            raise Refused(path.name, ["it holds no catalog.json and no item"])
        return found
    _walk(str(path / "catalog.json" if path.is_dir() else path), found, service)
    return found


def _walk(start: str, found: Found, service: Service) -> None:
    """Follow child and item links from *start*, each document once."""
    waiting, seen = deque([start]), {start}
    while waiting:
        place = waiting.popleft()
        material = _document(place, service)
        document = material.json()
        found.inputs[_below(place, start)] = material.digest
        if isinstance(document, Mapping) and document.get("type") in ("Catalog", "Collection"):
            for link in dict.fromkeys(_links(document, place)):
                if not within(link, start):
                    found.refused.append((link, "it lies outside the catalogue that links to it"))
                elif link not in seen:
                    seen.add(link)
                    waiting.append(link)
        else:
            before = len(found.items) + len(found.refused)
            found.take(document, place)
            if len(found.items) + len(found.refused) == before:
                raise Refused(material.name, ["it is no STAC catalogue, collection or item"])
        if len(seen) > MOST_DOCUMENTS:
            raise Refused(start, [f"it links to more than {MOST_DOCUMENTS} documents"])


def _document(place: str, service: Service) -> Material:
    if is_web(place):
        answer = service.get(place)
        return Material(place.rsplit("/", 1)[-1] or service.name, answer.content, answer.digest)
    return of_file(Path(place), LARGEST_DOCUMENT)


def _links(document: Mapping[str, Any], base: str) -> Iterator[str]:
    for link in document.get("links") or []:
        if isinstance(link, Mapping) and link.get("rel") in ("child", "item"):
            yield resolve(str(link.get("href", "")), base)


def resolve(href: str, base: str) -> str:
    """Return *href* as an address, or as a path, starting from the document it stands in."""
    if "://" in href:
        return href
    if is_web(base):
        return urljoin(base, href)
    if href.startswith("/"):
        return href
    return str((Path(base).parent / href).resolve())


def within(target: str, start: str) -> bool:
    """Tell whether a catalogue at *start* may point to *target*: the web, or a file below it.

    A catalogue from the web may not name files of this machine, nor a catalogue on disk files
    outside its own folder.
    """
    if is_web(target):
        return True
    if is_web(start) or "://" in target or target.startswith("/vsi"):
        return False
    return Path(target).resolve().is_relative_to(Path(start).resolve().parent)


def _below(place: str, start: str) -> str:
    """Name a document by its place below the catalogue, the same on every machine."""
    root = start.rsplit("/", 1)[0] + "/"
    if is_web(place):
        return place
    resolved, root = str(Path(place).resolve()), str(Path(root).resolve()) + "/"
    return resolved.removeprefix(root) if resolved.startswith(root) else Path(place).name


class _Io(StacApiIO):
    """pystac-client's protocol over our transport: its retries, limits and snapshots are ours."""

    def __init__(self, service: Service) -> None:
        super().__init__(max_retries=None)
        self._service = service
        self.asked: dict[str, str] = {}

    def request(
        self,
        href: str,
        method: str | None = None,
        headers: dict[str, str] | None = None,  # noqa: ARG002 - part of the library's face
        parameters: dict[str, Any] | None = None,
    ) -> str:
        """Ask once; `Refused` where a page was asked for before: its pages go in a circle."""
        question = json.dumps(
            [method or "GET", href, parameters or {}], sort_keys=True, default=str
        )
        if question in self.asked and urlsplit(href).path.endswith(("/search", "/items")):
            raise Refused(self._service.name, ["its pages lead back to a page already read"])
        if (method or "GET").upper() == "POST":
            answer = self._service.post(href, parameters or {})
        else:
            plain = {name: str(value) for name, value in (parameters or {}).items()}
            answer = self._service.get(href, plain)
        self.asked[question] = answer.digest
        answer.json()
        return answer.content.decode("utf-8")


def search(api: str, collection: str, request: Request, service: Service) -> Found:
    """Search a live STAC API for the items of one collection over the region and the period.

    Raises
    ------
    Unavailable
        Where the service does not answer.
    Refused
        Where its answers are no STAC, its pages go in a circle or there are too many items.
    """
    io, found = _Io(service), Found()
    client = Client.open(api, stac_io=io)
    asked = client.search(
        collections=[collection],
        bbox=list(request.region.lonlat_bounds),
        datetime=f"{request.start}T00:00:00Z/{request.end}T23:59:59Z",
        limit=100,
    )
    for page in asked.pages_as_dicts():
        before = len({item["id"] for item, _ in found.items})
        found.take(page, api)
        if len({item["id"] for item, _ in found.items}) == before:
            raise Refused(service.name, ["a page repeats items of an earlier one"])
    pages = io.asked.values()
    found.inputs |= {f"{service.name} answer {n}": digest for n, digest in enumerate(pages, 1)}
    return found

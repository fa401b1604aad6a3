"""The verification page in a real browser, opened from a file, against the verdicts of `verify`."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from traceability.evidence import bundle, extra_of
from traceability.keylist import sign_list
from traceability.keys import KeyList, ListedKey
from traceability.log.append import append, start
from traceability.log.compact import pack, to_qr
from traceability.log.prove import proof_of
from traceability.log.receipt import Receipt, sign_receipt
from traceability.log.signer import SigningKey
from traceability.log.storage import Memory
from traceability.page import verification_page
from traceability.statement import entry_of, leaf_of
from traceability.verify import State, Trust, verify

pytestmark = pytest.mark.browser

ROOT = SigningKey("ruong.example/root", bytes([1] * 32))
LOG = SigningKey("ruong.example/log", bytes([2] * 32))
SINCE = "2026-01-01T00:00:00Z"
LISTED = ListedKey("log", LOG.name, str(LOG.verifier), SINCE)
STATEMENTS = [
    {
        "eventID": f"urn:uuid:{n}",
        "recordTime": "2026-02-20T00:00:00Z",
        # Key order by UTF-16, numbers as ECMAScript writes them, escapes: where JSONs part.
        "event": {"\U0001f33e": 1e21, "ﬀ": 0.000001, "é": n * 0.1, "\u2028": 'lúa "mới"\n\u0001'},
    }
    for n in range(37)
]


def key_list(*keys: ListedKey, version: int = 1) -> str:
    return sign_list(KeyList(ROOT.name, version, SINCE, keys), ROOT)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    """Proofs, good and bad, by what is to be seen of them."""
    storage = Memory()
    start(storage, LOG)
    signed = append(storage, LOG, [entry_of(each) for each in STATEMENTS])
    proof, statement = proof_of(storage, signed, 21), STATEMENTS[21]
    stolen = replace(LISTED, status="compromised")
    thief = SigningKey(LOG.name, bytes([4] * 32))
    forged = Memory()
    start(forged, thief)
    theirs = append(forged, thief, [entry_of(each) for each in STATEMENTS])
    note = sign_receipt(LOG, leaf_of(statement), "2026-02-20T00:00:00Z")
    return {
        "text": bundle(proof, statement, key_list(LISTED)),
        "qr": to_qr(pack(proof, leaf_of(statement), entry_of(statement))),
        "receipt": str(Receipt(str(note), extra_of(statement, key_list(LISTED)))),
        "other statement": bundle(proof, STATEMENTS[20], key_list(LISTED)),
        "other index": bundle(replace(proof, index=20), statement, key_list(LISTED)),
        "wrong receipt": str(Receipt(str(note), extra_of(STATEMENTS[3], None))),
        "forged": bundle(proof_of(forged, theirs, 21), statement, key_list(LISTED)),
        "too many leaves": bundle(proof, statement, key_list(replace(LISTED, until_size=36))),
        "stolen": bundle(proof, statement, key_list(stolen, version=2)),
        "no statement": to_qr(pack(proof, leaf_of(statement))),
        "nothing": "hello",
    }


@pytest.fixture
def page(chromium: Browser, tmp_path: Path):
    path = tmp_path / "verify.html"
    path.write_text(verification_page([str(ROOT.verifier)], keys=key_list(LISTED)), "utf-8")
    context = chromium.new_context(viewport={"width": 390, "height": 844}, offline=True)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("console", lambda message: faults.append(message.text))
    opened.goto(path.as_uri())
    yield opened
    context.close()
    assert faults == []


def verdict(page: Page, text: str) -> str:
    page.evaluate("document.getElementById('verdict').hidden = true")
    page.fill("#text", text)
    page.click("#check")
    page.wait_for_selector("#verdict:not([hidden])")
    return page.get_attribute("#verdict", "class") or ""


JUDGE_ALL = """async (texts) => {
  const states = [];
  for (const text of texts) {
    try { states.push((await judge(text, pins)).state); }
    catch (error) { states.push(error instanceof Rejected ? "failed" : String(error)); }
  }
  return states;
}"""
STATES = {"proven": State.PROVEN, "signed": State.SIGNED, "failed": State.FAILED}


def test_the_page_and_the_program_say_the_same(page: Page, texts: dict[str, str]):
    trust = Trust(roots=(ROOT.verifier,), keys=key_list(LISTED))
    for name, text in texts.items():
        said = STATES[verdict(page, text)]
        expected = verify(text, trust).state
        assert said is expected, name
        assert bool(page.inner_text("#facts")) is (said is not State.FAILED), name
        assert page.inner_text("#vi"), name


def test_the_pages_own_curve_agrees_with_the_browsers(page: Page, texts: dict[str, str]):
    assert verdict(page, texts["text"]) == "proven"
    assert "trình duyệt ·" in page.inner_text("#how")
    page.evaluate("void (crypto.subtle.importKey = () => { throw new Error('no Ed25519') })")
    for name in ("text", "qr", "receipt", "forged", "other statement"):
        with_own = verdict(page, texts[name])
        assert (
            STATES[with_own]
            is verify(texts[name], Trust((ROOT.verifier,), keys=key_list(LISTED))).state
        )
        assert "own code" in page.inner_text("#how")
    page.evaluate("void Object.defineProperty(crypto, 'subtle', { value: undefined })")
    assert verdict(page, texts["text"]) == "proven"


def test_random_changes_are_refused_by_the_page_too(page: Page, texts: dict[str, str]):
    luck = random.Random(8032)  # noqa: S311
    good, packed = texts["text"], texts["qr"]
    mutants: list[str] = []
    for _ in range(200):
        at = luck.randrange(good.index("index "), len(good))
        other = luck.choice([c for c in "ABCxyz019+/=\n—" if c != good[at]])
        mutants.append(good[:at] + other + good[at + 1 :])
        at = luck.randrange(7, len(packed))
        other = luck.choice([c for c in "0AZ $%*+-./:" if c != packed[at]])
        mutants.append(packed[:at] + other + packed[at + 1 :])
    assert page.evaluate(JUDGE_ALL, [good, packed]) == ["proven", "proven"]
    assert set(page.evaluate(JUDGE_ALL, mutants)) == {"failed"}


def test_two_histories_are_noticed_by_the_same_browser(page: Page, texts: dict[str, str]):
    assert verdict(page, texts["text"]) == "proven"
    storage = Memory()
    start(storage, LOG)
    other = [entry_of(each) for each in [*STATEMENTS[:-1], {"eventID": "urn:uuid:x"}]]
    signed = append(storage, LOG, other)
    fork = bundle(proof_of(storage, signed, 21), STATEMENTS[21], key_list(LISTED))
    assert verdict(page, fork) == "failed"
    assert "two different histories" in page.inner_text("#en")


def test_files_are_taken_and_values_are_never_markup(page: Page, tmp_path: Path):
    storage = Memory()
    start(storage, LOG)
    evil = {"eventID": "<img src=x onerror=alert(1)></script>", "recordTime": "now"}
    signed = append(storage, LOG, [entry_of(evil)])
    (tmp_path / "p.tlog-proof").write_text(bundle(proof_of(storage, signed, 0), evil))
    page.set_input_files("#files", tmp_path / "p.tlog-proof")
    page.wait_for_selector("#verdict.proven")
    assert "<img src=x" in page.inner_text("#facts")
    assert page.locator("#verdict img").count() == 0


def test_pins_cannot_end_the_script_they_stand_in():
    page = verification_page(["</script><script>alert(1)</script>"])
    assert "</script><script>alert" not in page

"""Services that misbehave, on a real server: each fault ends in a value or in a sentence."""

from __future__ import annotations

import json

import pytest

from data_sources.errors import Missing, Refused, Unavailable
from data_sources.service import Service
from data_sources.snapshots import Snapshots
from tests.data_sources.faulty_server import Reply, serving

OK = Reply(body=b'{"fine": true}')


@pytest.fixture
def server():
    with serving() as faulty:
        yield faulty


@pytest.fixture
def pauses():
    return []


@pytest.fixture
def patient(pauses):
    def make(**more):
        manners = {"attempts": 4, "timeout_s": 0.5, "deadline_s": 1.0, "sleep": pauses.append}
        return Service("the service", "CC0, for tests", **(manners | more))

    return make


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_passing_fault_is_tried_again(status, server, patient, pauses):
    server.replies["/x"] = [Reply(status), Reply(status), OK]
    assert patient().get(f"{server.url}/x").json() == {"fine": True}
    assert len(server.asked) == 3
    assert len(pauses) == 2
    assert all(0 <= pause <= 60 for pause in pauses)


def test_the_pause_the_service_asks_for_is_kept(server, patient, pauses):
    server.replies["/x"] = [Reply(429, headers={"Retry-After": "7"}), OK]
    patient().get(f"{server.url}/x")
    assert pauses[0] >= 7
    server.replies["/y"] = [Reply(429, headers={"Retry-After": "86400"}), OK]
    patient(longest_wait_s=20).get(f"{server.url}/y")
    assert pauses[1] == 20


def test_a_lasting_fault_ends_in_a_sentence_with_a_way_out(server, patient):
    server.replies["/x"] = [Reply(503)]
    with pytest.raises(
        Unavailable, match=r"did not answer .*/x in 4 tries \(last: status 503\)"
    ) as e:
        patient().get(f"{server.url}/x?token=secret")
    assert "later" in e.value.advice
    assert "secret" not in str(e.value)
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "expired"), (403, "expired"), (404, "address"), (400, "asked for")]
)
def test_a_final_answer_is_not_asked_again(status, advice, server, patient):
    server.replies["/x"] = [Reply(status)]
    with pytest.raises(Unavailable) as e:
        patient().get(f"{server.url}/x")
    assert advice in e.value.advice
    assert len(server.asked) == 1


def test_silence_is_not_waited_for_for_ever(server, patient):
    server.replies["/x"] = [Reply(slow_s=1.2), OK]
    assert patient(timeout_s=0.2).get(f"{server.url}/x").json() == {"fine": True}


def test_a_byte_now_and_then_does_not_hold_the_run(server, patient):
    server.replies["/x"] = [Reply(body=b"[" + b" " * 400 + b"]", drip_s=0.02), OK]
    found = patient(timeout_s=5, deadline_s=0.3).get(f"{server.url}/x")
    assert found.json() == {"fine": True}


def test_a_body_cut_short_is_not_taken_for_whole(server, patient):
    server.replies["/x"] = [Reply(body=b'{"a": 1}' + b" " * 500, cut_after=8), OK]
    assert patient().get(f"{server.url}/x").json() == {"fine": True}
    server.replies["/y"] = [Reply(body=b"x" * 500, cut_after=8)]
    with pytest.raises(Unavailable, match="4 tries"):
        patient().get(f"{server.url}/y")


def test_an_endless_body_is_refused(server, patient):
    server.replies["/x"] = [Reply(body=b" " * 3_000_000)]
    with pytest.raises(Refused, match="larger than 1 MiB"):
        patient(largest_bytes=2**20).get(f"{server.url}/x")


def test_a_page_instead_of_data_is_refused(server, patient):
    server.replies["/x"] = [Reply(body=b"<html>Log in</html>")]
    with pytest.raises(Refused, match="not JSON"):
        patient().get(f"{server.url}/x").json()


def test_redirects_in_a_circle_end(server, patient):
    server.replies["/x"] = [Reply(302, headers={"Location": "/y"})]
    server.replies["/y"] = [Reply(302, headers={"Location": "/x"})]
    with pytest.raises(Unavailable, match="circle"):
        patient().get(f"{server.url}/x")


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://a/b", "/etc/passwd"])
def test_only_the_web_is_asked(address, patient):
    with pytest.raises(Refused, match="no address of the web"):
        patient().get(address)


def test_a_server_that_is_not_there(patient):
    with pytest.raises(Unavailable, match="ConnectError"):
        patient().get("http://127.0.0.1:9/x")


def test_questions_keep_their_pace(server, patient, pauses):
    server.replies["/x"] = [OK]
    service = patient(pause_s=5.0)
    for _ in range(3):
        service.get(f"{server.url}/x")
    assert len(pauses) == 2
    assert all(4.0 < pause <= 5.0 for pause in pauses)


def test_answers_are_kept_and_replayed_offline(server, patient, tmp_path):
    server.replies["/x"] = [OK]
    kept = Snapshots(tmp_path)
    first = patient(snapshots=kept).get(f"{server.url}/x", {"a": 1})
    again = patient(snapshots=kept, offline=True).get(f"{server.url}/x", {"a": 1})
    assert again == first
    assert again.dated.endswith("GMT")
    assert len(server.asked) == 1
    record = json.loads(next((tmp_path / "questions").iterdir()).read_text())
    assert (record["digest"], record["licence"]) == (first.digest, "CC0, for tests")
    assert (tmp_path / "bodies" / first.digest).read_bytes() == first.content
    with pytest.raises(Missing, match="offline"):
        patient(snapshots=kept, offline=True).get(f"{server.url}/x", {"a": 2})


def test_questions_by_post_are_told_apart_by_their_body(server, patient, tmp_path):
    server.replies["/x"] = [Reply(body=b"1"), Reply(body=b"2")]
    service = patient(snapshots=Snapshots(tmp_path))
    assert [service.post(f"{server.url}/x", {"page": n}).content for n in (1, 2)] == [b"1", b"2"]
    replay = patient(snapshots=Snapshots(tmp_path), offline=True)
    assert [replay.post(f"{server.url}/x", {"page": n}).content for n in (2, 1)] == [b"2", b"1"]


def test_a_kept_answer_that_was_changed_is_refused(server, patient, tmp_path):
    server.replies["/x"] = [OK]
    answer = patient(snapshots=Snapshots(tmp_path)).get(f"{server.url}/x")
    (tmp_path / "bodies" / answer.digest).write_bytes(b'{"fine": false}')
    with pytest.raises(Refused, match="changed or lost"):
        patient(snapshots=Snapshots(tmp_path), offline=True).get(f"{server.url}/x")

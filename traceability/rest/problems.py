"""What goes wrong, as the standard names it (EPCIS 2.0) and RFC 9457 writes it."""

from __future__ import annotations

import json

from data_sources.errors import Refused, RuongError
from traceability.register import Conflict, NotYours
from traceability.rest.exchange import Answer

_TYPES = {
    400: ("ValidationException", "Nội dung không hợp lệ · not valid"),
    401: ("SecurityException", "Cần khóa truy cập · a key is needed"),
    403: ("SecurityException", "Không được phép · not allowed"),
    404: ("NoSuchResourceException", "Không tìm thấy · not found"),
    405: ("ImplementationException", "Không có phương thức này · no such method"),
    406: ("NotAcceptableException", "Không đáp ứng được yêu cầu · not acceptable"),
    409: ("ResourceAlreadyExistsException", "Đã tồn tại với nội dung khác · exists already"),
    413: ("CaptureLimitExceededException", "Quá lớn · too large"),
    414: ("URITooLongException", "Địa chỉ quá dài · address too long"),
    415: ("UnsupportedMediaTypeException", "Không đọc được định dạng này · media type unknown"),
    501: ("ImplementationException", "Chưa hỗ trợ · not supported"),
}


class Problem(RuongError):
    """A call that cannot be answered as asked.

    Parameters
    ----------
    status
        HTTP status.
    detail
        What is wrong, one sentence.
    kind
        The standard's name for it, where it is not the usual one of its status.
    """

    def __init__(self, status: int, detail: str, kind: str = "") -> None:
        super().__init__(detail)
        self.status = status
        self.kind = kind or _TYPES[status][0]


def document_of(problem: Problem) -> dict[str, object]:
    """Write a problem as a document."""
    return {
        "type": f"epcisException:{problem.kind}",
        "title": _TYPES[problem.status][1],
        "status": problem.status,
        "detail": str(problem),
    }


def answer_of(problem: Problem, **headers: str) -> Answer:
    """Answer with a problem."""
    body = json.dumps(document_of(problem), ensure_ascii=False).encode()
    return Answer(problem.status, {"Content-Type": "application/problem+json", **headers}, body)


def problem_of(fault: RuongError) -> Problem:
    """Give the problem that an error of ours is to a caller."""
    if isinstance(fault, Problem):
        return fault
    statuses = ((Conflict, 409), (NotYours, 403), (Refused, 400))
    status = next((status for kind, status in statuses if isinstance(fault, kind)), 400)
    return Problem(status, str(fault))

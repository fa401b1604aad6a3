"""Why a proof is not accepted, in the two languages of those who read it."""

from __future__ import annotations

from data_sources.errors import RuongError

REASONS = {
    # Merkle proofs
    "index": (
        "vị trí {index} không nằm trong cây có {size} lá",
        "index {index} is not inside a tree of {size} leaves",
    ),
    "sizes": (
        "kích thước cây không hợp lệ: từ {old} đến {new}",
        "the tree sizes are not valid: from {old} to {new}",
    ),
    "subtree": (
        "[{start}, {end}) không phải là một cây con trong cây {size} lá",
        "[{start}, {end}) is no subtree of a tree of {size} leaves",
    ),
    "hash-length": (
        "mã băm dài {got} byte, phải là 32 byte",
        "a hash has {got} bytes, it must have 32",
    ),
    "path-length": (
        "bằng chứng có {got} mã băm, phải có {want}",
        "the proof has {got} hashes, it must have {want}",
    ),
    "root": (
        "mã băm gốc tính được không khớp với mã băm gốc đã công bố",
        "the root computed from the proof is not the published root",
    ),
    "old-root": (
        "bằng chứng nhất quán không dẫn đến gốc cũ",
        "the consistency proof does not lead to the older root",
    ),
    "empty-root": (
        "cây rỗng phải có mã băm gốc của cây rỗng",
        "an empty tree must have the root of the empty tree",
    ),
    # Texts
    "malformed": ("{vi} sai định dạng: {fault_vi}", "{en} is malformed: {fault_en}"),
    "too-large": (
        "{vi} quá lớn: {got}, tối đa {most}",
        "{en} is too large: {got}, at most {most}",
    ),
    # Signatures
    "vkey": ("khóa công khai không hợp lệ: {fault}", "the public key is not valid: {fault}"),
    "no-signer": (
        "không có chữ ký nào của khóa đáng tin",
        "no signature is by a trusted key",
    ),
    "signature": (
        "chữ ký của {name} không đúng",
        "the signature by {name} is wrong",
    ),
    "origin": (
        "nguồn gốc nhật ký là {got}, phải là {want}",
        "the log's origin is {got}, it must be {want}",
    ),
    "witnesses": (
        "có {got} nhân chứng đáng tin ký, cần {want}",
        "{got} trusted witnesses signed, {want} are needed",
    ),
    # Statements and keys
    "no-statement": (
        "bằng chứng không kèm nội dung khai báo; hãy mở cùng tệp khai báo",
        "the proof comes without its statement; open it together with the statement",
    ),
    "leaf": (
        "nội dung khai báo không khớp với lá trong bằng chứng",
        "the statement is not the one the proof was made for",
    ),
    "no-keys": (
        "thiếu khóa tin cậy: cần khóa gốc cùng danh sách khóa, hoặc khóa nhật ký",
        "no trusted key: a root key with a key list, or a log key, is needed",
    ),
    "key-window": (
        "khóa {key} không được ký cây có {size} lá (được phép: {window})",
        "key {key} may not sign a tree of {size} leaves (allowed: {window})",
    ),
    "key-compromised": (
        "khóa {key} đã bị lộ; chỉ điểm kiểm tra cuối cùng {size} lá còn giá trị",
        "key {key} was compromised; only its last checkpoint, of {size} leaves, still counts",
    ),
    "key-time": (
        "khóa {key} không có hiệu lực lúc {at}",
        "key {key} was not valid at {at}",
    ),
    "old-list": (
        "danh sách khóa phiên bản {got} cũ hơn phiên bản {known} đã biết",
        "key list version {got} is older than version {known}, already seen",
    ),
    "verdict": ("{vi}", "{en}"),
    "disclosed": (
        "trường {name} không khớp với cam kết nào trong khai báo",
        "the field {name} is not one the statement committed to",
    ),
    # Memory
    "rollback": (
        "nhật ký bị lùi: điểm kiểm tra mới có {got} lá, trước đây đã thấy {known} lá",
        "the log was rolled back: the latest checkpoint has {got} leaves, {known} were seen before",
    ),
    "split-view": (
        "nhật ký có hai phiên bản khác nhau tại {size} lá",
        "the log shows two different histories at {size} leaves",
    ),
    # Tiles
    "tile-missing": ("thiếu tệp {path} của nhật ký", "the log's file {path} is missing"),
    "tile-length": (
        "tệp {path} dài {got} byte, phải là {want}",
        "the log's file {path} has {got} bytes, it must have {want}",
    ),
    "tile-hash": (
        "tệp {path} không khớp với cây",
        "the log's file {path} does not match the tree",
    ),
}
"""Code of the reason -> the sentence in Vietnamese and in English."""

NAMES = {
    "note": ("bản ký", "the signed note"),
    "checkpoint": ("điểm kiểm tra", "the checkpoint"),
    "vkey": ("khóa công khai", "the public key"),
    "secret": ("khóa bí mật", "the private key"),
    "proof": ("bằng chứng", "the proof"),
    "receipt": ("biên nhận", "the receipt"),
    "statement": ("nội dung khai báo", "the statement"),
    "keys": ("danh sách khóa", "the key list"),
    "entries": ("tệp các lá", "the entry bundle"),
    "case": ("ca kiểm tra", "the case"),
    "memory": ("trí nhớ của người kiểm tra", "the verifier's memory"),
}
"""What may be malformed or too large, in both languages."""


class Rejected(RuongError):
    """A proof, a signature or a file of the log that does not hold.

    Parameters
    ----------
    code
        A key of `REASONS`.
    facts
        What the sentences name.
    """

    def __init__(self, code: str, **facts: object) -> None:
        vi, en = REASONS[code]
        self.code = code
        self.vi = vi.format(**facts)
        self.en = en.format(**facts)
        super().__init__(f"{self.vi} · {self.en}")


def malformed(what: str, vi: str, en: str) -> Rejected:
    """Say that *what*, a key of `NAMES`, breaks its format, and where."""
    named_vi, named_en = NAMES[what]
    return Rejected("malformed", vi=named_vi, en=named_en, fault_vi=vi, fault_en=en)


def too_large(what: str, got: int, most: int) -> Rejected:
    """Say that *what*, a key of `NAMES`, is larger than anything honest."""
    named_vi, named_en = NAMES[what]
    return Rejected("too-large", vi=named_vi, en=named_en, got=got, most=most)

"""What each broken rule means, in Vietnamese and English, one pair a rule."""

from __future__ import annotations

SENTENCES: dict[str, tuple[str, str]] = {
    # Values
    "NON_DIGIT_CHARACTER": ("chỉ được có chữ số", "only digits are allowed"),
    "INVALID_CSET39_CHARACTER": (
        "ký tự không thuộc bộ 39 ký tự của GS1",
        "the character is not in GS1's set of 39",
    ),
    "INVALID_CSET64_CHARACTER": (
        "ký tự không thuộc bộ base64 dùng cho địa chỉ",
        "the character is not URI-safe base64",
    ),
    "INVALID_CSET64_PADDING": ("phần đệm base64 sai", "the base64 padding is wrong"),
    "INVALID_CSET82_CHARACTER": (
        "ký tự không thuộc bộ 82 ký tự của GS1",
        "the character is not in GS1's set of 82",
    ),
    "REQUIRES_NON_DIGIT_CHARACTER": (
        "phải có ít nhất một ký tự không phải chữ số",
        "at least one character must not be a digit",
    ),
    "NOT_HYPHEN": ("chỉ được là dấu gạch nối", "only hyphens are allowed"),
    "NOT_ZERO": ("phải bằng không", "it must be zero"),
    "ILLEGAL_ZERO_VALUE": ("không được bằng không", "it must not be zero"),
    "ILLEGAL_ZERO_PREFIX": ("không được bắt đầu bằng số 0", "it must not begin with zero"),
    "NOT_ZERO_OR_ONE": ("phải là 0 hoặc 1", "it must be 0 or 1"),
    "INVALID_WINDING_DIRECTION": ("chiều cuộn phải là 0, 1 hoặc 9", "winding is 0, 1 or 9"),
    "INVALID_BIOLOGICAL_SEX_CODE": ("mã phải là 0, 1, 2 hoặc 9", "the code is 0, 1, 2 or 9"),
    "INVALID_PERCENT_SEQUENCE": (
        "sau dấu % phải có hai chữ số thập lục phân",
        "a % needs two hexadecimal digits after it",
    ),
    "IMPORTER_IDX_MUST_BE_ONE_CHARACTER": ("phải là đúng một ký tự", "it is one character"),
    "INVALID_IMPORT_IDX_CHARACTER": (
        "ký tự chỉ số nhà nhập khẩu không hợp lệ",
        "the importer index is not valid",
    ),
    "TOO_SHORT_FOR_CHECK_DIGIT": ("thiếu chữ số kiểm tra", "the check digit is missing"),
    "INCORRECT_CHECK_DIGIT": ("sai chữ số kiểm tra", "the check digit is wrong"),
    "TOO_SHORT_FOR_CHECK_PAIR": ("thiếu cặp ký tự kiểm tra", "the check pair is missing"),
    "TOO_LONG_FOR_CHECK_PAIR_IMPLEMENTATION": (
        "quá dài để có cặp ký tự kiểm tra",
        "it is too long for a check pair",
    ),
    "INCORRECT_CHECK_PAIR": ("sai cặp ký tự kiểm tra", "the check pair is wrong"),
    "TOO_SHORT_FOR_GCP": (
        "quá ngắn để chứa mã doanh nghiệp GS1",
        "it is too short for a company prefix",
    ),
    "INVALID_GCP_PREFIX": (
        "không bắt đầu bằng mã doanh nghiệp GS1",
        "it does not begin with a company prefix",
    ),
    "GCP_DATASOURCE_OFFLINE": (
        "chưa tra được danh bạ mã doanh nghiệp",
        "the register of company prefixes does not answer",
    ),
    "IBAN_TOO_SHORT": ("số tài khoản IBAN quá ngắn", "the IBAN is too short"),
    "IBAN_TOO_LONG": ("số tài khoản IBAN quá dài", "the IBAN is too long"),
    "INVALID_IBAN_CHARACTER": ("IBAN có ký tự lạ", "the IBAN has a foreign character"),
    "ILLEGAL_IBAN_COUNTRY_CODE": ("mã nước của IBAN sai", "the IBAN's country is unknown"),
    "INCORRECT_IBAN_CHECKSUM": ("tổng kiểm tra IBAN sai", "the IBAN's checksum is wrong"),
    "NOT_ISO3166": ("không phải mã nước ISO 3166", "it is no country of ISO 3166"),
    "NOT_ISO3166_OR_999": (
        "không phải mã nước ISO 3166 hay 999",
        "it is no country of ISO 3166, nor 999",
    ),
    "NOT_ISO3166_ALPHA2": ("không phải mã nước hai chữ", "it is no country of two letters"),
    "NOT_ISO4217": ("không phải mã tiền tệ ISO 4217", "it is no currency of ISO 4217"),
    "INVALID_PACKAGE_TYPE": ("loại bao bì không có trong danh mục", "the package is not listed"),
    "INVALID_MEDIA_TYPE": ("loại vật mang không có trong danh mục", "the medium is not listed"),
    "DATE_TOO_SHORT": ("ngày quá ngắn", "the date is too short"),
    "DATE_TOO_LONG": ("ngày quá dài", "the date is too long"),
    "ILLEGAL_MONTH": ("tháng không có thật", "there is no such month"),
    "ILLEGAL_DAY": ("ngày không có trong tháng", "the month has no such day"),
    "HOUR_TOO_SHORT": ("giờ quá ngắn", "the hour is too short"),
    "HOUR_TOO_LONG": ("giờ quá dài", "the hour is too long"),
    "ILLEGAL_HOUR": ("giờ không có thật", "there is no such hour"),
    "MINUTE_TOO_SHORT": ("phút quá ngắn", "the minute is too short"),
    "MINUTE_TOO_LONG": ("phút quá dài", "the minute is too long"),
    "ILLEGAL_MINUTE": ("phút không có thật", "there is no such minute"),
    "SECOND_TOO_SHORT": ("giây quá ngắn", "the second is too short"),
    "SECOND_TOO_LONG": ("giây quá dài", "the second is too long"),
    "ILLEGAL_SECOND": ("giây không có thật", "there is no such second"),
    "HOUR_WITH_MINUTE_TOO_SHORT": ("giờ phút quá ngắn", "hour and minute are too short"),
    "HOUR_WITH_MINUTE_TOO_LONG": ("giờ phút quá dài", "hour and minute are too long"),
    "LATITUDE_INVALID_LENGTH": ("vĩ độ phải có 10 chữ số", "a latitude has 10 digits"),
    "INVALID_LATITUDE": ("vĩ độ ngoài khoảng", "the latitude is out of range"),
    "LONGITUDE_INVALID_LENGTH": ("kinh độ phải có 10 chữ số", "a longitude has 10 digits"),
    "INVALID_LONGITUDE": ("kinh độ ngoài khoảng", "the longitude is out of range"),
    "INVALID_LENGTH_FOR_PIECE_OF_TOTAL": (
        "số thứ tự và tổng số phải dài bằng nhau",
        "piece and total must be equally long",
    ),
    "ZERO_PIECE_NUMBER": ("số thứ tự không được bằng 0", "the piece's number is zero"),
    "ZERO_TOTAL_PIECES": ("tổng số không được bằng 0", "the total is zero"),
    "PIECE_NUMBER_EXCEEDS_TOTAL": ("số thứ tự vượt tổng số", "the piece exceeds the total"),
    "POSITION_IN_SEQUENCE_MALFORMED": ("phải có dạng 2/3", "it is written like 2/3"),
    "POSITION_EXCEEDS_END": ("vị trí vượt quá cuối dãy", "the place exceeds the end"),
    # Messages
    "AI_DATA_IS_EMPTY": ("giá trị trống", "the value is empty"),
    "AI_DATA_HAS_INCORRECT_LENGTH": ("độ dài giá trị sai", "the value's length is wrong"),
    "AI_DATA_IS_TOO_LONG": ("giá trị quá dài", "the value is too long"),
    "AI_VALUE_IS_TOO_SHORT": ("giá trị quá ngắn", "the value is too short"),
    "AI_VALUE_IS_TOO_LONG": ("giá trị quá dài", "the value is too long"),
    "AI_CONTAINS_ILLEGAL_CARAT_CHARACTER": ("giá trị có dấu ^", "the value holds a ^"),
    "AI_UNRECOGNISED": ("số nhận dạng ứng dụng (AI) lạ", "the AI is unknown"),
    "AI_PARSE_FAILED": ("cú pháp (AI)giá trị bị sai", "it is not written (AI)value"),
    "TOO_MANY_AIS": ("quá nhiều AI", "there are too many AIs"),
    "DATA_TOO_LONG": ("dữ liệu quá dài", "the data are too long"),
    "MISSING_FNC1_IN_FIRST_POSITION": ("thiếu FNC1 ở đầu", "FNC1 is missing at the front"),
    "AI_DATA_EMPTY": ("không có dữ liệu", "there are no data"),
    "NO_AI_FOR_PREFIX": ("không AI nào bắt đầu như vậy", "no AI begins like this"),
    "INVALID_AI_PAIRS": ("hai AI loại trừ nhau", "two AIs exclude each other"),
    "REQUIRED_AIS_NOT_SATISFIED": ("thiếu AI đi kèm", "an AI that must go along is missing"),
    "INSTANCES_OF_AI_HAVE_DIFFERENT_VALUES": (
        "một AI lặp lại với giá trị khác",
        "an AI is repeated with another value",
    ),
    "SERIAL_NOT_PRESENT": (
        "khóa được ký số phải có số sê-ri",
        "a digitally signed key needs its serial",
    ),
    # Digital Links
    "URI_CONTAINS_ILLEGAL_CHARACTERS": ("địa chỉ có ký tự lạ", "the URI has foreign characters"),
    "URI_CONTAINS_ILLEGAL_SCHEME": ("địa chỉ phải là http(s)", "the URI must be http or https"),
    "DOMAIN_CONTAINS_ILLEGAL_CHARACTERS": ("tên miền có ký tự lạ", "the domain is malformed"),
    "URI_MISSING_DOMAIN_AND_PATH_INFO": ("thiếu tên miền hoặc đường dẫn", "the path is missing"),
    "NO_GS1_DL_KEYS_FOUND_IN_PATH_INFO": ("đường dẫn không có khóa GS1", "the path has no key"),
    "AI_VALUE_PATH_ELEMENT_IS_EMPTY": ("giá trị trong đường dẫn trống", "a path value is empty"),
    "AI_VALUE_QUERY_ELEMENT_IS_EMPTY": ("giá trị truy vấn trống", "a query value is empty"),
    "DECODED_AI_VALUE_CONTAINS_ILLEGAL_NULL": ("giá trị có ký tự rỗng", "a value holds a null"),
    "UNKNOWN_AI_IN_QUERY_PARAMS": ("AI lạ trong truy vấn", "an AI of the query is unknown"),
    "INVALID_KEY_QUALIFIER_SEQUENCE": (
        "thứ tự AI trong đường dẫn sai",
        "the AIs of the path do not follow their key",
    ),
    "DUPLICATE_AI": ("AI bị lặp", "an AI is repeated"),
    "AI_IS_NOT_VALID_DATA_ATTRIBUTE": (
        "AI không được đứng trong truy vấn",
        "the AI may not stand in the query",
    ),
    "AI_SHOULD_BE_IN_PATH_INFO": ("AI phải đứng trong đường dẫn", "the AI belongs in the path"),
    "COMPRESSED_LINK_MALFORMED": ("địa chỉ nén bị hỏng", "the compressed link is broken"),
    "CANNOT_CREATE_DL_URI_WITHOUT_PRIMARY_KEY_AI": (
        "không có khóa chính để lập địa chỉ",
        "there is no primary key to make a link of",
    ),
    # Scan data
    "MISSING_SYMBOLOGY_IDENTIFIER": ("thiếu mã loại mã vạch", "the symbology is missing"),
    "UNSUPPORTED_SYMBOLOGY_IDENTIFIER": ("loại mã vạch lạ", "the symbology is unknown"),
    "NO_SYMBOLOGY_SELECTED": ("chưa chọn loại mã vạch", "no symbology is chosen"),
    "PRIMARY_DATA_LENGTH": ("số chính sai độ dài", "the primary number's length is wrong"),
    "PRIMARY_DATA_MUST_BE_ALL_DIGITS": ("số chính phải toàn chữ số", "it must be all digits"),
    "PRIMARY_DATA_CHECK_DIGIT_IS_INCORRECT": ("sai chữ số kiểm tra", "its check digit is wrong"),
    "PRIMARY_DATA_IS_TOO_LARGE": ("số chính quá lớn", "the primary number is too large"),
    "SCAN_DATA_CONTAINS_ILLEGAL_CARAT": ("dữ liệu quét có dấu ^", "the scan holds a ^"),
    "LINEAR_DATA_MUST_BE_AIS": ("mã này chỉ mang AI", "this symbology carries AIs alone"),
}
COUPON = ("phiếu giảm giá sai cấu trúc", "the coupon is malformed")


def sentence(rule: str) -> tuple[str, str]:
    """Say what the broken *rule* means, in Vietnamese and English."""
    return COUPON if rule.startswith("COUPON_") else SENTENCES[rule]

// The page itself: take a proof from a file, a photo or the clipboard, and show the verdict.
"use strict";

const pins = JSON.parse(document.getElementById("pins").textContent);
const place = (id) => document.getElementById(id);
const STATES = {
  proven: ["ĐÃ CHỨNG MINH", "PROVEN"],
  signed: ["ĐÃ KÝ, CHƯA VÀO NHẬT KÝ", "SIGNED, NOT YET IN THE LOG"],
  failed: ["KHÔNG ĐẠT", "FAILED"],
};
const ENGINES = {
  browser: "Chữ ký được kiểm tra bởi trình duyệt · signatures checked by the browser",
  page: "Trình duyệt này không có Ed25519: chữ ký được kiểm tra bởi mã trong trang · this browser has no Ed25519: signatures checked by the page's own code",
};
let statementBeside = null;

async function check(text) {
  if (!text.trim()) return;
  let verdict;
  engine = "";
  try {
    verdict = await judge(text, pins, statementBeside);
  } catch (error) {
    const known = error instanceof Rejected;
    const vi = known ? error.vi : "tệp hỏng hoặc không đọc được";
    const en = known ? error.en : "the file is broken or cannot be read";
    verdict = { state: "failed", vi: sentence(vi), en: sentence(en) };
  }
  show(verdict);
}

const sentence = (clause) => clause[0].toUpperCase() + clause.slice(1) + ".";

function show({ state, vi, en, statement, witnesses }) {
  const box = place("verdict");
  box.className = state;
  box.hidden = false;
  const [nameVi, nameEn] = STATES[state];
  place("state").textContent = `${nameVi} · ${nameEn}`;
  place("vi").textContent = vi;
  place("en").textContent = en;
  place("how").textContent = [ENGINES[engine], witnesses ? `${witnesses} nhân chứng · witnesses` : ""].filter(Boolean).join(" · ");
  place("statement").textContent = statement ? JSON.stringify(statement, null, 2) : "";
  place("facts").replaceChildren(...(statement ? rows(statement) : []));
  box.focus();
}

function rows(statement) {
  const event = statement.event ?? {};
  const goods = [...(event.quantityList ?? []), ...(event.outputQuantityList ?? [])];
  const facts = [
    ["Sự kiện · event", event.bizStep ?? event.type],
    ["Lúc · time", event.eventTime],
    ["Ghi nhận · recorded", statement.recordTime],
    ["Nơi · place", event.bizLocation?.id ?? event.readPoint?.id],
    ...goods.map((each) => ["Hàng · goods", `${each.epcClass}  ${each.quantity ?? ""} ${each.uom ?? ""}`]),
    ["Mã số vùng trồng · planting-area code", event["ruong:plantingAreaCode"]],
    ["Loại dữ liệu · kind of data", event["ruong:tag"]],
    ["Khai báo sai sót · declared an error", statement.errorDeclaration ? "có · yes" : null],
    ["Mã sự kiện · eventID", statement.eventID],
  ];
  return facts.filter(([, value]) => value).flatMap(([name, value]) => {
    const term = document.createElement("dt"), data = document.createElement("dd");
    term.textContent = name;
    data.textContent = String(value);
    return [term, data];
  });
}

async function readPhoto(file) {
  if (!globalThis.BarcodeDetector) {
    return show({ state: "failed", vi: "Trình duyệt này không đọc được ảnh mã QR; hãy quét bằng ứng dụng máy ảnh rồi dán chữ vào đây.", en: "This browser cannot read QR codes from photos; scan with the camera app and paste the text here." });
  }
  const found = await new BarcodeDetector({ formats: ["qr_code"] }).detect(await createImageBitmap(file));
  const text = found.map((each) => each.rawValue).find((each) => each.startsWith("RUONG1:"));
  if (text) { place("text").value = text; return check(text); }
  return show({ state: "failed", vi: "Không thấy mã QR bằng chứng trong ảnh.", en: "There is no proof QR code in the photo." });
}

async function take(files) {
  for (const file of files) {
    if (file.type.startsWith("image/")) { await readPhoto(file); continue; }
    if (file.size > 16e6) { show({ state: "failed", vi: "Tệp quá lớn.", en: "The file is too large." }); continue; }
    const text = await file.text();
    if (text.trimStart().startsWith("{")) {
      try { statementBeside = JSON.parse(text); } catch { statementBeside = null; }
      place("beside").textContent = statementBeside ? `Khai báo · statement: ${file.name}` : "";
    } else place("text").value = text;
  }
  await check(place("text").value);
}

place("files").addEventListener("change", (event) => take(event.target.files));
place("check").addEventListener("click", () => check(place("text").value));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
place("pinned").textContent = [...pins.roots, ...pins.logs].join("\n") || "chưa ghim khóa nào · no key is pinned";

// The forms of a proof: signed notes, checkpoints, tlog-proofs, receipts, base45 packs, canonical JSON.
"use strict";

class Rejected extends Error {
  constructor(vi, en) { super(en); this.vi = vi; this.en = en; }
}
const refuse = (vi, en) => { throw new Rejected(vi, en); };
const utf8 = (text) => new TextEncoder().encode(text);
const text8 = (bytes) => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
const hex = (bytes) => [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
const base64 = (bytes) => btoa([...bytes].map((b) => String.fromCharCode(b)).join(""));

function fromBase64(text) {
  let bytes;
  try { bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0)); } catch { bytes = null; }
  if (!bytes || base64(bytes) !== text) refuse("Base64 không chuẩn", "Base64 is not in its proper spelling");
  return bytes;
}

function decimal(text) {
  if (!/^(0|[1-9][0-9]{0,15})$/.test(text) || !Number.isSafeInteger(Number(text))) {
    refuse("số không hợp lệ", "a number is not valid");
  }
  return Number(text);
}

// RFC 8785: JavaScript's own order of keys, numbers and escapes is the standard's.
function canonical(value) {
  if (Array.isArray(value)) return "[" + value.map(canonical).join(",") + "]";
  if (value !== null && typeof value === "object") {
    return "{" + Object.keys(value).sort().map((k) => JSON.stringify(k) + ":" + canonical(value[k])).join(",") + "}";
  }
  if (typeof value === "string" && /\p{Surrogate}/u.test(value)) refuse("ký tự hỏng", "a lone surrogate");
  return JSON.stringify(value);
}

function parsed(text) {
  try { return JSON.parse(text); } catch { return refuse("JSON hỏng", "the JSON is broken"); }
}

async function readKey(vkey) {
  const [name, id, ...rest] = vkey.trim().split("+");
  const body = fromBase64(rest.join("+"));
  const named = await sha256(utf8(name), Uint8Array.of(10), body);
  if (!name || ![1, 4].includes(body[0]) || body.length !== 33 || hex(named.subarray(0, 4)) !== id) {
    refuse("khóa công khai không hợp lệ", "a public key is not valid");
  }
  return { name, id, algorithm: body[0], bytes: body.subarray(1), vkey: vkey.trim() };
}

function readNote(text) {
  if (/[\x00-\x09\x0b-\x1f]/.test(text)) refuse("bản ký có ký tự lạ", "the note has a control character");
  const gap = text.lastIndexOf("\n\n");
  if (gap < 0 || !text.endsWith("\n")) refuse("bản ký thiếu chữ ký", "the note has no signatures");
  const signatures = text.slice(gap + 2, -1).split("\n").map((line) => {
    const [, name, data] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? refuse("dòng chữ ký sai", "a signature line is wrong");
    const bytes = fromBase64(data);
    return { name, id: hex(bytes.subarray(0, 4)), blob: bytes.subarray(4) };
  });
  return { text: text.slice(0, gap + 1), signatures };
}

// Every signature by a known key must hold, and there must be one.
async function signersOf(note, keys) {
  const found = [];
  for (const { name, id, blob } of note.signatures) {
    const key = keys.find((k) => k.name === name && k.id === id);
    if (!key) continue;
    const time = key.algorithm === 4 ? number(blob.subarray(0, 8)) : null;
    const message = utf8(time === null ? note.text : `cosignature/v1\ntime ${time}\n${note.text}`);
    const signature = time === null ? blob : blob.subarray(8);
    if (signature.length !== 64 || !(await verifySignature(key.bytes, signature, message))) {
      refuse(`chữ ký của ${name} không đúng`, `the signature by ${name} is wrong`);
    }
    found.push(key);
  }
  return found.length ? found : refuse("không có chữ ký của khóa đáng tin", "no signature is by a trusted key");
}

function readCheckpoint(text) {
  const lines = text.split("\n");
  if (lines.length < 4 || lines.pop() !== "" || lines.includes("")) refuse("điểm kiểm tra sai", "the checkpoint is malformed");
  const root = fromBase64(lines[2]);
  if (root.length !== 32) refuse("mã băm gốc sai", "the root is malformed");
  return { origin: lines[0], size: decimal(lines[1]), root };
}

function readProof(text) {
  const gap = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(gap, 0)).split("\n");
  const header = lines.shift();
  const note = text.slice(gap + 2);
  const extra = lines[0]?.startsWith("extra ") ? parsed(text8(fromBase64(lines.shift().slice(6)))) : {};
  const given = { statement: extra.statement ?? null, keys: extra.keys ?? null, note };
  if (header === "ruong-receipt@v1") return { ...given, receipt: true };
  const [, index] = /^index (.*)$/.exec(lines.shift() ?? "") ?? refuse("thiếu dòng index", "there is no index line");
  const path = lines.map(fromBase64);
  if (path.some((each) => each.length !== 32)) refuse("mã băm sai độ dài", "a hash has the wrong length");
  return { ...given, index: decimal(index), path };
}

const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

function fromBase45(text) {
  const out = [];
  for (let at = 0; at < text.length; at += 3) {
    const group = [...text.slice(at, at + 3)].map((c) => BASE45.indexOf(c));
    const value = group.reduceRight((sum, v) => sum * 45 + v, 0);
    if (group.includes(-1) || group.length === 1 || value >= 256 ** (group.length - 1)) {
      refuse("mã QR hỏng", "the QR code's text is broken");
    }
    out.push(...(group.length === 3 ? [value >> 8, value & 255] : [value]));
  }
  return Uint8Array.from(out);
}

async function inflated(bytes) {
  if (!globalThis.DecompressionStream) {
    refuse("trình duyệt này không giải nén được; hãy mở tệp .tlog-proof", "this browser cannot unpack it; open the .tlog-proof file");
  }
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  try { return new Uint8Array(await new Response(stream).arrayBuffer()); } catch { return refuse("mã QR hỏng", "the QR code is broken"); }
}

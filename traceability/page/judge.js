// The verdict: the same steps as `ruong verify`, in the same order.
"use strict";

const leafHash = (entry) => sha256(Uint8Array.of(0), entry);
const nodeHash = (left, right) => sha256(Uint8Array.of(1), left, right);
const bitLength = (value) => value.toString(2).replace(/^0+/, "").length;

function pathLength(index, size) {
  const inner = bitLength(BigInt(index) ^ BigInt(size - 1));
  return inner + (BigInt(index) >> BigInt(inner)).toString(2).replaceAll("0", "").length;
}

async function rootFrom(index, size, leaf, path) {
  if (index >= size) refuse("vị trí nằm ngoài cây", "the index is outside the tree");
  if (path.length !== pathLength(index, size)) refuse("bằng chứng sai độ dài", "the proof has the wrong length");
  const inner = bitLength(BigInt(index) ^ BigInt(size - 1));
  let found = leaf;
  for (const [level, sibling] of path.entries()) {
    const left = level >= inner || (BigInt(index) >> BigInt(level)) & 1n;
    found = left ? await nodeHash(sibling, found) : await nodeHash(found, sibling);
  }
  return found;
}

// A statement too large for an entry is logged as its fingerprint (traceability.statement.entry_of).
async function entryOf(statement) {
  const written = utf8(canonical(statement));
  if (written.length <= 0xffff) return written;
  const digest = "sha-256:" + hex(await sha256(written));
  return utf8(canonical({ eventID: statement.eventID ?? "", statementBytes: written.length, statementHash: digest }));
}

async function readPack(bytes) {
  const body = bytes.subarray(0, -4);
  if (!same((await sha256(body)).subarray(0, 4), bytes.subarray(-4))) refuse("mã QR bị đọc sai hoặc bị sửa", "the QR code was misread or altered");
  let at = 0;
  const take = (n) => { if (at + n > body.length) refuse("mã QR bị cắt cụt", "the QR code is cut off"); at += n; return body.slice(at - n, at); };
  const count = () => {
    for (let value = 0, unit = 1; unit < 2 ** 49; unit *= 128) {
      const [byte] = take(1);
      value += (byte & 127) * unit;
      if (byte < 128) return value;
    }
    return refuse("mã QR hỏng", "the QR code is broken");
  };
  const name = () => text8(take(count()));
  const [version, flags] = take(2);
  if (version !== 1 || flags > 1) refuse("phiên bản lạ", "an unknown version");
  const origin = name(), size = count(), index = count();
  const entry = flags ? await inflated(take(count())) : null;
  const leaf = entry ? await leafHash(entry) : take(32);
  const path = Array.from({ length: index < size ? pathLength(index, size) : 0 }, () => take(32));
  const root = await rootFrom(index, size, leaf, path);
  const signatures = Array.from({ length: count() }, () => [name() || origin, take(4), take(count())]);
  if (at !== body.length) refuse("mã QR hỏng", "the QR code is broken");
  const lines = signatures.map(([who, id, blob]) => `— ${who} ${base64(joined([id, blob]))}\n`);
  const note = `${origin}\n${size}\n${base64(root)}\n\n${lines.join("")}`;
  return { statement: entry ? parsed(text8(entry)) : null, keys: null, note, index, path, leaf };
}

async function readGiven(text) {
  if (text.startsWith("RUONG1:")) return readPack(fromBase45(text.replace(/[\r\n]+$/, "").slice(7)));
  if (/^(c2sp\.org\/tlog-proof@v1|ruong-receipt@v1)\n/.test(text)) return readProof(text);
  return refuse("không rõ đây là gì", "it is not a proof this page knows");
}

// The root's key list: which log key may sign which sizes of tree.
async function openList(text, roots) {
  const note = readNote(text);
  const signers = await signersOf(note, roots);
  const [header, authority, body] = note.text.split("\n");
  if (header !== "ruong-keys@v1" || !signers.some((k) => k.name === authority)) refuse("danh sách khóa sai", "the key list is wrong");
  return parsed(body);
}

function checkWindow(entry, head) {
  const { origin, size, root } = entry.last ?? {};
  const isLast = origin === head.origin && size === head.size && root === base64(head.root);
  if (entry.status === "compromised" && !isLast) {
    refuse("khóa nhật ký đã bị lộ; cần bằng chứng mới", "the log's key was compromised; a new proof is needed");
  }
  const inside = head.size >= entry.from_size && head.size <= (entry.until_size ?? Infinity);
  if (entry.status !== "compromised" && !inside) refuse("khóa không được ký cây cỡ này", "the key may not sign a tree of this size");
}

async function logKeys(pins, brought) {
  const roots = await Promise.all(pins.roots.map(readKey));
  const lists = await Promise.all([brought, pins.keys].filter((each) => each && roots.length).map((each) => openList(each, roots)));
  const newest = lists.sort((a, b) => b.version - a.version)[0] ?? { keys: [], version: 0 };
  const seen = recall("keys") ?? 0;
  if (newest.version < seen) refuse("danh sách khóa cũ hơn bản đã thấy", "the key list is older than one seen before");
  remember("keys", newest.version);
  const entries = newest.keys.filter((each) => each.role !== "owner");
  const keys = await Promise.all([...pins.logs, ...entries.map((each) => each.vkey)].map(readKey));
  if (!keys.length) refuse("trang này chưa ghim khóa nào và bằng chứng không kèm danh sách khóa", "no key is pinned, and no key list came along");
  return { keys, entries };
}

// What this browser saw before: two roots for one size are two histories.
const recall = (name) => { try { return JSON.parse(localStorage.getItem("ruong " + name)); } catch { return null; } };
const remember = (name, value) => { try { localStorage.setItem("ruong " + name, JSON.stringify(value)); } catch { /* a private window remembers nothing */ } };

function compareSeen(head) {
  const seen = recall(head.origin) ?? {};
  const root = base64(head.root);
  if (seen[head.size] && seen[head.size] !== root) refuse("nhật ký cho thấy hai phiên bản khác nhau", "the log shows two different histories");
  remember(head.origin, { ...seen, [head.size]: root });
}

async function judge(text, pins, separately = null) {
  const given = await readGiven(text);
  const { keys, entries } = await logKeys(pins, given.keys);
  const statement = given.statement ?? separately ?? refuse("bằng chứng không kèm nội dung khai báo; hãy mở thêm tệp khai báo", "the proof comes without its statement; open the statement as well");
  const leaf = await leafHash(await entryOf(statement));
  if (given.leaf && !same(given.leaf, leaf)) refuse("nội dung không khớp với bằng chứng", "the statement is not the one the proof was made for");
  const note = readNote(given.note);
  const signers = await signersOf(note, keys);
  if (given.receipt) return judgeReceipt(note, signers, entries, leaf, statement);
  const head = readCheckpoint(note.text);
  const logs = signers.filter((key) => key.algorithm === 1);
  if (!logs.some((key) => key.name === head.origin)) refuse("không có chữ ký của nhật ký", "the log did not sign");
  for (const key of logs) entries.filter((each) => each.vkey === key.vkey).forEach((each) => checkWindow(each, head));
  if (!same(await rootFrom(given.index, head.size, leaf, given.path), head.root)) {
    refuse("nội dung không khớp với nhật ký", "the statement does not lead to the log's root");
  }
  compareSeen(head);
  const vi = `Khai báo này là mục ${given.index} trong ${head.size} mục của ${head.origin}.`;
  const en = `This statement is entry ${given.index} of ${head.size} in the log ${head.origin}.`;
  return { state: "proven", vi, en, statement, witnesses: signers.length - logs.length };
}

function judgeReceipt(note, signers, entries, leaf, statement) {
  const [header, origin, promised, time] = note.text.split("\n");
  const listed = entries.find((each) => signers.some((key) => key.vkey === each.vkey));
  const at = Date.parse(time);
  const valid = !listed || (listed.status !== "compromised" && at >= Date.parse(listed.since) && !(at > Date.parse(listed.until ?? time)));
  if (header !== "ruong-receipt@v1" || !signers.some((key) => key.name === origin) || promised !== base64(leaf) || !valid) {
    refuse("biên nhận không khớp", "the receipt does not fit the statement");
  }
  const vi = `Nhật ký ${origin} đã ký nhận lúc ${time}, nhưng chưa có bằng chứng nằm trong nhật ký.`;
  const en = `The log ${origin} signed for it at ${time}, but there is no proof yet that it is in.`;
  return { state: "signed", vi, en, statement, witnesses: 0 };
}

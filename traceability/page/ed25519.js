// Ed25519 signatures (RFC 8032, section 5.1.7): by the browser where it can, else by the curve itself.
// Only public values are handled here, so nothing needs to take constant time.
"use strict";

const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
const mod = (a) => { const r = a % P; return r < 0n ? r + P : r; };

function power(base, exponent) {
  let result = 1n;
  for (let b = mod(base), e = exponent; e > 0n; e >>= 1n, b = (b * b) % P) if (e & 1n) result = (result * b) % P;
  return result;
}

const D = mod(-121665n * power(121666n, P - 2n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);
const little = (bytes) => number(Uint8Array.from(bytes).reverse());

// The point (x, y) whose encoding is given, in extended coordinates; null where there is none.
function decoded(bytes) {
  const sign = bytes[31] >> 7;
  const y = little(bytes) & (2n ** 255n - 1n);
  if (y >= P) return null;
  const u = mod(y * y - 1n), v = mod(D * y * y + 1n);
  let x = mod(u * power(v, 3n) * power(u * power(v, 7n), (P - 5n) / 8n));
  if (mod(v * x * x) !== u) x = mod(x * ROOT_OF_MINUS_ONE);
  if (mod(v * x * x) !== u || (x === 0n && sign)) return null;
  if (Number(x & 1n) !== sign) x = P - x;
  return [x, y, 1n, mod(x * y)];
}

function sum([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2)), b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * t1 * D * t2), d = mod(2n * z1 * z2);
  const e = b - a, f = d - c, g = d + c, h = b + a;
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

// [s]B + [k]Q, both at once.
function combined(s, base, k, point) {
  const both = sum(base, point);
  let result = [0n, 1n, 1n, 0n];
  for (let bit = 255n; bit >= 0n; bit--) {
    result = sum(result, result);
    const which = Number((s >> bit) & 1n) + 2 * Number((k >> bit) & 1n);
    if (which) result = sum(result, [base, point, both][which - 1]);
  }
  return result;
}

function encoded([x, y, z]) {
  const inverse = power(z, P - 2n);
  const out = bytesOf(mod(y * inverse), 32).reverse();
  if (mod(x * inverse) & 1n) out[31] |= 0x80;
  return out;
}

const BASE = decoded(bytesOf(mod(4n * power(5n, P - 2n)), 32).reverse());

function ownVerify(key, signature, message) {
  const point = decoded(key);
  const s = little(signature.subarray(32));
  if (!point || signature.length !== 64 || s >= ORDER) return false;
  const k = little(ownSha512(joined([signature.subarray(0, 32), key, message]))) % ORDER;
  const [x, y, z, t] = point;
  return same(encoded(combined(s, BASE, k, [mod(-x), y, z, mod(-t)])), signature.subarray(0, 32));
}

const same = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

// The engine that last checked a signature, for the page to name: "browser" or "page".
let engine = "";

async function verifySignature(key, signature, message) {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    engine = "browser";
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch {
    engine = "page";
    return ownVerify(key, signature, message);
  }
}

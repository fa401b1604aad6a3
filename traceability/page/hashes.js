// SHA-256 and SHA-512 (FIPS 180-4) for browsers that keep WebCrypto from this page, as on plain http.
"use strict";

const PRIMES = (() => {
  const found = [];
  for (let n = 2; found.length < 80; n++) if (found.every((p) => n % p)) found.push(n);
  return found;
})();

// The first 64 bits of the fractional part of the k-th root of n: the constants of both hashes.
function fraction(n, k) {
  const scaled = BigInt(n) << BigInt(64 * k);
  let low = 0n, high = 1n << 70n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(k) <= scaled) low = middle; else high = middle;
  }
  return low & (2n ** 64n - 1n);
}

const ROUNDS = PRIMES.map((p) => fraction(p, 3));
const START = PRIMES.slice(0, 8).map((p) => fraction(p, 2));

// One function for both: words of `bits` bits, rotations as the standard lists them.
function sha2(bits, turns, data) {
  const size = BigInt(bits), mask = (1n << size) - 1n, block = bits * 2;
  const shown = (words) => words.map((word) => word >> (64n - size));
  const turn = (x, n) => ((x >> n) | (x << (size - n))) & mask;
  const mix = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ turn(x, c);
  const stir = (x, [a, b, c]) => turn(x, a) ^ turn(x, b) ^ (x >> c);
  const keys = shown(ROUNDS).slice(0, bits === 32 ? 64 : 80);
  const zeros = (block * 2 - 1 - bits / 4 - (data.length % block)) % block;
  const padded = new Uint8Array(data.length + 1 + zeros + bits / 4);
  padded.set(data);
  padded[data.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - 8, BigInt(data.length) * 8n);
  let state = shown(START);
  for (let at = 0; at < padded.length; at += block) {
    const w = [];
    for (let i = 0; i < 16; i++) w.push(number(padded.subarray(at + i * bits / 8, at + (i + 1) * bits / 8)));
    for (let i = 16; i < keys.length; i++) {
      w.push((stir(w[i - 2], turns[3]) + w[i - 7] + stir(w[i - 15], turns[2]) + w[i - 16]) & mask);
    }
    let [a, b, c, d, e, f, g, h] = state;
    keys.forEach((key, i) => {
      const one = h + mix(e, turns[1]) + ((e & f) ^ (~e & mask & g)) + key + w[i];
      const two = mix(a, turns[0]) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) & mask, c, b, a, (one + two) & mask];
    });
    state = state.map((word, i) => (word + [a, b, c, d, e, f, g, h][i]) & mask);
  }
  return joined(state.map((word) => bytesOf(word, bits / 8)));
}

const number = (bytes) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const bytesOf = (value, size) =>
  Uint8Array.from({ length: size }, (_, i) => Number((value >> BigInt(8 * (size - 1 - i))) & 255n));

function joined(parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) { out.set(part, at); at += part.length; }
  return out;
}

const TURNS_256 = [[2n, 13n, 22n], [6n, 11n, 25n], [7n, 18n, 3n], [17n, 19n, 10n]];
const TURNS_512 = [[28n, 34n, 39n], [14n, 18n, 41n], [1n, 8n, 7n], [19n, 61n, 6n]];
const ownSha256 = (data) => sha2(32, TURNS_256, data);
const ownSha512 = (data) => sha2(64, TURNS_512, data);

async function sha256(...parts) {
  const data = joined(parts);
  if (!globalThis.crypto?.subtle) return ownSha256(data);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
}

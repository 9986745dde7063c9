// What the JavaScript peers have in common: the numbers of the model net3 (`benches/floor.rs`), a
// generator of random numbers, and the law by which keys are asked for.

export const RATE = 0.64; // requests a millisecond
export const SERVERS = 8;
export const KEYS = 100_000;
export const ROOM = 10_000;
export const OVERHEAD = 0.1; // milliseconds, as all that follow
export const SERVICE = 10;
export const LOOK_UP = 0.5;
export const QUERY = 19;
export const CONNECTIONS = 4;
export const WARM = 200_000;

// mulberry32 by Tommy Ettinger: what most simulations in JavaScript use.
export function random(seed) {
  let a = seed | 0;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Walker's alias table for Zipf's law with exponent 1.
export function zipf() {
  const share = new Float64Array(KEYS);
  const other = new Int32Array(KEYS);
  let sum = 0;
  for (let k = 0; k < KEYS; k++) sum += 1 / (k + 1);
  const small = [];
  const large = [];
  for (let k = 0; k < KEYS; k++) {
    share[k] = KEYS / (k + 1) / sum;
    other[k] = k;
    (share[k] < 1 ? small : large).push(k);
  }
  while (small.length > 0 && large.length > 0) {
    const s = small.pop();
    const l = large[large.length - 1];
    other[s] = l;
    share[l] -= 1 - share[s];
    if (share[l] < 1) {
      large.pop();
      small.push(l);
    }
  }
  for (const k of small) share[k] = 1;
  return { share, other };
}

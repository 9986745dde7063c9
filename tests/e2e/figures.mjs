// How often: every journey has a full figure (`cargo xtask soak`, which sets the share) and the few of every test run.
const share = process.env.ESCALA_SHARE ? Number(process.env.ESCALA_SHARE) : null;

export const SOAKING = share !== null;

/** `full` times the share, or the small number of a test run. */
export const count = (full, small) => (share === null ? small : Math.max(1, Math.round(full * share)));

/** What was measured, for the table at the end of `cargo xtask soak`. */
export const say = (row, text) => console.log(`row ${row}: ${text}`);

/** A generator with a seed: 0 to n - 1. */
export function dice(seed) {
  let state = seed >>> 0;
  return (n) => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return ((z ^ (z >>> 16)) >>> 0) % n;
  };
}

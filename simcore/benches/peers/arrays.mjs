// The model net3 as one loop over typed arrays, written for this model alone: no objects, no nodes,
// nothing measured but the mean. What JavaScript can do when it does less.

import * as m from "./model.mjs";

const ARRIVAL = 0;
const BALANCED = 1;
const SERVED = 2;
const CACHED = 3;
const STORED = 4;
const SLAB = 1 << 16;
const MASK = SLAB - 1;
const NIL = -1;

export class Loop {
  constructor(seed) {
    this.seed = seed | 0;
    this.law = m.zipf();
    this.at = new Float64Array(SLAB);
    this.what = new Int32Array(SLAB);
    this.size = 0;
    this.born = new Float64Array(SLAB);
    this.key = new Int32Array(SLAB);
    this.server = new Int32Array(SLAB);
    this.free = new Int32Array(SLAB);
    for (let i = 0; i < SLAB; i++) this.free[i] = SLAB - 1 - i;
    this.frees = SLAB;
    // a ring of waiting requests for each server, the last for the database
    this.wait = new Int32Array((m.SERVERS + 1) * SLAB);
    this.head = new Int32Array(m.SERVERS + 1);
    this.tail = new Int32Array(m.SERVERS + 1);
    this.busy = new Int32Array(m.SERVERS + 1);
    this.older = new Int32Array(m.KEYS).fill(NIL);
    this.newer = new Int32Array(m.KEYS).fill(NIL);
    this.here = new Uint8Array(m.KEYS);
    this.oldest = NIL;
    this.newest = NIL;
    this.len = 0;
    this.now = 0;
    this.turn = 0;
    this.sum = 0;
    this.done = 0;
    for (let i = 0; i < m.WARM; i++) this.keep(this.ask());
    this.push(this.exp() / m.RATE, ARRIVAL, 0);
  }

  unit() {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) * (1 / 4294967296);
  }

  exp() {
    return -Math.log(1 - this.unit());
  }

  ask() {
    const k = (this.unit() * m.KEYS) | 0;
    return this.unit() < this.law.share[k] ? k : this.law.other[k];
  }

  unlink(k) {
    const o = this.older[k];
    const n = this.newer[k];
    if (o === NIL) this.oldest = n;
    else this.newer[o] = n;
    if (n === NIL) this.newest = o;
    else this.older[n] = o;
  }

  link(k) {
    this.older[k] = this.newest;
    this.newer[k] = NIL;
    if (this.newest === NIL) this.oldest = k;
    else this.newer[this.newest] = k;
    this.newest = k;
  }

  has(k) {
    if (this.here[k] === 0) return false;
    this.unlink(k);
    this.link(k);
    return true;
  }

  keep(k) {
    if (this.has(k)) return;
    this.here[k] = 1;
    this.link(k);
    if (++this.len > m.ROOM) {
      const out = this.oldest;
      this.unlink(out);
      this.here[out] = 0;
      this.len--;
    }
  }

  push(at, what, id) {
    const times = this.at;
    const whats = this.what;
    let i = this.size++;
    while (i > 0) {
      const up = (i - 1) >> 1;
      if (times[up] <= at) break;
      times[i] = times[up];
      whats[i] = whats[up];
      i = up;
    }
    times[i] = at;
    whats[i] = (id << 3) | what;
  }

  pop() {
    const times = this.at;
    const whats = this.what;
    this.now = times[0];
    const first = whats[0];
    const n = --this.size;
    const at = times[n];
    const what = whats[n];
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= n) break;
      if (down + 1 < n && times[down + 1] < times[down]) down++;
      if (at <= times[down]) break;
      times[i] = times[down];
      whats[i] = whats[down];
      i = down;
    }
    times[i] = at;
    whats[i] = what;
    return first;
  }

  enter(place, slots, mean, what, id) {
    if (this.busy[place] < slots) {
      this.busy[place]++;
      this.push(this.now + this.exp() * mean, what, id);
    } else {
      this.wait[place * SLAB + (this.tail[place]++ & MASK)] = id;
    }
  }

  leave(place, mean, what) {
    if (this.head[place] !== this.tail[place]) {
      this.push(this.now + this.exp() * mean, what, this.wait[place * SLAB + (this.head[place]++ & MASK)]);
    } else {
      this.busy[place]--;
    }
  }

  answer(id) {
    this.sum += this.now - this.born[id];
    this.done++;
    this.free[this.frees++] = id;
  }

  run(requests) {
    this.sum = 0;
    const from = this.done;
    while (this.done - from < requests) {
      const event = this.pop();
      const id = event >> 3;
      switch (event & 7) {
        case ARRIVAL: {
          const fresh = this.free[--this.frees];
          this.born[fresh] = this.now;
          this.key[fresh] = this.ask();
          this.push(this.now + m.OVERHEAD, BALANCED, fresh);
          this.push(this.now + this.exp() / m.RATE, ARRIVAL, 0);
          break;
        }
        case BALANCED:
          this.server[id] = this.turn;
          this.enter(this.turn, 1, m.SERVICE, SERVED, id);
          this.turn = (this.turn + 1) % m.SERVERS;
          break;
        case SERVED:
          this.leave(this.server[id], m.SERVICE, SERVED);
          this.push(this.now + m.LOOK_UP, CACHED, id);
          break;
        case CACHED:
          if (this.has(this.key[id])) this.answer(id);
          else this.enter(m.SERVERS, m.CONNECTIONS, m.QUERY, STORED, id);
          break;
        default:
          this.leave(m.SERVERS, m.QUERY, STORED);
          this.keep(this.key[id]);
          this.answer(id);
      }
    }
    return this.sum / (this.done - from);
  }
}

// The model net3 as engines in JavaScript are usually built, and as xevrion/breakscale is: events are
// objects in a binary heap, nodes are found by name in a Map, every hop of a request has an object of
// its own from a pool, and each node counts its rate and keeps a ring of latencies. Written anew from
// that description, not their code. Where there was a choice it is the faster one: times are
// exponential by one logarithm, and nothing is shown meanwhile.

import * as m from "./model.mjs";

class Heap {
  items = [];
  push(item) {
    const a = this.items;
    let i = a.length;
    a.push(item);
    while (i > 0) {
      const up = (i - 1) >> 1;
      const p = a[up];
      if (p.at < item.at || (p.at === item.at && p.order < item.order)) break;
      a[i] = p;
      i = up;
    }
    a[i] = item;
  }
  pop() {
    const a = this.items;
    const top = a[0];
    const item = a.pop();
    const n = a.length;
    if (n === 0) return top;
    let i = 0;
    for (;;) {
      let down = 2 * i + 1;
      if (down >= n) break;
      const right = down + 1;
      if (right < n && (a[right].at < a[down].at || (a[right].at === a[down].at && a[right].order < a[down].order))) down = right;
      const d = a[down];
      if (item.at < d.at || (item.at === d.at && item.order < d.order)) break;
      a[i] = d;
      i = down;
    }
    a[i] = item;
    return top;
  }
}

class Rate {
  buckets = new Array(10).fill(0);
  second = 0;
  count(now) {
    const second = Math.floor(now / 100);
    if (second !== this.second) {
      for (let s = Math.max(this.second + 1, second - 9); s <= second; s++) this.buckets[s % 10] = 0;
      this.second = second;
    }
    this.buckets[second % 10]++;
  }
}

class Ring {
  values = new Float64Array(4096);
  next = 0;
  push(value) {
    this.values[this.next] = value;
    this.next = (this.next + 1) % 4096;
  }
}

class Node {
  arrived = new Rate();
  answered = new Rate();
  latency = new Ring();
  queue = [];
  head = 0;
  busy = 0;
  constructor(id, slots, mean) {
    this.id = id;
    this.slots = slots;
    this.mean = mean;
  }
  shift() {
    const first = this.queue[this.head++];
    if (this.head > 1024 && this.head * 2 > this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
    return first;
  }
}

export class Engine {
  now = 0;
  order = 0;
  heap = new Heap();
  nodes = new Map();
  pool = [];
  kept = new Map();
  oldest = null;
  newest = null;
  turn = 0;
  sum = 0;
  done = 0;

  constructor(seed) {
    this.random = m.random(seed);
    this.law = m.zipf();
    this.nodes.set("lb", new Node("lb", Infinity, 0));
    for (let i = 0; i < m.SERVERS; i++) this.nodes.set(`web${i}`, new Node(`web${i}`, 1, m.SERVICE));
    this.nodes.set("cache", new Node("cache", Infinity, 0));
    this.nodes.set("db", new Node("db", m.CONNECTIONS, m.QUERY));
    for (let i = 0; i < m.WARM; i++) this.keep(this.key());
    this.schedule(this.gap(), "arrival", null, null);
  }

  gap() {
    return -Math.log(1 - this.random()) / m.RATE;
  }

  key() {
    const k = Math.floor(this.random() * m.KEYS);
    return this.random() < this.law.share[k] ? k : this.law.other[k];
  }

  // entries in the order of their use; to delete from a Map and add again would take more than twice as long in all
  use(entry) {
    entry.older = this.newest;
    entry.newer = null;
    if (this.newest === null) this.oldest = entry;
    else this.newest.newer = entry;
    this.newest = entry;
  }

  unlink(entry) {
    if (entry.older === null) this.oldest = entry.newer;
    else entry.older.newer = entry.newer;
    if (entry.newer === null) this.newest = entry.older;
    else entry.newer.older = entry.older;
  }

  has(key) {
    const entry = this.kept.get(key);
    if (entry === undefined) return false;
    this.unlink(entry);
    this.use(entry);
    return true;
  }

  keep(key) {
    if (this.has(key)) return;
    let entry;
    if (this.kept.size < m.ROOM) {
      entry = { key, older: null, newer: null };
    } else {
      entry = this.oldest;
      this.unlink(entry);
      this.kept.delete(entry.key);
      entry.key = key;
    }
    this.kept.set(key, entry);
    this.use(entry);
  }

  schedule(wait, type, node, req) {
    this.heap.push({ at: this.now + wait, order: this.order++, type, node, req });
  }

  // a hop of a request: who asked, where it is now
  call(parent, node, key) {
    const req = this.pool.pop() ?? { parent: null, node: "", key: 0, born: 0 };
    req.parent = parent;
    req.node = node;
    req.key = key;
    req.born = this.now;
    this.nodes.get(node).arrived.count(this.now);
    return req;
  }

  finish(req) {
    let at = req;
    while (at !== null) {
      const node = this.nodes.get(at.node);
      node.answered.count(this.now);
      node.latency.push(this.now - at.born);
      const parent = at.parent;
      if (parent === null) {
        this.sum += this.now - at.born;
        this.done++;
      }
      at.parent = null;
      this.pool.push(at);
      at = parent;
    }
  }

  enter(req) {
    const node = this.nodes.get(req.node);
    if (node.busy < node.slots) {
      node.busy++;
      this.schedule(-Math.log(1 - this.random()) * node.mean, "served", req.node, req);
    } else {
      node.queue.push(req);
    }
  }

  leave(name) {
    const node = this.nodes.get(name);
    if (node.head < node.queue.length) {
      const next = node.shift();
      this.schedule(-Math.log(1 - this.random()) * node.mean, "served", name, next);
    } else {
      node.busy--;
    }
  }

  step() {
    const e = this.heap.pop();
    this.now = e.at;
    switch (e.type) {
      case "arrival":
        this.schedule(m.OVERHEAD, "served", "lb", this.call(null, "lb", this.key()));
        this.schedule(this.gap(), "arrival", null, null);
        break;
      case "served":
        if (e.node === "lb") {
          this.enter(this.call(e.req, `web${this.turn}`, e.req.key));
          this.turn = (this.turn + 1) % m.SERVERS;
        } else if (e.node === "cache") {
          if (this.has(e.req.key)) this.finish(e.req);
          else this.enter(this.call(e.req, "db", e.req.key));
        } else if (e.node === "db") {
          this.leave("db");
          this.keep(e.req.key);
          this.finish(e.req);
        } else {
          this.leave(e.node);
          this.schedule(m.LOOK_UP, "served", "cache", this.call(e.req, "cache", e.req.key));
        }
    }
  }

  // so many more answers; their mean latency
  run(requests) {
    this.sum = 0;
    const from = this.done;
    while (this.done - from < requests) this.step();
    return this.sum / (this.done - from);
  }
}

// The large board that the measurements run on: 200 stations, 400 links, enough traffic for 2,000 moving requests.

const ROWS = 20;
const SERVERS = 6;
const [WIDE, HIGH] = [480, 120];

/** Rows of a client, a balancer, six servers, a cache and a database; servers and balancers also reach the next row. */
export function largeBoard() {
  const [nodes, links] = [[], []];
  const add = (kind, name, x, y, params = {}) => {
    nodes.push({ id: nodes.length + 1, kind, name, at: [Math.round(x), Math.round(y)], params });
    return nodes.length;
  };
  const row = (r) => {
    const y = r * SERVERS * HIGH;
    const mid = y + (SERVERS / 2) * HIGH;
    return {
      client: add("client", `Users ${r}`, 0, mid, { rate: 400 }),
      balancer: add("load_balancer", `LB ${r}`, WIDE, mid),
      servers: Array.from({ length: SERVERS }, (_, i) => add("web_server", `web ${r}.${i}`, 2 * WIDE, y + i * HIGH, { slots: 32, service_ms: 20 })),
      cache: add("cache", `cache ${r}`, 3 * WIDE, y + HIGH),
      database: add("sql_leader", `database ${r}`, 3 * WIDE, y + 4 * HIGH, { slots: 64, read_ms: 5, write_ms: 8 }),
    };
  };
  const rows = Array.from({ length: ROWS }, (_, r) => row(r));
  const link = (from, to) => links.push({ from, to });
  rows.forEach((own, r) => {
    const next = rows[(r + 1) % ROWS];
    link(own.client, own.balancer);
    link(own.client, next.balancer);
    for (const server of own.servers) {
      link(own.balancer, server);
      link(server, own.cache);
      link(server, own.database);
    }
  });
  if (nodes.length !== 200 || links.length !== 400) throw new Error(`${nodes.length} stations and ${links.length} links`);
  return { format_version: 1, title: "Two hundred stations", seed: 1, nodes, links };
}

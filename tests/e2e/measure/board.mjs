// The large board that the measurements run on: 200 stations, 400 links, enough traffic for 2,000 moving requests.

const GROUPS = 20;
const SERVERS = 6;
/** From station to station, and from group to group: so that at the least zoom all of them are in sight. */
const [WIDE, HIGH] = [300, 80];
const [ACROSS, GROUP_WIDE, GROUP_HIGH] = [4, 1120, 496];

/** Groups of a client, a balancer, six servers, a cache and a database; a client also calls the next group's balancer. */
export function largeBoard() {
  const [nodes, links] = [[], []];
  const add = (kind, name, x, y, params = {}) => {
    nodes.push({ id: nodes.length + 1, kind, name, at: [Math.round(x), Math.round(y)], params });
    return nodes.length;
  };
  const group = (r) => {
    const [left, y] = [(r % ACROSS) * GROUP_WIDE, Math.floor(r / ACROSS) * GROUP_HIGH];
    const mid = y + (SERVERS / 2) * HIGH;
    return {
      client: add("client", `Users ${r}`, left, mid, { rate: 1500 }),
      balancer: add("load_balancer", `LB ${r}`, left + WIDE, mid),
      servers: Array.from({ length: SERVERS }, (_, i) => add("web_server", `web ${r}.${i}`, left + 2 * WIDE, y + i * HIGH, { slots: 32, service_ms: 20 })),
      cache: add("cache", `cache ${r}`, left + 3 * WIDE, y + HIGH),
      database: add("sql_leader", `database ${r}`, left + 3 * WIDE, y + 4 * HIGH, { slots: 64, read_ms: 5, write_ms: 8 }),
    };
  };
  const groups = Array.from({ length: GROUPS }, (_, r) => group(r));
  const link = (from, to) => links.push({ from, to });
  groups.forEach((own, r) => {
    const next = groups[(r + 1) % GROUPS];
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

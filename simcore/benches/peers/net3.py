"""The model of `benches/models.rs` (net3-full) in SimPy, the usual tool for such models in Python.

    python3 -m venv peer && peer/bin/pip install simpy==4.1.2
    peer/bin/python simcore/benches/peers/net3.py
    cargo bench -p simcore --bench engine

It does less than Escala: no calls that hold a slot upstream, no timeouts, no measurements per
component; only what the mean and the quantiles of the response need. Prints the CPU time of a
request, the median of five runs, and the mean response, which must be that of the other engines.
"""

import bisect
import collections
import itertools
import math
import random
import statistics
import sys
import time

import simpy

RATE, SERVERS, KEYS, ROOM = 640.0, 8, 100_000, 10_000
OVERHEAD, SERVICE, LOOK_UP, QUERY = 0.0001, 0.010, 0.0005, 0.019
WARM, MEASURED, ROUNDS = 20_000, 100_000, 5


def run(seed: int, requests: int) -> tuple[float, list[float]]:
    """CPU seconds and the responses of a warm system, in seconds."""
    rng, env = random.Random(seed), simpy.Environment()
    servers = [simpy.Resource(env, 1) for _ in range(SERVERS)]
    database = simpy.Resource(env, 4)
    zipf = list(itertools.accumulate(1.0 / k for k in range(1, KEYS + 1)))
    turn = itertools.cycle(servers)
    # a cache that is full of what is asked for most
    kept = collections.OrderedDict((key, None) for key in range(ROOM))
    responses = []

    def request(key):
        begun = env.now
        yield env.timeout(OVERHEAD)
        with next(turn).request() as slot:
            yield slot
            yield env.timeout(rng.expovariate(1.0 / SERVICE))
        yield env.timeout(LOOK_UP)
        if key in kept:
            kept.move_to_end(key)
        else:
            with database.request() as slot:
                yield slot
                yield env.timeout(rng.expovariate(1.0 / QUERY))
            kept[key] = None
            if len(kept) > ROOM:
                kept.popitem(last=False)
        responses.append(env.now - begun)

    def users(count):
        for _ in range(count):
            yield env.timeout(rng.expovariate(RATE))
            env.process(request(bisect.bisect(zipf, rng.random() * zipf[-1])))

    env.run(env.process(users(WARM)))
    responses.clear()
    begun = time.process_time()
    env.run(env.process(users(requests)))
    return time.process_time() - begun, responses


def main() -> None:
    took, means = [], []
    for seed in range(ROUNDS):
        cpu, responses = run(seed, MEASURED)
        took.append(cpu / MEASURED * 1e9)
        means.append(statistics.fmean(responses) * 1e3)
    spread = statistics.stdev(means) / math.sqrt(ROUNDS)
    print(
        f"SimPy {simpy.__version__}, Python {sys.version.split()[0]}: {statistics.median(took):.0f} ns a request; "
        f"mean response {statistics.fmean(means):.1f} ± {2 * spread:.1f} ms"
    )


if __name__ == "__main__":
    main()

//! Closed forms that the engine is held to and that the page draws beside a run.
//!
//! Unless said otherwise times are in units of the mean service time: the service rate is 1.

/// Erlang B: the share of calls lost by `c` servers without a queue under `a` erlangs.
pub fn erlang_b(c: u32, a: f64) -> f64 {
    (1..=c).fold(1.0, |b, k| a * b / (f64::from(k) + a * b))
}

/// Erlang C: the probability that an arrival must wait in M/M/c under `a = c rho` erlangs.
pub fn erlang_c(c: u32, a: f64) -> f64 {
    let (b, rho) = (erlang_b(c, a), a / f64::from(c));
    b / (1.0 - rho * (1.0 - b))
}

/// Mean wait in the queue of M/M/c at utilisation `rho` below 1.
pub fn mmc_wait(c: u32, rho: f64) -> f64 {
    let a = f64::from(c) * rho;
    erlang_c(c, a) / (f64::from(c) - a)
}

/// P(sojourn > t) in M/M/c, first come first served.
pub fn mmc_sojourn_tail(c: u32, rho: f64, t: f64) -> f64 {
    let a = f64::from(c) * rho;
    tail(erlang_c(c, a), f64::from(c) - a, t)
}

/// The same, with the chance to wait and the slack `c - a` known.
fn tail(wait: f64, theta: f64, t: f64) -> f64 {
    let gone = libm::exp(-t);
    if (theta - 1.0).abs() < 1e-9 {
        return gone * (1.0 + wait * t);
    }
    (1.0 - wait) * gone + wait * (theta * gone - libm::exp(-theta * t)) / (theta - 1.0)
}

/// The quantile `q` of the sojourn time in M/M/c, by bisection of [`mmc_sojourn_tail`].
pub fn mmc_sojourn_quantile(c: u32, rho: f64, q: f64) -> f64 {
    let a = f64::from(c) * rho;
    let (wait, theta) = (erlang_c(c, a), f64::from(c) - a);
    let (mut low, mut high) = (0.0, 1.0);
    while tail(wait, theta, high) > 1.0 - q {
        high *= 2.0;
    }
    for _ in 0..80 {
        let mid = (low + high) / 2.0;
        if tail(wait, theta, mid) > 1.0 - q { low = mid } else { high = mid }
    }
    (low + high) / 2.0
}

/// Mean wait in the queue of M/G/1 (Pollaczek-Khinchine); `scv` is the squared coefficient of
/// variation of the service time.
pub fn mg1_wait(rho: f64, scv: f64) -> f64 {
    rho * (1.0 + scv) / (2.0 * (1.0 - rho))
}

/// M/M/c/K with room for `k` in all: share refused, mean sojourn of the accepted.
pub fn mmck(c: u32, k: u32, rho: f64) -> (f64, f64) {
    let a = f64::from(c) * rho;
    let (mut p, mut sum, mut l) = (1.0, 1.0, 0.0);
    for n in 1..=k {
        p *= a / f64::from(n.min(c));
        sum += p;
        l += f64::from(n) * p;
        // a long queue over its load outgrows a float; only the ratios count
        if sum > 1e250 {
            (p, sum, l) = (p / 1e250, sum / 1e250, l / 1e250);
        }
    }
    let loss = p / sum;
    (loss, l / sum / (a * (1.0 - loss)))
}

/// Che's approximation of an LRU cache's hit ratio for popularities `q` (summing to 1) and room
/// for `c` entries (Che, Tung and Wang 2002).
pub fn che_hit_ratio(q: &[f64], c: f64) -> f64 {
    if c >= q.len() as f64 {
        return 1.0;
    }
    let filled = |t: f64| q.iter().map(|&p| -libm::expm1(-p * t)).sum::<f64>();
    let (mut low, mut high) = (0.0, 1.0);
    while filled(high) < c {
        high *= 2.0;
    }
    for _ in 0..100 {
        let mid = (low + high) / 2.0;
        if filled(mid) < c { low = mid } else { high = mid }
    }
    q.iter().map(|&p| -p * libm::expm1(-p * high)).sum()
}

/// Zipf popularities over `n` ranks, summing to 1.
pub fn zipf(n: u32, s: f64) -> Vec<f64> {
    let w: Vec<f64> = (1..=n).map(|k| libm::pow(f64::from(k), -s)).collect();
    let total: f64 = w.iter().sum();
    w.iter().map(|x| x / total).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(got: f64, want: f64) {
        assert!((got - want).abs() <= 1e-6 * want.abs().max(1e-3), "{got} for {want}");
    }

    #[test]
    fn erlang_tables() {
        close(erlang_b(5, 3.0), 0.110_054_347_826);
        close(erlang_c(5, 3.0), 0.236_151_603_499);
        close(erlang_b(1000, 950.0), 0.003_649_293_689);
    }

    #[test]
    fn waits_and_quantiles() {
        close(mmc_wait(1, 0.9), 9.0);
        close(mmc_wait(4, 0.9), 1.969_383_2);
        close(mmc_sojourn_quantile(1, 0.8, 0.95), 14.978_661);
        close(mmc_sojourn_quantile(10, 0.9, 0.99), 6.249_876_7);
        close(1.0 + mg1_wait(0.8, 4.0), 11.0);
        close(mmck(3, 10, 1.2).0, 0.199_909_865);
        close(mmck(3, 10, 1.2).1, 2.413_956_5);
    }

    #[test]
    fn caches() {
        close(che_hit_ratio(&zipf(10_000, 1.0), 1000.0), 0.675_602);
        close(che_hit_ratio(&zipf(10, 1.0), 10.0), 1.0);
    }
}

//! Distributions: own samplers on `libm` and constant tables, the same bits natively and in wasm.

use crate::choice;
use crate::rng::Stream;
use crate::time::Time;

choice! {
    /// How service times spread around their mean.
    pub enum Spread {
        /// Always the mean.
        Constant = "constant",
        /// Memoryless; coefficient of variation 1.
        Exponential = "exponential",
        /// Right-skewed with the given coefficient of variation, as measured services are.
        Lognormal = "lognormal",
        /// Evenly between 0 and twice the mean.
        Uniform = "uniform",
        /// Two exponentials with balanced means: few long jobs among many short ones; cv above 1.
        Hyperexponential = "hyperexponential",
        /// Evenly between three and five quarters of the mean: jobs of much the same size.
        Narrow = "narrow",
    }
}

/// A distribution of lengths of time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Dist {
    Constant(Time),
    Exponential { mean: f64 },
    Lognormal { mu: f64, sigma: f64 },
    Uniform { width: f64 },
    Between { low: f64, width: f64 },
    Hyperexponential { p: f64, mean1: f64, mean2: f64 },
}

impl Dist {
    /// The distribution with this mean (in nanoseconds) and, where the shape leaves it open, this
    /// coefficient of variation. A hyperexponential below cv 1 is an exponential.
    pub fn new(spread: Spread, mean: f64, cv: f64) -> Dist {
        match spread {
            Spread::Constant => Dist::Constant((mean + 0.5) as Time),
            Spread::Exponential => Dist::Exponential { mean },
            Spread::Lognormal => {
                let s2 = libm::log1p(cv * cv);
                Dist::Lognormal { mu: libm::log(mean.max(1.0)) - s2 / 2.0, sigma: libm::sqrt(s2) }
            }
            Spread::Uniform => Dist::Uniform { width: 2.0 * mean },
            Spread::Narrow => Dist::Between { low: 0.75 * mean, width: 0.5 * mean },
            Spread::Hyperexponential if cv <= 1.0 => Dist::Exponential { mean },
            Spread::Hyperexponential => {
                let c2 = cv * cv;
                let p = (1.0 + libm::sqrt((c2 - 1.0) / (c2 + 1.0))) / 2.0;
                Dist::Hyperexponential { p, mean1: mean / (2.0 * p), mean2: mean / (2.0 * (1.0 - p)) }
            }
        }
    }

    /// One length of time.
    #[inline(always)]
    pub fn sample(&self, s: &mut Stream) -> Time {
        let t = match *self {
            Dist::Constant(t) => return t,
            Dist::Exponential { mean } => mean * exponential(s),
            Dist::Lognormal { mu, sigma } => libm::exp(mu + sigma * normal(s.unit_open())),
            Dist::Uniform { width } => width * s.unit(),
            Dist::Between { low, width } => low + width * s.unit(),
            Dist::Hyperexponential { p, mean1, mean2 } => {
                let mean = if s.unit() < p { mean1 } else { mean2 };
                mean * exponential(s)
            }
        };
        whole(t)
    }
}

/// The nearest whole number of nanoseconds; by way of a signed integer, which is one instruction.
#[inline(always)]
pub fn whole(t: f64) -> Time {
    (t + 0.5) as i64 as Time
}

/// Layers of the ziggurat.
const LAYERS: usize = 256;
/// Where its tail begins, and the area of each layer (Marsaglia and Tsang, 2000).
const TAIL: f64 = 7.697_117_470_131_05;
const AREA: f64 = 0.003_949_659_822_581_557;

/// e^-x for 0 <= x < 8 by halving and a Taylor sum, at compile time.
const fn exp_neg(x: f64) -> f64 {
    let (mut y, mut halvings) = (x, 0);
    while y > 0.125 {
        y /= 2.0;
        halvings += 1;
    }
    let (mut sum, mut term, mut i) = (1.0, 1.0, 1);
    while i < 16 {
        term *= -y / i as f64;
        sum += term;
        i += 1;
    }
    while halvings > 0 {
        sum *= sum;
        halvings -= 1;
    }
    sum
}

/// -ln y for 0 < y <= 1 by Newton's method from a start, at compile time.
const fn neg_ln(y: f64, start: f64) -> f64 {
    let (mut x, mut i) = (start, 0);
    while i < 6 {
        let e = exp_neg(x);
        x += (e - y) / e;
        if x < 0.0 {
            x = 0.0;
        }
        i += 1;
    }
    x
}

struct Ziggurat {
    x: [f64; LAYERS + 1],
    f: [f64; LAYERS + 1],
}

const fn ziggurat() -> Ziggurat {
    let mut z = Ziggurat { x: [0.0; LAYERS + 1], f: [1.0; LAYERS + 1] };
    z.x[0] = AREA / exp_neg(TAIL);
    z.x[1] = TAIL;
    z.f[0] = 0.0;
    z.f[1] = exp_neg(TAIL);
    let mut i = 2;
    while i < LAYERS {
        let y = AREA / z.x[i - 1] + z.f[i - 1];
        z.x[i] = neg_ln(y, z.x[i - 1]);
        z.f[i] = y;
        i += 1;
    }
    z
}

static ZIGGURAT: Ziggurat = ziggurat();

/// Exponential with mean 1, by Marsaglia and Tsang's ziggurat.
#[inline]
pub fn exponential(s: &mut Stream) -> f64 {
    loop {
        let bits = s.bits();
        let i = (bits & 0xff) as usize;
        let x = (bits >> 11) as f64 * (1.0 / (1u64 << 53) as f64) * ZIGGURAT.x[i];
        if x < ZIGGURAT.x[i + 1] {
            return x;
        }
        if let Some(x) = edge(s, i, x) {
            return x;
        }
    }
}

/// The one case in a hundred that falls on a layer's edge or in the tail.
#[cold]
fn edge(s: &mut Stream, i: usize, x: f64) -> Option<f64> {
    if i == 0 {
        return Some(TAIL - libm::log(s.unit_open()));
    }
    let (low, high) = (ZIGGURAT.f[i], ZIGGURAT.f[i + 1]);
    (low + (high - low) * s.unit() < libm::exp(-x)).then_some(x)
}

/// The standard normal quantile (Wichura 1988, algorithm AS 241, about 16 digits), for 0 < p <= 1;
/// p = 1 gives the largest value that 53 bits allow.
pub fn normal(p: f64) -> f64 {
    let p = p.min(1.0 - 1.0 / (1u64 << 53) as f64);
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(&CENTRE_NUM, &CENTRE_DEN, r);
    }
    let r = libm::sqrt(-libm::log(if q < 0.0 { p } else { 1.0 - p }));
    let x = if r <= 5.0 { ratio(&MID_NUM, &MID_DEN, r - 1.6) } else { ratio(&FAR_NUM, &FAR_DEN, r - 5.0) };
    if q < 0.0 { -x } else { x }
}

fn ratio(num: &[f64; 8], den: &[f64; 8], r: f64) -> f64 {
    let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |acc, &k| acc * r + k);
    horner(num) / horner(den)
}

const CENTRE_NUM: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];
const CENTRE_DEN: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_545,
];
const MID_NUM: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    7.745_450_142_783_414e-4,
];
const MID_DEN: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_NUM: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_DEN: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

/// Walker's alias table: draws an index by its weight with one random number.
#[derive(Clone, Debug, Default)]
pub struct Alias(Vec<(u32, u32)>);

impl Alias {
    /// Zipf's law over `n` ranks: the weight of rank k (from 1) is k^-s.
    pub fn zipf(n: u32, s: f64) -> Alias {
        Alias::new((1..=n.max(1)).map(|k| libm::pow(f64::from(k), -s)).collect())
    }

    /// From weights, of which at least one is positive (Vose 1991).
    pub fn new(mut w: Vec<f64>) -> Alias {
        let n = w.len();
        let total: f64 = w.iter().sum();
        let mut table = vec![(u32::MAX, 0u32); n];
        let (mut small, mut large): (Vec<u32>, Vec<u32>) = (Vec::new(), Vec::new());
        for (i, p) in w.iter_mut().enumerate() {
            *p *= n as f64 / total;
            table[i].1 = i as u32;
            if *p < 1.0 { small.push(i as u32) } else { large.push(i as u32) }
        }
        while let (Some(&l), Some(s)) = (large.last(), small.pop()) {
            table[s as usize] = ((w[s as usize] * 4_294_967_295.0) as u32, l);
            w[l as usize] -= 1.0 - w[s as usize];
            if w[l as usize] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        Alias(table)
    }

    /// An index from 0.
    #[inline]
    pub fn sample(&self, s: &mut Stream) -> u32 {
        let bits = s.bits();
        let i = (((bits >> 32) * self.0.len() as u64) >> 32) as u32;
        let (threshold, other) = self.0[i as usize];
        // no branch: it would be guessed wrong every other time, and late, as large tables are slow
        std::hint::select_unpredictable(bits as u32 <= threshold, i, other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    fn stream(seed: u64) -> Stream {
        Stream::new(seed, 1, Purpose::Service)
    }

    /// Mean, squared coefficient of variation, and P(X > mean) of a million draws around 1 ms.
    fn shape(spread: Spread, cv: f64) -> (f64, f64, f64) {
        let (d, mut s, n) = (Dist::new(spread, 1e6, cv), stream(7), 1_000_000);
        let (mut sum, mut sq, mut above) = (0.0, 0.0, 0);
        for _ in 0..n {
            let x = d.sample(&mut s) as f64 / 1e6;
            sum += x;
            sq += x * x;
            above += u32::from(x > 1.0);
        }
        let n = f64::from(n);
        let mean = sum / n;
        (mean, (sq / n - mean * mean) / (mean * mean), f64::from(above) / n)
    }

    #[test]
    fn each_spread_has_its_mean_and_variation() {
        // standard errors at 10^6 draws: mean sqrt(scv)/1000; the bounds are at least 4 of them
        for (spread, cv, scv, tail) in [
            (Spread::Constant, 1.0, 0.0, 0.0),
            (Spread::Exponential, 1.0, 1.0, 0.367_879),
            (Spread::Uniform, 1.0, 1.0 / 3.0, 0.5),
            (Spread::Narrow, 1.0, 1.0 / 48.0, 0.5),
            (Spread::Lognormal, 0.95, 0.9025, 0.344_4),
            (Spread::Hyperexponential, 2.0, 4.0, 0.240_5),
        ] {
            let (mean, got, above) = shape(spread, cv);
            assert!((mean - 1.0).abs() <= 0.008, "{spread:?}: mean {mean}");
            assert!((got - scv).abs() <= 0.05 * scv + 1e-9, "{spread:?}: scv {got} for {scv}");
            assert!((above - tail).abs() < 0.003, "{spread:?}: P(X > mean) {above} for {tail}");
        }
    }

    #[test]
    fn the_ziggurat_is_exponential_in_its_body_and_its_tail() {
        let (mut s, n) = (stream(3), 4_000_000);
        let points = [0.01, 0.1, 0.5, 1.0, 2.0, 4.0, 7.0, 8.5, 10.0];
        let mut above = [0u32; 9];
        for _ in 0..n {
            let x = exponential(&mut s);
            for (a, p) in above.iter_mut().zip(points) {
                *a += u32::from(x > p);
            }
        }
        for (a, p) in above.iter().zip(points) {
            let (want, got) = (libm::exp(-p), f64::from(*a) / f64::from(n));
            let z = (got - want) / libm::sqrt(want * (1.0 - want) / f64::from(n));
            assert!(z.abs() < 4.0, "P(X > {p}) = {got}, expected {want}, z = {z}");
        }
    }

    #[test]
    fn normal_quantiles_are_the_published_ones() {
        for (p, want) in [
            (0.5, 0.0),
            (0.25, -0.674_489_750_196_081_7),
            (0.001, -3.090_232_306_167_813_5),
            (1e-20, -9.262_340_089_798_408),
            (0.975, 1.959_963_984_540_054),
        ] {
            assert!((normal(p) - want).abs() < 1e-13, "{p}: {}", normal(p));
        }
    }

    #[test]
    fn zipf_gives_each_rank_its_share() {
        let (table, mut s, n) = (Alias::zipf(1000, 1.0), stream(5), 2_000_000);
        let mut counts = vec![0u32; 1000];
        for _ in 0..n {
            counts[table.sample(&mut s) as usize] += 1;
        }
        let h: f64 = (1..=1000).map(|k| 1.0 / f64::from(k)).sum();
        for k in [1usize, 2, 10, 100, 1000] {
            let (p, got) = (1.0 / (k as f64 * h), f64::from(counts[k - 1]) / f64::from(n));
            let z = (got - p) / libm::sqrt(p * (1.0 - p) / f64::from(n));
            assert!(z.abs() < 4.0, "rank {k}: {got} for {p}");
        }
    }
}

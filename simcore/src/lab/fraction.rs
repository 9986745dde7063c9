//! Exact probabilities.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::{Add, Div, Mul};

/// A reduced fraction that is not negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Fraction {
    pub num: u64,
    pub den: u64,
}

impl Fraction {
    pub const ZERO: Fraction = Fraction { num: 0, den: 1 };
    pub const ONE: Fraction = Fraction { num: 1, den: 1 };

    /// `num / den` in lowest terms; a denominator of 0 counts as 1.
    pub fn new(num: u64, den: u64) -> Fraction {
        Fraction::reduced(u128::from(num), u128::from(den.max(1)))
    }

    /// As a number.
    pub fn value(self) -> f64 {
        self.num as f64 / self.den as f64
    }

    /// Enumerations are bounded so that reduced terms fit in 64 bits; were they not to fit, the low
    /// bits of both would go, which changes the value by less than one part in 2^60.
    fn reduced(num: u128, den: u128) -> Fraction {
        let divisor = gcd(num, den).max(1);
        let (num, den) = (num / divisor, den / divisor);
        let excess = 64_u32.saturating_sub(num.max(den).leading_zeros());
        Fraction { num: (num >> excess) as u64, den: ((den >> excess) as u64).max(1) }
    }
}

impl Add for Fraction {
    type Output = Fraction;
    fn add(self, o: Fraction) -> Fraction {
        let num = u128::from(self.num) * u128::from(o.den);
        let other = u128::from(o.num) * u128::from(self.den);
        Fraction::reduced(num.saturating_add(other), u128::from(self.den) * u128::from(o.den))
    }
}

impl Mul for Fraction {
    type Output = Fraction;
    fn mul(self, o: Fraction) -> Fraction {
        Fraction::reduced(u128::from(self.num) * u128::from(o.num), u128::from(self.den) * u128::from(o.den))
    }
}

impl Div for Fraction {
    type Output = Fraction;
    /// Division by zero gives the number itself: a total of nothing is never asked for its parts.
    fn div(self, o: Fraction) -> Fraction {
        if o.num == 0 { self } else { self * Fraction { num: o.den, den: o.num } }
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.den == 1 { write!(f, "{}", self.num) } else { write!(f, "{}/{}", self.num, self.den) }
    }
}

/// Greatest common divisor; `gcd(0, n) = n`.
pub(super) fn gcd(a: u128, b: u128) -> u128 {
    if b == 0 { a } else { gcd(b, a % b) }
}

/// Least common multiple of numbers small enough for it to fit.
pub(super) fn lcm(a: u64, b: u64) -> u64 {
    a / gcd(u128::from(a), u128::from(b)).max(1) as u64 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arithmetic_is_exact() {
        let third = Fraction::new(2, 6);
        assert_eq!(third + Fraction::new(1, 6), Fraction::new(1, 2));
        assert_eq!(third * Fraction::new(3, 4), Fraction::new(1, 4));
        assert_eq!(third / Fraction::new(2, 3), Fraction::new(1, 2));
        assert_eq!(third.to_string(), "1/3");
        assert_eq!(Fraction::ONE.to_string(), "1");
        assert_eq!(lcm(4, 6), 12);
    }
}

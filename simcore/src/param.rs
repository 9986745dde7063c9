//! Parameters of a component kind: one table from which the typed struct, the inspector, the
//! board file and the command line are all drawn.
//!
//! Every parameter is a number on the wire: an integer, a real, the index of a choice, or 0/1.
//! A node therefore carries a plain `Vec<f64>` in the order of its kind's table.

/// What a parameter may be.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// A real number from `min` to `max`; `log` asks for a logarithmic ruler.
    Real { min: f64, max: f64, log: bool },
    /// A whole number from `min` to `max`; `log` asks for a logarithmic ruler.
    Int { min: f64, max: f64, log: bool },
    /// One of the named choices; the value is its index.
    Choice(&'static [&'static str]),
    /// Off (0) or on (1).
    Flag,
}

/// One row of a kind's table.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Param {
    /// Name in board files and in the text tables, `snake_case`.
    pub name: &'static str,
    /// Unit as shown to people: `ms`, `s`, `req/s`, `%`, or empty.
    pub unit: &'static str,
    pub range: Range,
    pub default: f64,
    /// Where the default comes from: a place in the guides, a published source, or `assumption`.
    pub source: &'static str,
    /// Shown only while the choice parameter at this index (of the same table) has one of the
    /// values of the mask; `None` means always.
    pub only_if: Option<(usize, u64)>,
}

impl Param {
    /// The nearest value that the range allows. NaN becomes the default.
    pub fn clamp(&self, v: f64) -> f64 {
        if v.is_nan() {
            return self.default;
        }
        match self.range {
            Range::Real { min, max, .. } => v.clamp(min, max),
            Range::Int { min, max, .. } => libm::round(v).clamp(min, max),
            Range::Choice(names) => libm::round(v).clamp(0.0, (names.len() - 1) as f64),
            Range::Flag => f64::from(u8::from(v >= 0.5)),
        }
    }

    /// True when the value is one that [`Param::clamp`] leaves alone.
    pub fn allows(&self, v: f64) -> bool {
        v.is_finite() && self.clamp(v) == v
    }
}

/// The defaults of a table, in order.
pub fn defaults(table: &[Param]) -> Vec<f64> {
    table.iter().map(|p| p.default).collect()
}

/// A choice between named alternatives, convertible from its index in the table.
pub trait Choice: Copy + 'static {
    const NAMES: &'static [&'static str];
    fn from_index(i: usize) -> Self;
}

/// The value in this place of a table, its default if there is none, within its range. Out of line: every
/// parameter of every kind comes this way, once per edit.
#[inline(never)]
pub fn read(table: &[Param], values: &[f64], i: usize) -> f64 {
    let p = &table[i];
    p.clamp(values.get(i).copied().unwrap_or(p.default))
}

/// Declares an enum whose variants are the alternatives of a choice parameter.
#[macro_export]
macro_rules! choice {
    ($(#[$doc:meta])* pub enum $name:ident { $($(#[$vdoc:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$vdoc])* $variant),+ }

        impl $crate::param::Choice for $name {
            const NAMES: &'static [&'static str] = &[$($text),+];
            fn from_index(i: usize) -> Self {
                const ALL: &[$name] = &[$($name::$variant),+];
                ALL[i.min(ALL.len() - 1)]
            }
        }
    };
}

/// Declares a kind's parameters once: the typed struct, its defaults and the table.
///
/// ```
/// use simcore::params;
/// simcore::choice! { pub enum Colour { Red = "red", Blue = "blue" } }
/// params! {
///     /// Parameters of an example.
///     pub struct Demo {
///         /// Worker threads.
///         threads: int(1, 64) = 8, "", "assumption";
///         mean_ms: real_log(0.01, 60000.0) = 40.0, "ms", "a guide";
///         colour: choice(Colour) = 1, "", "assumption";
///         quick: flag = 0, "", "assumption";
///     }
/// }
/// let d = Demo::from_values(&simcore::param::defaults(Demo::TABLE));
/// assert_eq!((d.threads, d.mean_ms, d.colour, d.quick), (8, 40.0, Colour::Blue, false));
/// ```
#[macro_export]
macro_rules! params {
    ($(#[$doc:meta])* pub struct $name:ident {
        $($(#[$fdoc:meta])* $field:ident : $ty:ident $(($($arg:tt)*))? = $default:expr, $unit:literal, $source:literal $(, if $other:literal in $mask:literal)? ;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$fdoc])* pub $field: $crate::params!(@type $ty $(($($arg)*))?)),* }

        impl $name {
            /// The table that the inspector, the board file and the command line are drawn from.
            pub const TABLE: &'static [$crate::param::Param] = &[$($crate::param::Param {
                name: stringify!($field), unit: $unit, source: $source, default: $default as f64,
                range: $crate::params!(@range $ty $(($($arg)*))?),
                only_if: $crate::params!(@only $($other, $mask)?),
            }),*];

            /// The typed form of values in table order; missing or disallowed ones are clamped.
            pub fn from_values(values: &[f64]) -> Self {
                let mut i = 0;
                let mut next = || {
                    i += 1;
                    $crate::param::read(Self::TABLE, values, i - 1)
                };
                Self { $($field: $crate::params!(@read $ty $(($($arg)*))?, next())),* }
            }
        }
    };
    (@type real ($($a:tt)*)) => { f64 };
    (@type real_log ($($a:tt)*)) => { f64 };
    (@type int ($($a:tt)*)) => { u32 };
    (@type int_log ($($a:tt)*)) => { u32 };
    (@type choice ($c:ty)) => { $c };
    (@type flag) => { bool };
    (@range real ($min:expr, $max:expr)) => { $crate::param::Range::Real { min: $min, max: $max, log: false } };
    (@range real_log ($min:expr, $max:expr)) => { $crate::param::Range::Real { min: $min, max: $max, log: true } };
    (@range int ($min:expr, $max:expr)) => { $crate::param::Range::Int { min: $min as f64, max: $max as f64, log: false } };
    (@range int_log ($min:expr, $max:expr)) => { $crate::param::Range::Int { min: $min as f64, max: $max as f64, log: true } };
    (@range choice ($c:ty)) => { $crate::param::Range::Choice(<$c as $crate::param::Choice>::NAMES) };
    (@range flag) => { $crate::param::Range::Flag };
    (@only) => { None };
    (@only $other:literal, $mask:literal) => { Some(($other, $mask)) };
    (@read real ($($a:tt)*), $v:expr) => { $v };
    (@read real_log ($($a:tt)*), $v:expr) => { $v };
    (@read int ($($a:tt)*), $v:expr) => { $v as u32 };
    (@read int_log ($($a:tt)*), $v:expr) => { $v as u32 };
    (@read choice ($c:ty), $v:expr) => { <$c as $crate::param::Choice>::from_index($v as usize) };
    (@read flag, $v:expr) => { $v != 0.0 };
}

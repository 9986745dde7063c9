//! Spots of the Earth that the guides name, with their coordinates.

/// What a spot is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uses {
    /// A region of data centres.
    DataCentres,
    /// A city where users are.
    Users,
}

/// A spot with a name that is the same in every language.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Short, as regions are called, and for cities the city.
    pub name: &'static str,
    /// Where that is.
    pub place: &'static str,
    pub uses: Uses,
    /// Degrees north and east, to a tenth: 11 km, or 0.2 ms.
    pub lat: f64,
    pub lon: f64,
    pub source: &'static str,
}

const fn region(name: &'static str, place: &'static str, at: (f64, f64), source: &'static str) -> Spot {
    Spot { name, place, uses: Uses::DataCentres, lat: at.0, lon: at.1, source }
}

const fn city(name: &'static str, at: (f64, f64), source: &'static str) -> Spot {
    Spot { name, place: name, uses: Uses::Users, lat: at.0, lon: at.1, source }
}

/// Regions first, then cities; coordinates of the nearest large town, from any atlas.
pub const SPOTS: &[Spot] = &[
    region("us-east", "Virginia", (39.0, -77.5), "guide 002, lines 433 and 237"),
    region("us-west", "Oregon", (45.8, -119.7), "guide 002, line 434"),
    region("eu-west", "Ireland", (53.3, -6.3), "guide 002, line 435"),
    region("eu-central", "Frankfurt", (50.1, 8.7), "assumption: the second region of Europe"),
    region("ap-southeast", "Singapore", (1.3, 103.8), "guide 002, line 436"),
    region("ap-south", "Mumbai", (19.1, 72.9), "guide 004, lines 1793-1810"),
    region("sa-east", "São Paulo", (-23.5, -46.6), "guide 001, line 302"),
    city("New York", (40.7, -74.0), "guide 002, line 237"),
    city("Los Angeles", (34.1, -118.2), "guide 002, line 238"),
    city("Tokyo", (35.7, 139.7), "guide 002, line 239"),
    city("Sydney", (-33.9, 151.2), "guide 002, line 240"),
    city("London", (51.5, -0.1), "assumption: users in Europe, guide 002, line 435"),
    city("São Paulo", (-23.5, -46.6), "guide 001, line 302"),
    city("Beijing", (39.9, 116.4), "guide 001, line 302: a user in China"),
];

/// The spot of that name; a region before a city.
pub fn spot(name: &str) -> Option<&'static Spot> {
    SPOTS.iter().find(|s| s.name == name)
}

//! `escala distances`: how far apart the regions and zones of a board are, or the spots of the guides.

use crate::args::DistancesArgs;
use crate::out::{read_board, say, say_json, table};
use crate::{Done, Failure};
use serde_json::json;
use simcore::design::{Design, Place};
use simcore::place::{SPOTS, great_circle_km};

pub fn distances(args: &DistancesArgs) -> Result<Done, Failure> {
    let design = match &args.board {
        Some(file) => read_board(file)?.design,
        None => {
            let spot = |(id, s): (u32, &simcore::place::Spot)| Place::region(id, s.name, s.lat, s.lon);
            Design { places: (1..).zip(SPOTS).map(spot).collect(), ..Design::default() }
        }
    };
    let places = &design.places;
    let spot = |p: &Place| design.stand(Some(p.id)).region.and_then(|id| design.place(id));
    let km = |a: &Place, b: &Place| match (spot(a), spot(b)) {
        (Some(a), Some(b)) => great_circle_km((a.lat, a.lon), (b.lat, b.lon)),
        _ => 0.0,
    };
    let pairs: Vec<(&Place, &Place)> =
        places.iter().enumerate().flat_map(|(i, a)| places[i + 1..].iter().map(move |b| (a, b))).collect();
    let name =
        |p: &Place| if p.name.is_empty() { format!("#{}", p.id) } else { format!("#{} {}", p.id, p.name) };
    let rtt = |a: &Place, b: &Place| design.rtt_ms(Some(a.id), Some(b.id));
    if args.json {
        let row = |(a, b): &(&Place, &Place)| {
            json!({ "from": a.id, "from_name": a.name, "to": b.id, "to_name": b.name, "km": km(a, b),
                    "rtt_ms": rtt(a, b) })
        };
        say_json(&pairs.iter().map(row).collect::<Vec<_>>())?;
        return Ok(Done::Good);
    }
    let mut rows = vec![["from", "to", "km", "round trip"].map(String::from).to_vec()];
    for (a, b) in pairs {
        rows.push(vec![name(a), name(b), format!("{:.0}", km(a, b)), format!("{:.1} ms", rtt(a, b))]);
    }
    say(&table(&rows, 2));
    Ok(Done::Good)
}

//! Silhouettes: the outline says the family, the icon the kind.

use simcore::kinds::Family;

/// The outline of a station of this size, as an SVG path.
pub fn outline(family: Family, w: f64, h: f64) -> String {
    match family {
        Family::Entry => {
            let r = (h / 2.0).min(32.0);
            rounded(w, h, r)
        }
        Family::Network => {
            let c = 12.0;
            format!("M{c} 0H{}L{w} {c}V{}L{} {h}H{c}L0 {}V{c}Z", w - c, h - c, w - c, h - c)
        }
        Family::Compute => rounded(w, h, 2.0),
        Family::State => {
            let (top, bottom) = (LID, h - LID);
            format!("M0 {top}C0 -2.2 {w} -2.2 {w} {top}V{bottom}C{w} {b} 0 {b} 0 {bottom}Z", b = h + 2.2)
        }
        Family::Messaging => {
            let (m, n) = (h / 2.0, 14.0);
            format!("M0 0H{}L{w} {m}L{} {h}H0L{n} {m}Z", w - n, w - n)
        }
        Family::Operations => rounded(w, h, 6.0),
    }
}

/// How far the lid of a drum reaches down.
const LID: f64 = 6.6;

/// What is drawn inside the outline and belongs to it: the near edge of a drum's lid.
pub fn inner(family: Family, w: f64) -> Option<String> {
    (family == Family::State).then(|| format!("M0 {LID}C0 15.4 {w} 15.4 {w} {LID}"))
}

fn rounded(w: f64, h: f64, r: f64) -> String {
    format!(
        "M{r} 0H{}A{r} {r} 0 0 1 {w} {r}V{}A{r} {r} 0 0 1 {} {h}H{r}A{r} {r} 0 0 1 0 {}V{r}A{r} {r} 0 0 1 {r} 0Z",
        w - r,
        h - r,
        w - r,
        h - r
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_family_has_an_outline_of_its_own() {
        use Family::{Compute, Entry, Messaging, Network, Operations, State};
        let all = [Entry, Network, Compute, State, Messaging, Operations];
        let outlines: simcore::sorted::SortedSet<String> =
            all.iter().map(|f| outline(*f, 192.0, 80.0)).collect();
        assert_eq!(outlines.len(), all.len());
        assert!(outlines.iter().all(|d| d.starts_with('M') && d.ends_with('Z')));
    }
}

//! Reads and writes on each line. The core tells how many calls cross a line, and samples of them
//! with their class; the share of writes is the share among the last samples.

use simcore::host::Frame;

/// Per line: sampled reads and writes, older ones counting less.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mix(Vec<[f32; 2]>);

/// How much of the samples is kept from frame to frame: about a second at 30 frames.
const KEEP: f32 = 0.97;
/// Below this many samples nothing is forgotten, so that a trickle keeps its classes.
const FEW: f32 = 12.0;

impl Mix {
    /// Takes the samples of one more frame.
    pub fn take_in(&mut self, frame: &Frame) {
        if self.0.len() != frame.links.len() {
            self.0 = vec![[0.0; 2]; frame.links.len()];
        }
        for of in &mut self.0 {
            if of[0] + of[1] > FEW {
                *of = of.map(|n| n * KEEP);
            }
        }
        for hop in &frame.hops {
            let of = self.0.get_mut(hop.link as usize);
            if let Some(n) = of.and_then(|of| of.get_mut(usize::from(hop.class))) {
                *n += 1.0;
            }
        }
    }

    /// Share of writes on a line, in steps that the eye can tell.
    pub fn writes(&self, link: usize) -> f64 {
        let Some([reads, writes]) = self.0.get(link) else { return 0.0 };
        match reads + writes {
            0.0 => 0.0,
            all => f64::from((writes / all * 20.0).round()) / 20.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::host::Hop;

    #[test]
    fn the_share_follows_the_samples() {
        let hop = |class| Hop {
            link: 0,
            at_s: 0.0,
            class,
            failed: false,
            key: 0,
            began_s: 0.0,
            asked: true,
            again: false,
        };
        let frame = |hops| Frame { links: vec![(1.0, 0.0)], hops, ..Frame::default() };
        let mut mix = Mix::default();
        mix.take_in(&frame(vec![hop(0), hop(0), hop(0), hop(1)]));
        assert_eq!((mix.writes(0), mix.writes(7)), (0.25, 0.0));
        for _ in 0..300 {
            mix.take_in(&frame(vec![hop(1)]));
        }
        assert_eq!(mix.writes(0), 1.0);
    }
}

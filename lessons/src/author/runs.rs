//! Runs that the compiler makes for facts and keys: side by side, and remembered beside the
//! program, since a course is compiled far more often than its numbers change.

use crate::board_file::BoardFile;
use crate::lesson::Span;
use crate::measure::Measure;
use serde::{Serialize, de::DeserializeOwned};
use simcore::host::{Job, run_job};
use simcore::sorted::{SortedMap, SortedSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Threads that the compiler uses.
const THREADS: usize = 2;

/// A value to be measured: one run of a board.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub board: BoardFile,
    pub measure: Measure,
    pub seed: u64,
    pub span: Span,
}

impl Wanted {
    fn run(&self) -> Option<f64> {
        let Span { from_s, until_s } = self.span;
        let job = Job { design: self.board.design.clone(), seed: self.seed, from_s, until_s };
        self.measure.read(&self.board.design, &run_job(&job))
    }

    fn key(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        // names and places do not matter to a run, and a hash of them only costs a rerun
        format!("{:?}", (&self.board.design, self.measure, self.seed, self.span)).hash(&mut hasher);
        hasher.finish()
    }
}

/// The values, in order. Each run is made once for a given build of this program.
pub fn values(wanted: &[Wanted]) -> Vec<Option<f64>> {
    let mut memory = Memory::open();
    let keys: Vec<u64> = wanted.iter().map(Wanted::key).collect();
    let mut seen = SortedSet::new();
    let fresh: Vec<(u64, &Wanted)> = keys
        .iter()
        .copied()
        .zip(wanted)
        .filter(|(key, _)| !memory.known.contains_key(key) && seen.insert(*key))
        .collect();
    let measured = parallel(&fresh, THREADS, |(key, wanted)| (*key, wanted.run()));
    if !measured.is_empty() {
        memory.known.extend(measured);
        memory.close();
    }
    keys.iter().map(|key| memory.known.get(key).copied().flatten()).collect()
}

/// What earlier runs of this very build measured. A file that cannot be read or written only
/// costs time.
struct Memory {
    known: SortedMap<u64, Option<f64>>,
    file: Option<PathBuf>,
    stamp: String,
}

impl Memory {
    fn open() -> Memory {
        let stamp = stamp();
        let file = beside("runs");
        let text = file.as_ref().and_then(|f| std::fs::read_to_string(f).ok()).unwrap_or_default();
        let mut lines = text.lines();
        let mut known = SortedMap::new();
        if !stamp.is_empty() && lines.next() == Some(stamp.as_str()) {
            known.extend(lines.filter_map(|line| {
                let (key, bits) = line.split_once(' ')?;
                let key = u64::from_str_radix(key, 16).ok()?;
                let value = match bits {
                    "-" => None,
                    bits => Some(f64::from_bits(u64::from_str_radix(bits, 16).ok()?)),
                };
                Some((key, value.filter(|v| v.is_finite())))
            }));
        }
        Memory { known, file, stamp }
    }

    fn close(&self) {
        let Some(file) = &self.file else { return };
        let mut text = format!("{}\n", self.stamp);
        for (key, value) in &self.known {
            let bits = value.map_or("-".to_owned(), |v| format!("{:x}", v.to_bits()));
            text.push_str(&format!("{key:x} {bits}\n"));
        }
        replace(file, &text);
    }
}

/// What tells this build of the program from others. Another build of the core may measure otherwise,
/// so what is remembered belongs to one build.
fn stamp() -> String {
    let metadata = std::env::current_exe().and_then(|exe| exe.metadata()).ok();
    metadata.map(|m| format!("{} {:?}", m.len(), m.modified().ok())).unwrap_or_default()
}

fn beside(name: &str) -> Option<PathBuf> {
    std::env::current_exe().ok().map(|exe| exe.with_extension(name))
}

/// Written beside and renamed, so that two programs at once never leave half a file.
fn replace(file: &Path, text: &str) {
    let beside = file.with_extension(format!("new-{}", std::process::id()));
    if std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, file)).is_err() {
        let _ = std::fs::remove_file(&beside);
    }
}

/// What was kept for this build of the program under that name, of this content.
pub fn recalled<T: DeserializeOwned>(name: &str, content: &str) -> Option<T> {
    let kept = std::fs::read_to_string(beside(name)?).ok()?;
    let (of, json) = kept.split_once('\n')?;
    (of == stamp_of(content)).then(|| serde_json::from_str(json).ok())?
}

/// Keeps a result that takes long for [`recalled`].
pub fn keep<T: Serialize>(name: &str, content: &str, value: &T) {
    if let (Some(file), Ok(json)) = (beside(name), serde_json::to_string(value)) {
        replace(&file, &format!("{}\n{json}", stamp_of(content)));
    }
}

/// This build of the program and this content.
fn stamp_of(content: &str) -> String {
    let mut hasher = DefaultHasher::new();
    content.hash(&mut hasher);
    format!("{} {:x}", stamp(), hasher.finish())
}

/// A result that takes long, made once for a given build of this program.
pub fn remembered<T: Serialize + DeserializeOwned>(name: &str, make: impl FnOnce() -> T) -> T {
    let (stamp, file) = (stamp(), beside(name));
    let kept = file.as_ref().and_then(|f| std::fs::read_to_string(f).ok()).unwrap_or_default();
    let known = kept.split_once('\n').filter(|(of, _)| !stamp.is_empty() && *of == stamp);
    if let Some(value) = known.and_then(|(_, json)| serde_json::from_str(json).ok()) {
        return value;
    }
    let value = make();
    if let (Some(file), Ok(json)) = (file, serde_json::to_string(&value)) {
        replace(&file, &format!("{stamp}\n{json}"));
    }
    value
}

/// Maps items on some threads; the results come in the order of the items.
pub fn parallel<I: Sync, T: Send>(items: &[I], threads: usize, map: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..threads.clamp(1, 16) {
            scope.spawn(|| {
                while let Some((i, item)) = {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    items.get(i).map(|item| (i, item))
                } {
                    let result = map(item);
                    // a poisoned lock means that another thread panicked: the scope reports that
                    if let Ok(mut done) = done.lock() {
                        done.push((i, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(i, _)| *i);
    done.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..1000).collect();
        assert_eq!(parallel(&items, 4, |i| i * i), items.iter().map(|i| i * i).collect::<Vec<_>>());
        assert!(parallel(&[] as &[u64], 4, |i| *i).is_empty());
    }

    #[test]
    fn runs_on_many_threads_have_the_bits_of_runs_on_one() {
        use simcore::design::{Design, LinkSpec, NodeSpec};
        use simcore::kinds::KindId;
        let nodes = [KindId::client, KindId::web_server, KindId::cache, KindId::sql_leader];
        let design = Design {
            nodes: nodes.into_iter().zip(1..).map(|(kind, id)| NodeSpec::new(id, kind)).collect(),
            links: [(1, 2), (2, 3), (2, 4)].map(|(a, b)| LinkSpec::new(a, b, 0.5)).into(),
            ..Design::default()
        };
        // of different lengths, so that they do not end in the order in which they began
        let job = |i: u64| {
            let until_s = (i * 7 % 5 + 1) as f64 * 4.0;
            Job { design: design.clone(), seed: i, from_s: 1.0, until_s }
        };
        let jobs: Vec<Job> = (0..24).map(job).collect();
        let alone: Vec<_> = jobs.iter().map(run_job).collect();
        for threads in [1, 2, 7] {
            assert_eq!(parallel(&jobs, threads, run_job), alone, "{threads} threads");
        }
        assert!(alone.iter().zip(0..).all(|(r, i)| r.seed == i && r.generated > 100));
    }
}

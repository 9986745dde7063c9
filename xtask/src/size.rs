//! What a visitor downloads, against a budget: a page that grows past it fails the tests, not the visitor.

use crate::args::Args;
use crate::{Outcome, sh, site, tools};
use std::path::Path;

/// Program, scripts and styles together, as gzip sends them: what we want them to weigh.
const BUDGET: u64 = 450 * 1024;
/// What they may weigh until the budget is met. The page is over its budget; this ratchet keeps it from growing
/// unseen. It was raised from 745 to 890 KiB when five component kinds became thirty-eight, and to 960 KiB with
/// regions on the board, the gallery of systems, the trust report and the options that complete the kinds, to
/// 980 KiB with four more kinds of lesson steps, and to 1357 KiB with travel in time, sweeps, comparisons, the list
/// view, the diagnosis, single requests, commands, saved boards, practice and the pages around the course, and to
/// 1436 KiB with requests picked on the board, figures by class and region, debriefs, drawn predictions, the teachers'
/// page, earlier versions of boards, API styles, devices, residency and draining, and to 1474 KiB with goals by class,
/// region, time and other days, curves over time and in what-if, links with bandwidth and loss, priorities, row
/// locks and tables that grow.
const RATCHET: u64 = 1474 * 1024;

/// Node compresses as hosts do, so that nothing has to be compiled for it. One line per file: raw gzip brotli name.
const MEASURE: &str = r#"
const fs = require("fs"), path = require("path"), zlib = require("zlib");
const visit = (dir) => fs.readdirSync(dir, { withFileTypes: true }).flatMap((entry) => {
  const file = path.join(dir, entry.name);
  return entry.isDirectory() ? visit(file) : [file];
});
for (const file of visit(process.argv[1]).sort()) {
  const data = fs.readFileSync(file);
  const packed = /\.(woff2|png)$/.test(file);
  const gzip = packed ? data.length : zlib.gzipSync(data, { level: 9 }).length;
  const brotli = packed ? data.length : zlib.brotliCompressSync(data).length;
  console.log(data.length, gzip, brotli, path.relative(process.argv[1], file).replaceAll(" ", "_"));
}
"#;

/// Whether a file is one of a group.
type Belongs = fn(&str) -> bool;

#[derive(Clone, Copy, Default)]
struct Weight {
    raw: u64,
    gzip: u64,
    brotli: u64,
}

/// `cargo xtask size`
pub fn command(args: &mut Args) -> Outcome {
    args.done()?;
    measure(&site::dist())
}

/// Prints the table; fails when the budget is exceeded.
pub fn measure(dist: &Path) -> Outcome {
    tools::npm_is_there()?;
    if !dist.join("index.html").is_file() {
        return Err("There is no site in dist/ yet: `cargo xtask build` makes it.".into());
    }
    let table = sh::output_of(sh::command("node").args(["-e", MEASURE]).arg(dist))
        .ok_or("Node could not measure the files in dist/.")?;
    let files: Vec<(Weight, &str)> = table.lines().filter_map(parse).collect();
    let groups: [(&str, Belongs); 5] = [
        ("program, scripts, styles", is_code),
        ("page and icons", |name| {
            !is_code(name) && !name.starts_with("content/") && !name.ends_with(".woff2")
        }),
        ("fonts", |name| name.ends_with(".woff2")),
        ("lessons, fetched one by one", is_lesson),
        ("lessons as JSON, not for the page", is_for_others),
    ];
    println!("{:>12} {:>12} {:>12}", "bytes", "gzip -9", "brotli");
    for (weight, name) in files.iter().filter(|(_, name)| is_code(name)) {
        print_row(*weight, name);
    }
    println!();
    for (label, belongs) in groups {
        print_row(sum(&files, belongs), label);
    }
    print_row(sum(&files, |_| true), "everything");
    let code = sum(&files, is_code).gzip;
    println!("\nProgram, scripts and styles: {code} bytes, budget {BUDGET}, ratchet {RATCHET}.");
    if code > BUDGET {
        println!("They are {} bytes over their budget.", code - BUDGET);
    }
    if code > RATCHET {
        return Err(format!(
            "Program, scripts and styles weigh {code} bytes in gzip: {} more than the ratchet allows.",
            code - RATCHET
        ));
    }
    Ok(())
}

fn is_code(name: &str) -> bool {
    [".wasm", ".js", ".css"].iter().any(|end| name.ends_with(end))
}

fn is_lesson(name: &str) -> bool {
    name.starts_with("content/") && name.ends_with(".bin")
}

fn is_for_others(name: &str) -> bool {
    name.starts_with("content/") && !is_lesson(name)
}

fn parse(line: &str) -> Option<(Weight, &str)> {
    let mut words = line.split(' ');
    let mut number = || words.next()?.parse().ok();
    let weight = Weight { raw: number()?, gzip: number()?, brotli: number()? };
    Some((weight, words.next()?))
}

fn sum(files: &[(Weight, &str)], belongs: impl Fn(&str) -> bool) -> Weight {
    files.iter().filter(|(_, name)| belongs(name)).fold(Weight::default(), |all, (one, _)| Weight {
        raw: all.raw + one.raw,
        gzip: all.gzip + one.gzip,
        brotli: all.brotli + one.brotli,
    })
}

fn print_row(weight: Weight, label: &str) {
    println!("{:>12} {:>12} {:>12}  {label}", weight.raw, weight.gzip, weight.brotli);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_table_is_read() {
        let (weight, name) = parse("100 40 30 a.wasm").unwrap();
        assert_eq!((weight.raw, weight.gzip, weight.brotli, name), (100, 40, 30, "a.wasm"));
        assert!(parse("100 x").is_none());
    }
}

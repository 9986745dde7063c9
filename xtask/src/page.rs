//! What trunk leaves open, done in the folder it has just built: the scripts that start page and worker (hashed,
//! beside the module that they load), the content policy, and the headers for hosts that read them from a file.

use crate::Outcome;
use crate::args::Args;
use crate::{offline, sh};
use std::path::{Path, PathBuf};

/// The policy as a header. `wasm-unsafe-eval` lets WebAssembly compile, and nothing else. Any page may frame this one:
/// in a frame it only shows a board, and touches nothing that the visitor has saved (src/app/embed.rs).
pub const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; \
     form-action 'none'; frame-ancestors *";

/// The headers that every answer should carry.
pub const HEADERS: [(&str, &str); 3] = [
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
];

/// Trunk.toml makes trunk write this where its own inline script would be.
const MARK: &str = "<meta name=\"escala-build\" content=\"";

/// The same policy for a `<meta>`: browsers print a warning about frame-ancestors there.
fn policy_of_the_page() -> String {
    POLICY.split("; ").filter(|rule| !rule.starts_with("frame-ancestors")).collect::<Vec<_>>().join("; ")
}

/// `cargo xtask finish`
pub fn finish_command(args: &mut Args) -> Outcome {
    args.done()?;
    let staged = std::env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    finish(&staged.ok_or("`finish` is a step of `trunk build`; run `cargo xtask build`.")?)
}

fn finish(dir: &Path) -> Outcome {
    let index = dir.join("index.html");
    let html = sh::read(&index)?;
    let (module, wasm) = names(&html)?;
    let boot = write_script(dir, "boot", module, wasm)?;
    let worker = write_script(dir, "worker", module, wasm)?;
    sh::write(&index, &rewrite(&html, module, wasm, &boot, &worker)?)?;
    sh::write(&dir.join("_headers"), &headers_file())?;
    offline::write(dir)
}

/// The module and the wasm file that the mark names.
fn names(html: &str) -> Outcome<(&str, &str)> {
    let at = html.find(MARK).ok_or("index.html: trunk left no `escala-build` mark; see Trunk.toml.")?;
    let content = html[at + MARK.len()..].split('"').next().unwrap_or_default();
    content.split_once(' ').ok_or_else(|| format!("index.html: `{content}` is not a module and a wasm file."))
}

/// The letters of both languages.
const FONT: &str = "assets/fonts/overpass-latin-wght-normal.woff2";

/// Fills in the names and writes `boot-<hash>.js`; the hash changes with the script and with what it loads.
fn write_script(dir: &Path, name: &str, module: &str, wasm: &str) -> Outcome<String> {
    let template = sh::read(&sh::root().join(format!("assets/boot/{name}.js")))?;
    let text = template.replace("__MODULE__", module).replace("__WASM__", wasm);
    let file = format!("{name}-{:016x}.js", fnv(&text));
    sh::write(&dir.join(&file), &text)?;
    Ok(file)
}

fn rewrite(html: &str, module: &str, wasm: &str, boot: &str, worker: &str) -> Outcome<String> {
    let start = html.find(MARK).ok_or("no mark")?;
    let end = html[start..].find('>').ok_or("the mark has no end")? + start + 1;
    let policy = policy_of_the_page();
    let head = [
        format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />"),
        "<meta name=\"referrer\" content=\"no-referrer\" />".into(),
        format!("<meta name=\"escala-worker\" content=\"./{worker}\" />"),
        format!("<link rel=\"modulepreload\" href=\"./{module}\" />"),
        format!(
            "<link rel=\"preload\" href=\"./{wasm}\" as=\"fetch\" type=\"application/wasm\" crossorigin />"
        ),
        // the loading text is set in it already: nothing jumps when the board appears
        format!("<link rel=\"preload\" href=\"./{FONT}\" as=\"font\" type=\"font/woff2\" crossorigin />"),
        format!("<script src=\"./{boot}\"></script>"),
    ];
    // source comments are for whoever edits index.html, not for every visitor
    let text = format!("{}{}{}", &html[..start], head.join("\n    "), &html[end..]);
    Ok(without_comments(&text))
}

fn without_comments(html: &str) -> String {
    let mut text = html.to_string();
    while let Some(start) = text.find("<!--") {
        let end = text[start..].find("-->").map_or(text.len(), |at| start + at + 3);
        text.replace_range(start..end, "");
    }
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| format!("{line}\n")).collect()
}

fn headers_file() -> String {
    let lines: String = HEADERS.iter().map(|(name, value)| format!("  {name}: {value}\n")).collect();
    format!("/*\n{lines}")
}

/// What a built site must hold. Asked after every build, so that no broken site is ever served or published.
pub fn check(dir: &Path) -> Outcome {
    let html = sh::read(&dir.join("index.html"))?;
    if let Some(what) = inline_code(&html) {
        return Err(format!("dist/index.html holds {what}, which its own content policy forbids."));
    }
    let local =
        html.split(['"', ' ']).filter_map(|word| word.strip_prefix("./")).filter(|name| !name.is_empty());
    let mut wanted: Vec<&str> = local.collect();
    wanted.extend([
        "_headers",
        offline::FILE,
        "assets/icons.svg",
        "content/course.json",
        "content/course.bin",
    ]);
    match wanted.iter().find(|name| !dir.join(name).is_file()) {
        Some(name) => Err(format!("dist/{name} is missing, although the page asks for it.")),
        None => Ok(()),
    }
}

/// The first inline script, style or handler, if there is one.
pub fn inline_code(html: &str) -> Option<String> {
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let end = rest.find('>').unwrap_or(rest.len());
        let (tag, after) = rest.split_at(end);
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default().to_lowercase();
        let body = after.get(1..).unwrap_or_default();
        let filled = body.split('<').next().is_some_and(|text| !text.trim().is_empty());
        let attribute = |name: &str| tag.to_lowercase().contains(name);
        if name == "script" && (filled || !attribute(" src=")) {
            return Some(format!("an inline script (<{tag}>)"));
        }
        if name == "style" || attribute(" style=") {
            return Some(format!("an inline style (<{tag}>)"));
        }
        if attribute(" onload=")
            || attribute(" onclick=")
            || attribute(" onerror=")
            || attribute("javascript:")
        {
            return Some(format!("an inline handler (<{tag}>)"));
        }
    }
    None
}

/// FNV-1a: names a file after its content. Nothing secret hangs on it.
fn fnv(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str =
        "<head>\n<!-- note -->\n<meta name=\"escala-build\" content=\"a-1.js a-1_bg.wasm\" />\n</head>";

    #[test]
    fn the_mark_becomes_policy_worker_and_start_script() {
        assert_eq!(names(BUILT), Ok(("a-1.js", "a-1_bg.wasm")));
        let html = rewrite(BUILT, "a-1.js", "a-1_bg.wasm", "boot-2.js", "worker-3.js").unwrap();
        assert!(html.contains("name=\"escala-worker\" content=\"./worker-3.js\""));
        assert!(html.contains("<script src=\"./boot-2.js\"></script>"));
        assert!(!html.contains("escala-build") && !html.contains("<!--"));
        assert_eq!(inline_code(&html), None);
    }

    #[test]
    fn a_page_without_the_mark_is_an_error() {
        assert!(names("<head></head>").is_err());
    }

    #[test]
    fn the_page_has_the_policy_of_the_header_except_for_what_a_page_cannot_set() {
        assert_eq!(format!("{}; frame-ancestors *", policy_of_the_page()), POLICY);
    }

    #[test]
    fn inline_scripts_styles_and_handlers_are_found() {
        for bad in [
            "<script>go()</script>",
            "<script type=\"module\">import x</script>",
            "<script src=\"a.js\">go()</script>",
            "<style>p {}</style>",
            "<p style=\"color:red\">",
            "<body onload=\"go()\">",
            "<a href=\"javascript:go()\">",
        ] {
            assert!(inline_code(bad).is_some(), "{bad}");
        }
        assert_eq!(
            inline_code("<script src=\"./a.js\"></script><link rel=\"stylesheet\" href=\"b.css\">"),
            None
        );
    }

    #[test]
    fn two_texts_get_two_names() {
        assert_ne!(fnv("a"), fnv("b"));
        assert_eq!(fnv(""), 0xcbf2_9ce4_8422_2325);
    }
}

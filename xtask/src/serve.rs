//! `cargo xtask serve`: the site on this machine, by a small server of static files that answers as a careful host
//! on the internet would: right types, the strict policy, nothing outside of the folder.

use crate::args::Args;
use crate::{Outcome, offline, page, site, watch};
use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use std::convert::Infallible;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::Arc;

const HOST: &str = "127.0.0.1";
const PORT: u16 = 8080;
const NOT_FOUND: &str = "404: there is no such page. Esta página não existe.\n";

/// What is served, and under which path.
struct Served {
    dir: PathBuf,
    /// Empty, or `/with/a/slash/in/front`.
    prefix: String,
    /// As it was published: browsers may keep it. What is built here changes, and they keep nothing.
    published: bool,
    /// Open pages load themselves again after a build.
    watched: bool,
}

/// In place of `offline.js`.
const FAREWELL: &[u8] = include_bytes!("../../assets/boot/farewell.js");

/// `cargo xtask serve`
pub fn command(args: &mut Args) -> Outcome {
    let (dev, watched, built) = (args.flag("--dev"), args.flag("--watch"), args.flag("--no-build"));
    let port = args.value("--port")?.map(|text| text.parse::<u16>().map_err(|_| text)).transpose();
    let port = port.map_err(|text| format!("--port {text}: a port is a number from 0 to 65535."))?;
    let prefix = clean_prefix(&args.value("--prefix")?.unwrap_or_default());
    args.done()?;
    if !built {
        site::build(dev)?;
    } else if !site::dist().join("index.html").is_file() {
        return Err("There is no site in dist/ yet: leave --no-build out once.".into());
    }
    let (listener, port) = listen(port)?;
    let served = Served { dir: site::dist(), prefix, published: built, watched };
    println!("Escala is at http://{HOST}:{port}{}/ (Ctrl+C stops it)", served.prefix);
    if watched {
        std::thread::spawn(move || watch::rebuild_on_change(dev));
    }
    let stopped = run(listener, served).err().map_or_else(String::new, |error| format!(" ({error})"));
    Err(format!("The server stopped by itself{stopped}; start it again."))
}

fn run(listener: TcpListener, served: Served) -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_io().build()?;
    runtime.block_on(accept(listener, Arc::new(served)))
}

/// Never returns without an error. Each connection is a task of its own: one that a browser keeps open, or reads
/// slowly, makes no other wait.
async fn accept(listener: TcpListener, served: Arc<Served>) -> std::io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    loop {
        // a browser that gives up before it is let in is no business of ours
        let Ok((stream, _)) = listener.accept().await else { continue };
        let served = served.clone();
        tokio::spawn(async move {
            let answer = service_fn(|request: Request<Incoming>| {
                std::future::ready(Ok::<_, Infallible>(answer(&request, &served)))
            });
            // nor is one that goes away in the middle
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await;
        });
    }
}

/// The wanted port, or from 8080 on the first that nobody uses.
fn listen(wanted: Option<u16>) -> Outcome<(TcpListener, u16)> {
    let ports = wanted.map_or_else(|| PORT..=PORT + 50, |port| port..=port);
    let mut why = String::new();
    for port in ports {
        match TcpListener::bind((HOST, port)).and_then(|found| Ok((found.local_addr()?.port(), found))) {
            Ok((port, listener)) => return Ok((listener, port)),
            Err(error) => why = format!("Port {port} cannot be used: {error}. Choose another with --port N."),
        }
    }
    Err(why)
}

fn clean_prefix(text: &str) -> String {
    match text.trim_matches('/') {
        "" => String::new(),
        path => format!("/{path}"),
    }
}

fn answer<B>(request: &Request<B>, served: &Served) -> Response<Full<Bytes>> {
    let (status, kind, body) = match *request.method() {
        Method::GET | Method::HEAD => match locate(served, request.uri().path()) {
            Found::File(path) if !served.published && path.ends_with(offline::FILE) => {
                (StatusCode::OK, content_type(&path), FAREWELL.to_vec())
            }
            Found::Watch(kind, text) => (StatusCode::OK, kind, text.into_bytes()),
            Found::File(path) => match std::fs::read(&path) {
                Ok(page) if served.watched && path.ends_with("index.html") => {
                    let page = watch::with_script(&String::from_utf8_lossy(&page));
                    (StatusCode::OK, content_type(&path), page.into_bytes())
                }
                Ok(bytes) => (StatusCode::OK, content_type(&path), bytes),
                Err(_) => (StatusCode::NOT_FOUND, TEXT, NOT_FOUND.into()),
            },
            Found::Elsewhere(place) => return redirect(&place),
            Found::Nothing => (StatusCode::NOT_FOUND, TEXT, NOT_FOUND.into()),
        },
        _ => (StatusCode::METHOD_NOT_ALLOWED, TEXT, b"405: this server only gives files.\n".to_vec()),
    };
    // hyper sends the length, but no body, to who asks for the head
    let policy = page::HEADERS
        .into_iter()
        .fold(Response::builder().status(status), |answer, (name, value)| answer.header(name, value));
    let answer = policy.header(CONTENT_TYPE, kind).header(CACHE_CONTROL, "no-cache").body(Full::from(body));
    answer.unwrap_or_else(|_| unreachable!("headers here are plain ASCII"))
}

fn redirect(place: &str) -> Response<Full<Bytes>> {
    let answer = Response::builder().status(StatusCode::PERMANENT_REDIRECT).header(LOCATION, place);
    // a prefix that no header can hold has no other address
    answer.body(Full::default()).unwrap_or_default()
}

#[derive(Debug, PartialEq)]
enum Found {
    /// Something of the watcher's, with its type.
    Watch(&'static str, String),
    File(PathBuf),
    Elsewhere(String),
    Nothing,
}

/// The file that an address names. Only ordinary names below the folder count: no `..`, no hidden files, no links
/// that lead out.
fn locate(served: &Served, url: &str) -> Found {
    let Some(path) = decode(url.split(['?', '#']).next().unwrap_or_default()) else { return Found::Nothing };
    if path == served.prefix && !path.is_empty() {
        return Found::Elsewhere(format!("{}/", served.prefix));
    }
    let Some(inner) = path.strip_prefix(&served.prefix).and_then(|rest| rest.strip_prefix('/')) else {
        return Found::Nothing;
    };
    match inner {
        "watch.js" if served.watched => return Found::Watch(JS, watch::SCRIPT.to_owned()),
        "watch-version" if served.watched => return Found::Watch(TEXT, watch::version()),
        _ => {}
    }
    let name =
        if inner.is_empty() || inner.ends_with('/') { format!("{inner}index.html") } else { inner.into() };
    let ordinary =
        |part: &str| !part.is_empty() && !part.starts_with(['.', '_']) && !part.contains(['\\', '\0', ':']);
    if !name.split('/').all(ordinary) {
        return Found::Nothing;
    }
    let file = served.dir.join(&name);
    let inside = |file: &Path| Some(file.canonicalize().ok()?.starts_with(served.dir.canonicalize().ok()?));
    if file.is_file() && inside(&file) == Some(true) { Found::File(file) } else { Found::Nothing }
}

/// `%41` as `A`; nothing for text that is not well formed.
fn decode(path: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        if first == b'%' {
            let digits = std::str::from_utf8(after.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &after[2..];
        } else {
            bytes.push(first);
            rest = after;
        }
    }
    String::from_utf8(bytes).ok()
}

const TEXT: &str = "text/plain; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";

fn content_type(path: &Path) -> &'static str {
    match path.extension().and_then(|e| e.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" => JS,
        "css" => "text/css; charset=utf-8",
        "json" => "application/json; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => TEXT,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sh;
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::time::Duration;

    fn served(prefix: &str) -> Served {
        Served {
            dir: sh::root().join("assets"),
            prefix: clean_prefix(prefix),
            published: true,
            watched: false,
        }
    }

    #[test]
    fn a_file_is_found_under_the_root_and_under_a_prefix() {
        let file = Found::File(sh::root().join("assets/icon.svg"));
        assert_eq!(locate(&served(""), "/icon.svg?v=1"), file);
        assert_eq!(locate(&served("/sub/path/"), "/sub/path/icon.svg"), file);
        assert_eq!(locate(&served("/sub/path"), "/sub/path"), Found::Elsewhere("/sub/path/".into()));
        assert_eq!(locate(&served("/sub"), "/icon.svg"), Found::Nothing);
        assert_eq!(locate(&served("/sub"), "/subicon.svg"), Found::Nothing);
    }

    #[test]
    fn nothing_outside_of_the_folder_is_given() {
        for path in [
            "/../Cargo.toml",
            "/icons/../../Cargo.toml",
            "/%2e%2e/Cargo.toml",
            "/..%2fCargo.toml",
            "/icons/..\\..\\Cargo.toml",
            "//etc/passwd",
            "/%00",
            "/%zz",
            "/.hidden",
            "/_headers",
            "/icons",
            "",
        ] {
            assert_eq!(locate(&served(""), path), Found::Nothing, "{path}");
        }
    }

    /// Browsers open six connections at once and keep them: each of them is answered, whoever else is connected.
    #[test]
    fn connections_that_are_kept_open_make_no_other_wait() {
        let listener = TcpListener::bind((HOST, 0)).expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        std::thread::spawn(move || run(listener, served("")));
        let ask = |stream: &mut TcpStream| {
            stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a time to wait");
            stream.write_all(b"GET /icon.svg HTTP/1.1\r\nHost: x\r\n\r\n").expect("a request");
            let mut start = [0; 15];
            stream.read_exact(&mut start).map(|()| start)
        };
        let mut open: Vec<_> =
            (0..60).map(|_| TcpStream::connect((HOST, port)).expect("a connection")).collect();
        // a connection that says nothing, and one that hangs up in the middle
        let _silent = TcpStream::connect((HOST, port));
        let _ = TcpStream::connect((HOST, port)).and_then(|mut stream| stream.write_all(b"GET /ic"));
        for stream in &mut open {
            assert_eq!(&ask(stream).expect("an answer"), b"HTTP/1.1 200 OK");
        }
    }

    #[test]
    fn wasm_has_the_type_that_streaming_needs() {
        assert_eq!(content_type(Path::new("a_bg.wasm")), "application/wasm");
        assert_eq!(content_type(Path::new("a.unknown")), "application/octet-stream");
    }
}

//! One module, two roles: the page where a window exists, the simulation where none does.

fn main() {
    if web_sys::window().is_some() {
        escala::app::start();
    } else {
        escala::worker::start();
    }
}

//! The page: routes by the address's hash, and the frame around them.

use leptos::prelude::*;

/// Starts the page.
pub fn start() {
    leptos::mount::mount_to_body(App);
}

/// Where the learner is; the address's hash says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// `#/`
    #[default]
    Sandbox,
    /// `#/b/<code>`: a shared board, opened as a copy.
    Shared(String),
    /// `#/lessons`
    Lessons,
    /// `#/lesson/<slug>/<step>`, the step's id may be missing.
    Lesson { slug: String, step: Option<String> },
    /// `#/lab`
    Lab,
}

impl Route {
    /// The route that a hash names; anything unknown is the sandbox.
    pub fn parse(hash: &str) -> Route {
        let mut parts = hash.trim_start_matches('#').split('/').filter(|p| !p.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("b"), Some(code), _) => Route::Shared(code.to_owned()),
            (Some("lessons"), ..) => Route::Lessons,
            (Some("lesson"), Some(slug), step) => {
                Route::Lesson { slug: slug.to_owned(), step: step.map(str::to_owned) }
            }
            (Some("lesson"), None, _) => Route::Lessons,
            (Some("lab"), ..) => Route::Lab,
            _ => Route::Sandbox,
        }
    }

    /// The address of the route, for links: `#/lab`.
    pub fn href(&self) -> String {
        match self {
            Route::Sandbox => "#/".to_owned(),
            Route::Shared(code) => format!("#/b/{code}"),
            Route::Lessons => "#/lessons".to_owned(),
            Route::Lesson { slug, step: None } => format!("#/lesson/{slug}"),
            Route::Lesson { slug, step: Some(step) } => format!("#/lesson/{slug}/{step}"),
            Route::Lab => "#/lab".to_owned(),
        }
    }
}

#[derive(Clone, Copy)]
struct RouteContext(RwSignal<Route>);

/// Where the learner is. To go elsewhere use an `<a href>` or [`go`].
pub fn use_route() -> Signal<Route> {
    use_context::<RouteContext>().map_or_else(|| Signal::stored(Route::Sandbox), |c| c.0.into())
}

/// Goes to a route, as if its link had been followed.
pub fn go(route: &Route) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().set_hash(&route.href());
    }
}

#[component]
fn App() -> impl IntoView {
    provide_context(RouteContext(RwSignal::new(Route::Sandbox)));
    view! { <main></main> }
}

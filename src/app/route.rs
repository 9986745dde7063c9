//! Where the learner is, as the address's hash says it.

use crate::view::prelude::*;

/// A place in the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// `#/`
    #[default]
    Sandbox,
    /// `#/b/<data>`: a shared board, opened as a copy; `#/b/<data>/<how it was seen>` shows it so.
    Shared(String),
    /// `#/boards`: those that were saved by name.
    Boards,
    /// `#/lessons`
    Lessons,
    /// `#/lesson/<slug>/<step>`, the step's id may be missing.
    Lesson { slug: String, step: Option<String> },
    /// `#/lab`
    Lab,
    /// `#/systems`: the gallery.
    Systems,
    /// `#/system/<slug>`: a system of the gallery, opened as a copy.
    System(String),
    /// `#/trust`: why the numbers can be believed.
    Trust,
    /// `#/teachers`: the proof of every exercise.
    Teachers,
    /// `#/what-if`: one value of the board at many settings.
    WhatIf,
    /// `#/compare`: the board beside another.
    Compare,
    /// `#/estimate`: from users to servers.
    Estimate,
    /// A page around the course.
    Study(Study),
}

/// The pages around the course.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Study {
    /// `#/glossary/<term>`; the term may be missing.
    Glossary(Option<String>),
    /// `#/lesson/<slug>/print`: a whole lesson on paper.
    Print(String),
    /// `#/progress`
    Progress,
    /// `#/review`: what was missed comes back.
    Review,
    /// `#/practice/<topic>/<level>/<seed>`; what is missing is chosen.
    Practice(Vec<String>),
}

impl Study {
    fn href(&self) -> String {
        match self {
            Study::Glossary(None) => "#/glossary".to_owned(),
            Study::Glossary(Some(term)) => format!("#/glossary/{term}"),
            Study::Print(slug) => format!("#/lesson/{slug}/print"),
            Study::Progress => "#/progress".to_owned(),
            Study::Review => "#/review".to_owned(),
            Study::Practice(parts) if parts.is_empty() => "#/practice".to_owned(),
            Study::Practice(parts) => format!("#/practice/{}", parts.join("/")),
        }
    }
}

impl Route {
    /// The route that a hash names; anything unknown is the sandbox.
    pub fn parse(hash: &str) -> Route {
        let mut parts = hash.trim_start_matches('#').split('/').filter(|p| !p.is_empty());
        match (parts.next(), parts.next(), parts.next()) {
            (Some("b"), Some(data), None) => Route::Shared(data.to_owned()),
            (Some("b"), Some(data), Some(seen)) => Route::Shared(format!("{data}/{seen}")),
            (Some("boards"), ..) => Route::Boards,
            (Some("lesson"), Some(slug), Some("print")) => Route::Study(Study::Print(slug.to_owned())),
            (Some("glossary"), term, _) => Route::Study(Study::Glossary(term.map(str::to_owned))),
            (Some("progress"), ..) => Route::Study(Study::Progress),
            (Some("review"), ..) => Route::Study(Study::Review),
            (Some("practice"), topic, level) => {
                let parts = [topic, level, parts.next()].into_iter().flatten().map(str::to_owned);
                Route::Study(Study::Practice(parts.collect()))
            }
            (Some("lesson"), Some(slug), step) => {
                Route::Lesson { slug: slug.to_owned(), step: step.map(str::to_owned) }
            }
            (Some("lessons" | "lesson"), ..) => Route::Lessons,
            (Some("lab"), ..) => Route::Lab,
            (Some("system"), Some(slug), _) => Route::System(slug.to_owned()),
            (Some("systems" | "system"), ..) => Route::Systems,
            (Some("trust"), ..) => Route::Trust,
            (Some("teachers"), ..) => Route::Teachers,
            (Some("what-if"), ..) => Route::WhatIf,
            (Some("compare"), ..) => Route::Compare,
            (Some("estimate"), ..) => Route::Estimate,
            _ => Route::Sandbox,
        }
    }

    /// The address of the route, for links: `#/lab`.
    pub fn href(&self) -> String {
        match self {
            Route::Sandbox => "#/".to_owned(),
            Route::Shared(data) => format!("#/b/{data}"),
            Route::Boards => "#/boards".to_owned(),
            Route::Lessons => "#/lessons".to_owned(),
            Route::Lesson { slug, step: None } => format!("#/lesson/{slug}"),
            Route::Lesson { slug, step: Some(step) } => format!("#/lesson/{slug}/{step}"),
            Route::Lab => "#/lab".to_owned(),
            Route::Systems => "#/systems".to_owned(),
            Route::System(slug) => format!("#/system/{slug}"),
            Route::Trust => "#/trust".to_owned(),
            Route::Teachers => "#/teachers".to_owned(),
            Route::WhatIf => "#/what-if".to_owned(),
            Route::Compare => "#/compare".to_owned(),
            Route::Estimate => "#/estimate".to_owned(),
            Route::Study(page) => page.href(),
        }
    }
}

#[derive(Clone, Copy)]
struct RouteContext(RwSignal<Route>);

fn here() -> Route {
    let hash = web_sys::window().and_then(|w| w.location().hash().ok()).unwrap_or_default();
    Route::parse(&hash)
}

/// Follows the address as long as the current owner lives.
pub(super) fn provide_route() -> Signal<Route> {
    let route = rw_signal(here());
    provide_context(RouteContext(route));
    let handle = window_event_listener_untyped("hashchange", move |_| {
        if crate::rescue::is_alive() {
            route.set(here());
        }
    });
    on_cleanup(move || handle.remove());
    route.into()
}

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

/// Goes to a route in place of the one that is shown: Back does not return to it.
pub fn replace(route: &Route) {
    if let Some(window) = web_sys::window() {
        let _ = window.location().replace(&route.href());
    }
}

/// Takes a question out of the address once its answer has changed: `?lang=en` would otherwise win
/// over the choice at the next visit.
pub(super) fn forget_query(name: &str) {
    let Some(window) = web_sys::window() else { return };
    let Ok(url) = window.location().href().and_then(|h| web_sys::Url::new(&h)) else { return };
    if url.search_params().has(name) {
        url.search_params().delete(name);
        let history = window.history();
        let _ = history
            .and_then(|h| h.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&url.href())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_comes_back_as_its_route() {
        let lesson = |step: Option<&str>| Route::Lesson {
            slug: "load-balancing".to_owned(),
            step: step.map(str::to_owned),
        };
        for route in [
            Route::Sandbox,
            Route::Shared("1.abc-_".to_owned()),
            Route::Shared("1.abc-_/10_20_100_10".to_owned()),
            Route::Boards,
            Route::Lessons,
            lesson(None),
            lesson(Some("meet")),
            Route::Lab,
            Route::Systems,
            Route::System("36-case-study".to_owned()),
            Route::Trust,
            Route::Teachers,
            Route::WhatIf,
            Route::Compare,
            Route::Estimate,
            Route::Study(Study::Glossary(None)),
            Route::Study(Study::Glossary(Some("latency".to_owned()))),
            Route::Study(Study::Print("load-balancing".to_owned())),
            Route::Study(Study::Progress),
            Route::Study(Study::Review),
            Route::Study(Study::Practice(Vec::new())),
            Route::Study(Study::Practice(["keys", "hard", "7"].map(str::to_owned).into())),
        ] {
            assert_eq!(Route::parse(&route.href()), route);
        }
    }

    #[test]
    fn what_is_unknown_leads_to_the_sandbox() {
        for hash in ["", "#", "#/", "#/nothing/here", "#content", "#/b/", "#/../../etc"] {
            assert_eq!(Route::parse(hash), Route::Sandbox, "{hash}");
        }
        assert_eq!(Route::parse("#/lesson/"), Route::Lessons);
    }
}

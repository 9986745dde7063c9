//! The page: routes by the address's hash, and the frame around them.

mod bar;
mod embed;
mod help;
mod route;

pub use route::{Route, Study, go, replace, use_route};

use crate::board::{Board, Edit, Msg};
use crate::boards::BoardsPage;
use crate::canvas::StageHere;
use crate::commands::{CommandDialog, Doors};
use crate::content::{self, help::Helps};
use crate::desk::Desk;
use crate::gallery::GalleryPage;
use crate::i18n::{Lang, provide_lang, use_texts};
use crate::keep::{files, sandbox, settings};
use crate::lab::LabPage;
use crate::panels::sandbox::SandboxPage;
use crate::panels::{ChaosDialog, FileDialogs, FileRoom, KeptDialog, PageDrop, SaveDialog, ShareDialog};
use crate::steps::{CoursePage, LessonPage};
use crate::study::StudyPage;
use crate::teachers::TeachersPage;
use crate::trust::TrustPage;
use crate::ui::notice::{NoticeBoard, Notices};
use crate::ui::theme::{Theme, provide_theme};
use crate::view::prelude::*;
use crate::whatif::{ComparePage, EstimatePage, Questions, WhatIfPage};
use bar::TopBar;
use leptos::task::spawn_local;
use simcore::design::NodeSpec;

/// Starts the page.
pub fn start() {
    crate::rescue::install();
    let document = web_sys::window().and_then(|w| w.document());
    if let Some(boot) = document.and_then(|d| d.get_element_by_id("boot")) {
        boot.remove();
    }
    if let Some(body) = web_sys::window().and_then(|w| w.document()).and_then(|d| d.body()) {
        crate::view::mount(&body, App);
    }
}

/// The board of the first visit: a small shop that is well at 200 requests a second.
pub fn first_board(lang: Lang) -> Board {
    let opened = files::read(include_str!("../assets/boards/first.board.json"));
    let mut board = opened.map(|o| files::board(o.board)).unwrap_or_default();
    let t = &lang.texts().shell;
    board.title = t.first_title.to_owned();
    for node in &mut board.design.nodes {
        if let Some((_, name)) = t.first_names.iter().find(|(id, _)| *id == node.id) {
            node.name = (*name).to_owned();
        }
    }
    board
}

#[derive(Clone, Copy)]
struct PageTitle(RwSignal<Option<String>>);

/// Puts a title into the tab of the browser as long as the current owner lives.
pub fn use_page_title(title: impl Fn() -> String + Send + Sync + 'static) {
    if let Some(PageTitle(signal)) = use_context() {
        effect(move || signal.set(Some(title())));
        on_cleanup(move || {
            let _ = signal.try_set(None);
        });
    }
}

/// Keeps `<html lang>`, the theme and their saved choices in step.
fn follow_settings(lang: RwSignal<Lang>, theme: RwSignal<Theme>) {
    let root = || web_sys::window().and_then(|w| w.document()).and_then(|d| d.document_element());
    effect(move || {
        if let Some(root) = root() {
            let _ = root.set_attribute("lang", lang.get().tag());
            let _ = root.set_attribute("data-theme", theme.get().name());
        }
    });
    let keep_language = |lang: &Lang, _: Option<&Lang>, _: Option<()>| {
        settings::keep_language(*lang);
        route::forget_query("lang");
    };
    Effect::watch(move || lang.get(), keep_language, false);
    Effect::watch(move || theme.get(), |theme, _, _| settings::keep_theme(*theme), false);
}

/// The sandbox's desk, which outlives every route; it rests while another page is shown.
fn sandbox_room(lang: RwSignal<Lang>, route: Signal<Route>) -> FileRoom {
    let found = sandbox::open();
    let desk = Desk::new(found.board.unwrap_or_else(|| first_board(lang.get_untracked())));
    if found.shelved {
        desk.notify(lang.get_untracked().texts().errors.save_unreadable.to_owned());
    }
    desk.advises.set(true);
    let room = FileRoom::new(desk, sandbox::Keeper::new(desk, found.document));
    room.keeper.recover();
    // the example reads in the reader's language for as long as it is untouched
    let translate = move |lang: &Lang, before: Option<&Lang>, _: Option<()>| {
        let was = before.map(|before| first_board(*before));
        if was.is_some_and(|was| desk.board.with_untracked(|h| *h.board() == was)) {
            let now = first_board(*lang);
            let rename = |n: &NodeSpec| Msg::Rename { node: n.id, name: n.name.clone() };
            let names = now.design.nodes.iter().map(rename);
            let steps = names.chain([Msg::SetTitle(now.title.clone())]).collect();
            desk.send(Msg::Several(Edit::SetTitle, steps));
        }
    };
    Effect::watch(move || lang.get(), translate, false);
    effect(move || {
        desk.rest(Page::of(&route.get()) != Page::Sandbox);
        if let Route::Shared(data) = route.get() {
            room.open_link(&data);
            // the board is the learner's own from here on; a reload must not open the copy again
            route::replace(&Route::Sandbox);
        }
        if let Route::System(slug) = route.get() {
            open_system(room, lang, slug);
        }
    });
    room
}

/// Opens a copy of a system of the gallery.
fn open_system(room: FileRoom, lang: RwSignal<Lang>, slug: String) {
    spawn_local(async move {
        let Some(lang) = lang.try_get_untracked() else { return };
        let t = lang.texts();
        match content::gallery::system(&slug, lang).await {
            Ok(ready) => {
                let says = (t.shell.opened_file)(&ready.title);
                room.put(files::board(ready.board), says);
            }
            Err(_) => room.desk.notify(t.gallery.missing.to_owned()),
        }
        // a reload must not open the copy again
        route::replace(&Route::Sandbox);
    });
}

#[component]
fn App() -> impl IntoView {
    let lang = rw_signal(settings::language());
    let theme = rw_signal(settings::theme().unwrap_or_else(Theme::of_system));
    provide_lang(lang);
    provide_theme(theme);
    crate::list::provide_form();
    Notices::provide();
    Helps::provide();
    StageHere::provide();
    let doors = Doors::provide();
    Questions::provide();
    let title = rw_signal(None::<String>);
    provide_context(PageTitle(title));
    let route = route::provide_route();
    follow_settings(lang, theme);
    if embed::is_embedded() {
        return view! { <embed::EmbedPage /> };
    }
    let room = sandbox_room(lang, route);
    let t = use_texts();
    follow_title(room, route, title);
    say_when_kept(room);
    crate::picture::print::follow(room.desk);
    // slugs and steps change within a lesson without making its page anew
    let page = memo(move || Page::of(&route.get()));
    let notices = Notices::from_context();
    Effect::watch(move || page.get(), move |_, _, _| notices.turn_page(), false);
    view! {
        <a class="skip" href="#content" on:click=skip>{move || t.get().shell.skip}</a>
        <TopBar room doors />
        {move || match page.get() {
            Page::Sandbox => view! { <SandboxPage desk=room.desk /> },
            Page::Course => view! { <CoursePage /> },
            Page::Lesson => view! { <LessonRoute /> },
            Page::Lab => view! { <LabPage /> },
            Page::Gallery => view! { <GalleryPage /> },
            Page::Boards => view! { <BoardsPage room /> },
            Page::Trust => view! { <TrustPage desk=room.desk /> },
            Page::Teachers => view! { <TeachersPage /> },
            Page::WhatIf => view! { <WhatIfPage room /> },
            Page::Compare => view! { <ComparePage room /> },
            Page::Estimate => view! { <EstimatePage desk=room.desk /> },
            Page::Study => view! { <StudyPage desk=room.desk /> },
        }}
        <FileDialogs room />
        <ShareDialog room />
        <KeptDialog room />
        <SaveDialog room />
        <ChaosDialog desk=room.desk open=doors.chaos />
        <CommandDialog room doors sandbox=derived(move || page.get() == Page::Sandbox) />
        <PageDrop room />
        <NoticeBoard />
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Page {
    Sandbox,
    Course,
    Lesson,
    Lab,
    Gallery,
    Boards,
    Trust,
    Teachers,
    WhatIf,
    Compare,
    Estimate,
    Study,
}

impl Page {
    fn of(route: &Route) -> Page {
        match route {
            Route::Sandbox | Route::Shared(_) | Route::System(_) => Page::Sandbox,
            Route::Lessons => Page::Course,
            Route::Lesson { .. } => Page::Lesson,
            Route::Lab => Page::Lab,
            Route::Systems => Page::Gallery,
            Route::Boards => Page::Boards,
            Route::Trust => Page::Trust,
            Route::Teachers => Page::Teachers,
            Route::WhatIf => Page::WhatIf,
            Route::Compare => Page::Compare,
            Route::Estimate => Page::Estimate,
            Route::Study(_) => Page::Study,
        }
    }
}

#[component]
fn LessonRoute() -> impl IntoView {
    let route = use_route();
    let slug = Memo::new(move |before: Option<&String>| match route.get() {
        Route::Lesson { slug, .. } => slug,
        _ => before.cloned().unwrap_or_default(),
    });
    let step = memo(move || match route.get() {
        Route::Lesson { step, .. } => step,
        _ => None,
    });
    view! { <LessonPage slug=slug step=step /> }
}

/// The skip link would change the route: it moves the focus instead.
fn skip(ev: web_sys::MouseEvent) {
    use wasm_bindgen::JsCast;
    ev.prevent_default();
    let content = web_sys::window().and_then(|w| w.document()).and_then(|d| d.get_element_by_id("content"));
    if let Some(content) = content.and_then(|c| c.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = content.focus();
    }
}

/// The first time that the whole site is kept in the browser (assets/boot/offline.js) is told once.
fn say_when_kept(room: FileRoom) {
    let t = use_texts();
    let kept = window_event_listener_untyped("escala-offline", move |_| {
        room.desk.notify(t.get_untracked().boards.offline_ready.to_owned());
    });
    on_cleanup(move || kept.remove());
}

fn follow_title(room: FileRoom, route: Signal<Route>, title: RwSignal<Option<String>>) {
    let t = use_texts();
    let board = memo(move || room.desk.board.with(|h| h.board().title.clone()));
    effect(move || {
        let shell = &t.get().shell;
        let page = match (title.get(), Page::of(&route.get())) {
            (Some(title), _) => title,
            (None, Page::Sandbox) if !board.with(String::is_empty) => board.get(),
            (None, Page::Sandbox) => shell.sandbox.to_owned(),
            (None, Page::Course | Page::Lesson | Page::Study) => shell.course.to_owned(),
            (None, Page::Lab) => shell.lab.to_owned(),
            (None, Page::Gallery) => t.get().gallery.title.to_owned(),
            (None, Page::Boards) => t.get().boards.title.to_owned(),
            (None, Page::Trust) => t.get().trust.title.to_owned(),
            (None, Page::Teachers) => t.get().teachers.title.to_owned(),
            (None, Page::WhatIf | Page::Compare | Page::Estimate) => t.get().whatif.tools.to_owned(),
        };
        if let Some(document) = web_sys::window().and_then(|w| w.document()) {
            document.set_title(&format!("{page} - Escala"));
        }
    });
}

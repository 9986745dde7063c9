//! The engine without a worker file: the page takes over, and the protocol is the same.

use escala::board::Board;
use escala::engine::{Engine, Heard, News, Trouble};
use escala::keep::files;
use simcore::host::Job;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

fn first_board() -> Board {
    let opened = files::read(include_str!("../../assets/boards/first.board.json")).unwrap();
    files::board(opened.board)
}

/// Waits until something was heard, ten seconds at most.
async fn until(heard: &Rc<RefCell<Vec<Heard>>>, what: impl Fn(&Heard) -> bool) -> bool {
    for _ in 0..200 {
        if heard.borrow().iter().any(&what) {
            return true;
        }
        crate::sleep(50).await;
    }
    false
}

#[wasm_bindgen_test]
async fn the_page_simulates_where_no_worker_starts() {
    let heard: Rc<RefCell<Vec<Heard>>> = Rc::default();
    let ear = Rc::clone(&heard);
    let engine = Engine::new(move |h| ear.borrow_mut().push(h));
    let board = first_board();
    engine.load(board.design.clone(), board.seed, 2.0);
    engine.speed(1.0);
    assert!(until(&heard, |h| *h == Heard::Trouble(Trouble::OnThePage)).await, "it is said");
    let warm = |h: &Heard| matches!(h, Heard::News(News::Frame(f)) if f.now_s > 2.0 && f.total.answered > 0);
    assert!(until(&heard, warm).await, "frames come");
    assert!(heard.borrow().iter().any(|h| matches!(h, Heard::News(News::Issues(i)) if i.is_empty())));
}

#[wasm_bindgen_test]
async fn a_batch_reports_every_job_and_ends() {
    let heard: Rc<RefCell<Vec<Heard>>> = Rc::default();
    let ear = Rc::clone(&heard);
    let engine = Engine::new(move |h| ear.borrow_mut().push(h));
    let board = first_board();
    let job = |seed| Job { design: board.design.clone(), seed, from_s: 1.0, until_s: 3.0 };
    let id = engine.batch(vec![job(1), job(2), job(1)]);
    assert!(until(&heard, |h| matches!(h, Heard::News(News::Report { last: true, .. }))).await);
    let reports: Vec<_> = heard
        .borrow()
        .iter()
        .filter_map(|h| match h {
            Heard::News(News::Report { id: of, index, report, .. }) if *of == id => {
                Some((*index, report.clone()))
            }
            _ => None,
        })
        .collect();
    assert_eq!(reports.iter().map(|r| r.0).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(reports[0].1, reports[2].1, "one seed, one run");
    assert_ne!(reports[0].1, reports[1].1);
}

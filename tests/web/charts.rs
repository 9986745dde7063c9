//! Charts draw with the colours of the style sheet, and say in words what they show.

use escala::charts::{Chart, ChartCanvas};
use escala::desk::Desk;
use escala::i18n::{Lang, provide_lang};
use escala::keep::files;
use escala::view::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// Pixels of a canvas that are not empty.
fn inked(canvas: &web_sys::HtmlCanvasElement) -> usize {
    let context = canvas.get_context("2d").unwrap().unwrap();
    let context: web_sys::CanvasRenderingContext2d = context.unchecked_into();
    let data = js_sys::Reflect::get(
        &js_sys::Function::from(js_sys::Reflect::get(&context, &"getImageData".into()).unwrap())
            .apply(
                &context,
                &js_sys::Array::of4(&0.into(), &0.into(), &canvas.width().into(), &canvas.height().into()),
            )
            .unwrap(),
        &"data".into(),
    );
    let bytes = js_sys::Uint8Array::new(&data.unwrap());
    bytes.to_vec().chunks(4).filter(|p| p[3] > 0).count()
}

#[wasm_bindgen_test]
async fn every_chart_is_drawn_and_said() {
    let document = web_sys::window().and_then(|w| w.document()).unwrap();
    let root: web_sys::HtmlElement = document.create_element("div").unwrap().unchecked_into();
    document.body().unwrap().append_child(&root).unwrap();
    for (name, colour) in [("--ink", "#13212A"), ("--edge", "#77857E"), ("--well", "#EBF0EC")] {
        let style = document.document_element().unwrap().unchecked_into::<web_sys::HtmlElement>().style();
        style.set_property(name, colour).unwrap();
    }
    let handle = leptos::mount::mount_to_renderer(&root, || {
        provide_lang(RwSignal::new(Lang::Pt));
        let opened = files::read(include_str!("../../assets/boards/first.board.json")).unwrap();
        let desk = Desk::warm(files::board(opened.board), 3.0);
        let box_of = move |chart: Chart| {
            view! {
                <div style:height="200px" style:width="300px" style:display="grid">
                    <ChartCanvas desk chart summary=Signal::stored("resumo".to_owned()) />
                </div>
            }
        };
        view! {
            <style>".chart-box { min-height: 180px; }"</style>
            {[Chart::Latency, Chart::Throughput, Chart::Utilisation].map(box_of).collect_view()}
        }
    });
    crate::sleep(4_000).await;
    let canvases = root.query_selector_all("canvas").unwrap();
    assert_eq!(canvases.length(), 3);
    for i in 0..3 {
        let canvas: web_sys::HtmlCanvasElement = canvases.get(i).unwrap().unchecked_into();
        assert!(inked(&canvas) > 200, "chart {i} has {} pixels", inked(&canvas));
        assert_eq!(canvas.get_attribute("role").as_deref(), Some("img"));
        assert_eq!(canvas.get_attribute("aria-label").as_deref(), Some("resumo"));
    }
    drop(handle);
    root.remove();
}

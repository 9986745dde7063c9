//! How long a station itself takes, over its corner: from the arrival of a call to its reply.

use super::Part;
use crate::i18n::number::ms;
use crate::view::prelude::*;

#[component]
pub fn Latency(part: Part) -> impl IntoView {
    let words = memo(move || {
        let p95 = part.reading.with(|r| r.p95);
        if p95 > 0.0 { format!("p95 {}", ms(part.lang.get(), p95)) } else { String::new() }
    });
    view! {
        <text class="st-p95" x=4 y=-5>
            {words}
        </text>
    }
}

//! Runs in the worker, counted while they come and cancelled when nobody waits any more.

use super::figures::Figures;
use crate::desk::{BatchHandle, BatchState, Desk};
use crate::i18n::{self, number};
use crate::view::prelude::*;
use simcore::host::Job;
use simcore::measure::Report;

/// One batch at a time.
#[derive(Clone, Copy)]
pub struct Runs {
    /// Done, of how many, while it goes on.
    pub progress: RwSignal<Option<(usize, usize)>>,
    batch: StoredValue<Option<BatchHandle>>,
}

impl Runs {
    /// They end with the current owner.
    pub fn new() -> Runs {
        let runs = Runs { progress: rw_signal(None), batch: stored(None) };
        on_cleanup(move || {
            if let Some(Some(batch)) = runs.batch.try_get_value() {
                batch.cancel();
            }
        });
        runs
    }

    pub fn going(self) -> bool {
        self.progress.with(Option::is_some)
    }

    /// Runs the jobs; `each` gets the place of each and what was read off it.
    pub fn start(self, desk: Desk, jobs: Vec<Job>, mut each: impl FnMut(usize, &Report, Figures) + 'static) {
        self.cancel();
        let (mut done, of) = (0, jobs.len());
        self.progress.set(Some((0, of)));
        let batch = desk.run_batch(jobs, move |index, report| {
            done += 1;
            let now = (done < of).then_some((done, of));
            // the page may have been left while it ran
            if self.progress.try_set(now).is_none() {
                each(index as usize, &report, Figures::of(&report));
            }
        });
        self.batch.set_value(Some(batch));
        // a simulation that broke over it twice has said so
        effect(move || {
            if batch.state.get() == BatchState::Lost {
                let _ = self.progress.try_set(None);
            }
        });
    }

    pub fn cancel(self) {
        if let Some(batch) = self.batch.get_value() {
            batch.cancel();
        }
        self.progress.set(None);
    }
}

/// The button that starts, and while it runs how far it is and the button that ends it.
#[component]
pub fn RunButton(
    runs: Runs,
    #[prop(into)] label: Signal<String>,
    /// Why it cannot start; empty when it can.
    #[prop(into)]
    hindered: Signal<String>,
    on_run: Callback<()>,
) -> impl IntoView {
    let (t, lang) = (i18n::use_texts(), i18n::use_lang());
    let far = move || runs.progress.get().unwrap_or((0, 1));
    let words = move || {
        let (done, of) = far();
        let n = |v: usize| number::int(lang.get(), v as f64);
        (t.get().whatif.progress)(&n(done), &n(of))
    };
    view! {
        <Show
            when=move || runs.going()
            fallback=move || view! {
                <button
                    type="button"
                    class="btn pri wi-run"
                    data-testid="run"
                    disabled=move || !hindered.with(String::is_empty)
                    on:click=move |_| on_run.run(())
                >
                    <crate::ui::Icon name="play" small=true />
                    {move || label.get()}
                </button>
                <p class="wi-small" role="status">{move || hindered.get()}</p>
            }
        >
            <progress
                class="wi-progress"
                aria-label=words
                value=move || far().0.to_string()
                max=move || far().1.to_string()
            ></progress>
            <p class="wi-small" data-testid="progress">{words}</p>
            <button type="button" class="btn" data-testid="cancel" on:click=move |_| runs.cancel()>
                {move || t.get().whatif.cancel}
            </button>
        </Show>
    }
}

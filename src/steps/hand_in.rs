//! Handing in: the answers of a lesson as a file for `escala grade`. It carries no marks: those are made again.

use super::cx::StepCx;
use super::progress::Answer;
use crate::i18n;
use crate::keep::files;
use crate::lab::Pass;
use crate::ui::{Icon, dialog::Dialog};
use crate::view::prelude::*;
use lessons::grade::{Filled, Guess};
use lessons::submission::{self, FORMAT_VERSION, Submission};
use simcore::sorted::SortedMap;

/// Longer names are cut: a file name has an end.
const LONGEST_NAME: usize = 60;

#[component]
pub fn HandIn(cx: StepCx) -> impl IntoView {
    let t = i18n::use_texts();
    let open = rw_signal(false);
    let name = rw_signal(String::new());
    let failed = rw_signal(false);
    let marked = cx
        .lesson
        .with_untracked(|l| l.as_ref().map_or(0, |l| l.steps.iter().filter(|s| s.kind.graded()).count()));
    let answered = move || cx.keeper.lesson(&cx.slug(), |l| answers(&l.answers).len());
    let save = move |_| {
        let (slug, learner) = (cx.slug(), name.get_untracked().trim().to_owned());
        let answers = cx.keeper.peek(&slug, |l| answers(&l.answers));
        let file = format!("{slug} {learner}");
        let submission = Submission {
            format_version: FORMAT_VERSION,
            lesson: slug,
            learner: (!learner.is_empty()).then_some(learner),
            answers,
        };
        let file = files::file_name(&file).replace(".board.json", ".json");
        let text = serde_json::to_string_pretty(&submission).unwrap_or_default();
        failed.set(files::download(&file, &text).is_err());
        open.set(failed.get_untracked());
    };
    view! {
        <button class="btn ghost" type="button" data-testid="hand-in" on:click=move |_| open.set(true)>
            <Icon name="download" small=true />
            {move || t.get().hand_in.hand_in}
        </button>
        <Dialog
            open=open
            on_close=callback(move |()| open.set(false))
            title=derived(move || t.get().hand_in.hand_in.to_owned())
        >
            <p class="prose">{move || t.get().hand_in.how}</p>
            <label class="row">
                <span>{move || t.get().hand_in.your_name}</span>
                <input
                    class="field grow"
                    type="text"
                    autocomplete="name"
                    maxlength=LONGEST_NAME.to_string()
                    data-testid="learner"
                    prop:value=move || name.get()
                    on:input=move |ev| name.set(event_target_value(&ev))
                />
            </label>
            <p class="q">{move || (t.get().hand_in.holds)(answered(), marked)}</p>
            <Show when=move || failed.get()>
                <p class="so" role="alert">{move || t.get().hand_in.not_saved}</p>
            </Show>
            <button class="btn pri" type="button" data-testid="save-hand-in" on:click=save>
                {move || t.get().hand_in.save}
            </button>
        </Dialog>
    }
}

/// What is kept, in the form in which it is graded. Texts and ticks are nobody's to mark.
fn answers(kept: &SortedMap<String, Answer>) -> SortedMap<String, submission::Answer> {
    kept.iter().filter_map(|(id, answer)| Some((id.clone(), graded(answer)?))).collect()
}

fn graded(answer: &Answer) -> Option<submission::Answer> {
    use submission::Answer as Out;
    Some(match answer {
        Answer::Guess { guess: Guess::Number(v), .. } | Answer::Estimate { said: v, .. } => Out::Number(*v),
        Answer::Guess { guess: Guess::Server(id), .. } => Out::Server(*id),
        Answer::Guess { guess: Guess::Curve(curve), .. } => Out::Curve(curve.clone()),
        Answer::Picked(ids) => Out::Options(ids.clone()),
        Answer::Board { file, .. } => Out::Board(serde_json::from_str(file).ok()?),
        Answer::Lab(sheet) => {
            let all = sheet.entries.iter().filter(|e| e.key.pass == Pass::Facts);
            let filled = all.map(|e| Filled {
                algorithm: e.key.algorithm,
                column: e.key.column,
                given: e.given.clone(),
            });
            Out::Puzzle(filled.collect())
        }
        Answer::Ordered(ids) => Out::Order(ids.clone()),
        Answer::Diagnosis { node, cause } => Out::Diagnosis { node: *node, cause: cause.name().to_owned() },
        Answer::Text { .. } | Answer::Did(_) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use simcore::design::FaultKind;

    #[test]
    fn what_is_handed_in_is_read_by_the_grader() {
        let board = r#"{"format_version":1,"title":"","seed":1,"nodes":[],"links":[],"faults":[]}"#;
        let kept: SortedMap<String, Answer> = [
            ("share", Answer::Guess { guess: Guess::Number(42.5), outcome: None }),
            ("who", Answer::Guess { guess: Guess::Server(3), outcome: None }),
            ("knee", Answer::Guess { guess: Guess::Curve(vec![1.5, 2.25]), outcome: None }),
            ("limit", Answer::Picked(vec!["c".into()])),
            ("fix", Answer::Board { file: board.into(), gave_up: true }),
            ("flow", Answer::Ordered(vec!["b".into(), "a".into()])),
            ("paper", Answer::Estimate { said: 4.5, opened: true }),
            ("ill", Answer::Diagnosis { node: 4, cause: FaultKind::PacketLoss }),
            ("try", Answer::Did(["slots".to_owned()].into_iter().collect())),
        ]
        .into_iter()
        .map(|(id, a)| (id.to_owned(), a))
        .collect();
        let learner = Some("João \"=1+1\"".to_owned());
        let made = Submission {
            format_version: FORMAT_VERSION,
            lesson: "x".into(),
            learner,
            answers: answers(&kept),
        };
        let text = serde_json::to_string_pretty(&made).expect("plain data");
        assert_eq!(submission::parse(&text).expect("what the page writes is read"), made);
        assert_eq!(made.answers.len(), 8, "what was done on the live board is not marked");
        assert!(!text.contains("gave_up") && !text.contains("passed"), "a file claims nothing");
    }
}

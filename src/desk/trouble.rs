//! What is said when the simulation itself is in trouble.

use super::Desk;
use crate::engine::{Engine, Trouble};
use crate::view::prelude::*;
use std::sync::Arc;

impl Desk {
    pub(super) fn say_trouble(self, trouble: Trouble) {
        let texts = &self.lang.get_untracked().texts().errors;
        match trouble {
            Trouble::Replaced => {
                self.loading.set(true);
                self.series.set(Arc::default());
                self.catch.let_go();
                self.begin_time();
                self.notices.say(texts.worker_replaced.to_owned());
            }
            Trouble::OnThePage => self.notices.say(texts.worker_on_page.to_owned()),
            Trouble::GaveUp => {
                let retry = move || self.engine(Engine::retry);
                self.notices.offer(texts.worker_gave_up.to_owned(), texts.try_again.to_owned(), retry);
            }
        }
    }
}

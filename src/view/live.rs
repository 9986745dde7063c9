//! Signals, memos, effects and callbacks as Leptos has them. The constructors here are compiled
//! once for each type of value and stay out of line; Leptos' own are compiled into every place that
//! calls them, half a kilobyte and more each.

use leptos::prelude::{Callback, Effect, Memo, RenderEffect, RwSignal, Signal, StoredValue, on_cleanup};
use leptos::reactive::computed::ArcMemo;
use leptos::reactive::graph::{AnySubscriber, Subscriber, ToAnySubscriber};
use std::sync::Arc;

/// What follows signals until it is dropped. The signals forget it then: left to itself, a signal
/// that outlives its followers keeps a place for each of them for ever.
pub(super) struct Following(RenderEffect<()>);

impl Following {
    #[inline(never)]
    pub fn start(mut run: Box<dyn FnMut()>) -> Following {
        Following(RenderEffect::new(move |_| run()))
    }
}

impl Drop for Following {
    fn drop(&mut self) {
        forget(&self.0.to_any_subscriber());
    }
}

fn forget(follower: &AnySubscriber) {
    follower.clear_sources(follower);
}

/// The same at the end of the current owner.
fn forget_in_the_end(follower: AnySubscriber) {
    on_cleanup(move || forget(&follower));
}

trait Calc<T>: Send + Sync {
    fn calc(&self) -> T;
}

impl<T, F: Fn() -> T + Send + Sync> Calc<T> for F {
    fn calc(&self) -> T {
        self()
    }
}

trait Run {
    fn run(&mut self);
}

impl<F: FnMut()> Run for F {
    fn run(&mut self) {
        self();
    }
}

trait Answer<I, O>: Send + Sync {
    fn answer(&self, to: I) -> O;
}

impl<I, O, F: Fn(I) -> O + Send + Sync> Answer<I, O> for F {
    fn answer(&self, to: I) -> O {
        self(to)
    }
}

/// A value that is worked out again when a signal in it changes, and tells only of real changes.
pub fn memo<T>(value: impl Fn() -> T + Send + Sync + 'static) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    memo_of(Box::new(value))
}

#[inline(never)]
fn memo_of<T>(value: Box<dyn Calc<T>>) -> Memo<T>
where
    T: PartialEq + Send + Sync + 'static,
{
    let memo = ArcMemo::new(move |_| value.calc());
    forget_in_the_end(memo.to_any_subscriber());
    Memo::from(memo)
}

/// A value that is worked out whenever it is read.
pub fn derived<T: Send + Sync + 'static>(value: impl Fn() -> T + Send + Sync + 'static) -> Signal<T> {
    derived_of(Box::new(value))
}

#[inline(never)]
fn derived_of<T: Send + Sync + 'static>(value: Box<dyn Calc<T>>) -> Signal<T> {
    Signal::derive(move || value.calc())
}

/// What happens after the page is drawn, and again after a signal in it has changed.
pub fn effect(run: impl FnMut() + 'static) {
    effect_of(Box::new(run));
}

#[inline(never)]
fn effect_of(mut run: Box<dyn Run>) {
    let effect = Effect::new(move |_: Option<()>| run.run());
    forget_in_the_end(effect.to_any_subscriber());
}

/// A value that can be set.
#[inline(never)]
pub fn rw_signal<T: Send + Sync + 'static>(value: T) -> RwSignal<T> {
    RwSignal::new(value)
}

/// A value that can be changed without anybody being told.
#[inline(never)]
pub fn stored<T: Send + Sync + 'static>(value: T) -> StoredValue<T> {
    StoredValue::new(value)
}

/// What a component calls when something happens.
pub fn callback<I: 'static, O: 'static>(run: impl Fn(I) -> O + Send + Sync + 'static) -> Callback<I, O> {
    callback_of(Arc::new(run))
}

#[inline(never)]
fn callback_of<I: 'static, O: 'static>(run: Arc<dyn Answer<I, O>>) -> Callback<I, O> {
    Callback::new(move |to| run.answer(to))
}

//! The component kinds: a closed set, one file each, one line each in [`kinds!`].

use crate::call::{CallId, End, Order};
use crate::cx::Cx;
use crate::faults::FaultKind;
use crate::measure::Gauges;
use crate::observe::Look;
use crate::param::Param;
use serde::{Deserialize, Serialize};

/// Groups of the palette; each has its own outline on the board.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Family {
    Entry,
    Network,
    Compute,
    State,
    Messaging,
    Operations,
}

/// What a node is to the one that calls it; callers choose among their links by it, never by kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// Sends requests; nothing can call it.
    Source,
    /// Does a step of the work and answers.
    Service,
    /// May know the answer for a key, or say that it does not.
    Cache,
    /// Owns the data; takes reads and writes.
    Store,
    /// Holds a copy of the data; takes reads, and changes from the owner.
    Replica,
    /// Takes messages, answers at once, and has them handled later.
    Queue,
    /// Watches and steers others; nothing can call it.
    Controller,
}

/// What is fixed about a kind.
#[derive(Clone, Copy, Debug)]
pub struct Meta {
    pub family: Family,
    pub role: Role,
    /// May this kind call a node of that role?
    pub calls: &'static [Role],
    /// Is it useless without somebody to call?
    pub needs_servers: bool,
    /// Faults that it can suffer besides those that befall any node.
    pub faults: &'static [FaultKind],
    /// Key that adds one from the palette, if any.
    pub shortcut: Option<char>,
}

/// What every kind file provides.
pub trait Behaviour: Sized {
    const META: Meta;
    const TABLE: &'static [Param];
    /// Is there, with these values, a second one that takes over when the first crashes?
    fn has_spare(_values: &[f64]) -> bool {
        false
    }
    /// A fresh node with these parameter values (table order).
    fn new(values: &[f64], cx: &mut Cx<'_>) -> Self;
    /// New parameter values or links in a running world: keep what can be kept.
    fn update(&mut self, values: &[f64], cx: &mut Cx<'_>);
    /// A call reached this node.
    fn arrive(&mut self, cx: &mut Cx<'_>, call: CallId);
    /// The time that the node asked for with [`Cx::serve`] is over.
    fn served(&mut self, cx: &mut Cx<'_>, call: CallId);
    /// The call that the node made over its link number `link` for `call` has ended. `here` tells
    /// a failure of this node's own (its deadline passed) from one that it was told of.
    fn reply(&mut self, cx: &mut Cx<'_>, call: CallId, link: u32, end: End, here: bool);
    /// A timer of the node is due.
    fn timer(&mut self, _cx: &mut Cx<'_>, _tag: u32) {}
    /// A controller has spoken.
    fn control(&mut self, _cx: &mut Cx<'_>, _order: Order) {}
    /// A fault of [`Meta::faults`] begins or ends.
    fn fault(&mut self, _cx: &mut Cx<'_>, _what: FaultKind, _strength: f64, _begins: bool) {}
    /// What is inside right now, for the board; the engine adds slots and queue from
    /// [`Cx::set_load`].
    fn gauges(&self, look: &Look<'_>) -> Gauges;
    /// Lookups that it answered from what it knows, and all of them, since the last reset.
    fn lookups(&self) -> (u64, u64) {
        (0, 0)
    }
    /// The measurements begin anew: counters of the kind's own go back to 0.
    fn reset(&mut self) {}
    /// A crash: everything inside is gone (the engine has told the callers).
    fn crash(&mut self, cx: &mut Cx<'_>);
}

mod bucket;
mod fleet;
mod flights;
mod lru;
mod one_by_one;
mod partitioned;
mod parts;
pub mod residency;
mod sharing;
mod station;
mod tally;
mod wiring;

/// How many times as long everything takes while this share of a machine does something else.
fn slowdown(percent: u32) -> f64 {
    100.0 / f64::from(100 - percent.min(99))
}

/// Makes the closed enums from the list of kind files.
macro_rules! kinds {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        $(pub mod $module;)+

        /// Which kind a node is of. Written by name in board files.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[allow(non_camel_case_types)]
        pub enum KindId { $($module),+ }

        impl KindId {
            /// Every kind, in the order of the list; the index of a kind is its wire number.
            pub const ALL: &'static [KindId] = &[$(KindId::$module),+];

            /// The name of the kind's file, of its texts and of its icon.
            pub const fn name(self) -> &'static str {
                match self { $(KindId::$module => stringify!($module)),+ }
            }

            /// The kind of that name.
            pub fn from_name(name: &str) -> Option<KindId> {
                match name { $(stringify!($module) => Some(KindId::$module),)+ _ => None }
            }

            /// What is fixed about the kind.
            pub const fn meta(self) -> Meta {
                match self { $(KindId::$module => <$module::$name as Behaviour>::META),+ }
            }

            /// Is a node with these values a pair, of which one may crash?
            pub fn has_spare(self, values: &[f64]) -> bool {
                match self { $(KindId::$module => <$module::$name as Behaviour>::has_spare(values)),+ }
            }

            /// The kind's parameters.
            pub const fn table(self) -> &'static [Param] {
                match self { $(KindId::$module => <$module::$name as Behaviour>::TABLE),+ }
            }
        }

        /// The state of a node of any kind.
        #[derive(Clone, Debug)]
        #[allow(clippy::large_enum_variant)]
        // a discriminant of its own: read by every event, it should not be worked out
        #[repr(u32)]
        pub(crate) enum Kind { $($name($module::$name)),+ }

        impl Kind {
            pub(crate) fn new(id: KindId, values: &[f64], cx: &mut Cx<'_>) -> Kind {
                match id { $(KindId::$module => Kind::$name(Behaviour::new(values, cx))),+ }
            }
            #[inline(always)]
            pub(crate) fn arrive(&mut self, cx: &mut Cx<'_>, c: CallId) {
                match self { $(Kind::$name(k) => {
                    // constant for each kind: those that hold no data do not look
                    if const { residency::looks(KindId::$module) } && cx.w.residency.any {
                        cx.check_residency(c);
                    }
                    k.arrive(cx, c)
                }),+ }
            }
            #[inline(always)]
            pub(crate) fn served(&mut self, cx: &mut Cx<'_>, c: CallId) {
                match self { $(Kind::$name(k) => k.served(cx, c)),+ }
            }
            /// [`Kind::arrive`] at the node of `cx`, which is most likely of this kind: what is
            /// likely is known before the node has been looked up.
            #[inline(always)]
            pub(crate) fn arrive_at(kinds: &mut [Kind], likely: KindId, cx: &mut Cx<'_>, c: CallId) {
                match likely {
                    $(KindId::$module => if let Some(Kind::$name(k)) = kinds.get_mut(cx.node as usize) {
                        if const { residency::looks(KindId::$module) } && cx.w.residency.any {
                            cx.check_residency(c);
                        }
                        return k.arrive(cx, c);
                    }),+
                }
                Kind::otherwise(kinds, cx, c, Kind::arrive)
            }
            /// [`Kind::served`] of the node of `cx`; see [`Kind::arrive_at`].
            #[inline(always)]
            pub(crate) fn served_by(kinds: &mut [Kind], likely: KindId, cx: &mut Cx<'_>, c: CallId) {
                match likely {
                    $(KindId::$module => if let Some(Kind::$name(k)) = kinds.get_mut(cx.node as usize) {
                        return k.served(cx, c);
                    }),+
                }
                Kind::otherwise(kinds, cx, c, Kind::served)
            }
            #[cold]
            fn otherwise(kinds: &mut [Kind], cx: &mut Cx<'_>, c: CallId, what: impl Fn(&mut Kind, &mut Cx<'_>, CallId)) {
                if let Some(kind) = kinds.get_mut(cx.node as usize) {
                    what(kind, cx, c);
                }
            }
            #[inline(always)]
            pub(crate) fn reply(&mut self, cx: &mut Cx<'_>, c: CallId, link: u32, end: End, here: bool) {
                match self { $(Kind::$name(k) => k.reply(cx, c, link, end, here)),+ }
            }
            #[inline(always)]
            pub(crate) fn timer(&mut self, cx: &mut Cx<'_>, tag: u32) {
                match self { $(Kind::$name(k) => k.timer(cx, tag)),+ }
            }
            pub(crate) fn update(&mut self, values: &[f64], cx: &mut Cx<'_>) {
                match self { $(Kind::$name(k) => k.update(values, cx)),+ }
            }
            pub(crate) fn control(&mut self, cx: &mut Cx<'_>, order: Order) {
                match self { $(Kind::$name(k) => k.control(cx, order)),+ }
            }
            pub(crate) fn fault(&mut self, cx: &mut Cx<'_>, what: FaultKind, strength: f64, begins: bool) {
                match self { $(Kind::$name(k) => k.fault(cx, what, strength, begins)),+ }
            }
            pub(crate) fn gauges(&self, look: &Look<'_>) -> Gauges {
                match self { $(Kind::$name(k) => k.gauges(look)),+ }
            }
            pub(crate) fn lookups(&self) -> (u64, u64) {
                match self { $(Kind::$name(k) => k.lookups()),+ }
            }
            pub(crate) fn reset(&mut self) {
                match self { $(Kind::$name(k) => k.reset()),+ }
            }
            pub(crate) fn crash(&mut self, cx: &mut Cx<'_>) {
                match self { $(Kind::$name(k) => k.crash(cx)),+ }
            }
        }
    };
}

kinds! {
    client::Client,
    load_balancer::LoadBalancer,
    web_server::WebServer,
    cache::Cache,
    sql_leader::SqlLeader,
    queue::MessageQueue,
    worker::Worker,
    dlq::DeadLetterQueue,
    pubsub_topic::Topic,
    stream::EventStream,
    sql_follower::SqlFollower,
    db_router::DbRouter,
    connection_pool::ConnectionPool,
    failover_controller::FailoverController,
    shard_router::ShardRouter,
    object_store::ObjectStore,
    search_index::SearchIndex,
    session_store::SessionStore,
    rate_limiter::RateLimiter,
    circuit_breaker::CircuitBreaker,
    external_api::ExternalApi,
    app_service::AppService,
    api_gateway::ApiGateway,
    cdn::Cdn,
    dns::Dns,
    geo_dns::GeoDns,
    autoscaler::Autoscaler,
    sql_multi_master::SqlMultiMaster,
    nosql_kv::NosqlKv,
    nosql_document::NosqlDocument,
    nosql_column::NosqlColumn,
    nosql_graph::NosqlGraph,
    cdc::Cdc,
    notification::Notification,
    mesh_sidecar::MeshSidecar,
    monitor::Monitor,
    backup::Backup,
    quorum_store::QuorumStore,
    deploy_pipeline::DeployPipeline,
    log_store::LogStore,
    tracer::RequestTracer,
    alert_rule::AlertRule,
}

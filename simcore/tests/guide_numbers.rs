//! Every figure of the guides, and what became of it here: reproduced or refuted by the test that is
//! named, taken as a value of a parameter, or not simulated, for the reason given. A figure is refuted
//! when a run contradicts it, or shows that it holds only under a condition that the guide leaves out;
//! the test's comment has the figure that is right. The numbers are those of the list of claims.

use simcore::design::LinkParams;
use simcore::kinds::KindId;
use simcore::param::Param;
use std::fs;
use std::path::Path;

#[derive(Clone, Copy, PartialEq, Debug)]
enum Verdict {
    /// A run gives this figure.
    Reproduced,
    /// A run gives another.
    Refuted,
    /// A parameter can have this value: `kind.parameter=value,value;...`.
    Parameter,
    /// Nothing here can say anything about it.
    NotSimulated,
}

use Verdict::{NotSimulated, Parameter, Refuted, Reproduced};

#[rustfmt::skip]
const CLAIMS: &[(&str, Verdict, &str)] = &[
    ("N001", Parameter, "client.reads=99.0099"),
    ("N002", Reproduced, "n002_followers_5_10_50"),
    ("N003", Reproduced, "n003_eight_times_the_cores_carry_eight_times_as_much"),
    ("N004", Refuted, "n004_four_more_servers_make_forty_cores"),
    ("N005", Parameter, "sql_leader.read_ms=50,100"),
    ("N006", Parameter, "cache.latency_ms=1,5"),
    ("N007", Refuted, "n007_ninety_percent_hits_are_seven_times_faster"),
    ("N008", Reproduced, "n008_ten_seconds_are_ten_hits_of_eleven"),
    ("N009", Parameter, "session_store.ttl_min=30;cache.ttl_s=3600,86400;cdn.ttl_s=604800"),
    ("N010", Reproduced, "n010_a_quarter_to_spare_survives_growth_by_a_quarter"),
    ("N011", Parameter, "link.latency_ms=10,35,90,115"),
    ("N012", Refuted, "n012_fifty_images_take_two_seconds_over_six_connections"),
    ("N013", Parameter, "cdn.ttl_s=86400"),
    ("N014", Refuted, "n014_the_first_user_pays_for_the_second"),
    ("N015", Parameter, "cdn.ttl_s=2592000,604800,3600"),
    ("N016", Refuted, "n016_fifty_ms_at_p95_need_95_percent_hits"),
    ("N017", Reproduced, "n046_five_more_after_five_minutes"),
    ("N018", Reproduced, "n018_the_neighbour_carries_2_33_times_its_load"),
    ("N019", Refuted, "a_short_lifetime_ends_the_errors_sooner"),
    ("N020", Parameter, "object_store.object_kb=5000"),
    ("N021", Reproduced, "n021_without_a_queue_the_user_waits_for_the_picture"),
    ("N022", Reproduced, "n022_with_a_queue_the_answer_takes_200_ms"),
    ("N023", Refuted, "n023_ten_workers_never_catch_up"),
    ("N024", Reproduced, "fifty_workers_drain_a_thousand_photos_in_84_seconds"),
    ("N025", Reproduced, "n025_twenty_more_producers_fill_the_queue_and_nothing_else"),
    ("N026", Reproduced, "n026_fifty_workers_need_800_seconds_for_ten_thousand"),
    ("N027", NotSimulated, "the formats of a video"),
    ("N028", NotSimulated, "a story"),
    ("N029", Parameter, "client.deadline_ms=2000"),
    ("N030", Parameter, "app_service.call_timeout_ms=1000"),
    ("N031", Refuted, "n031_a_hundred_errors_a_minute_are_normal_at_5000_a_second"),
    ("N032", Parameter, "alert_rule.metric=2;alert_rule.threshold=80;alert_rule.for_s=300"),
    ("N033", NotSimulated, "no memory in use"),
    ("N034", NotSimulated, "no disk model"),
    ("N035", NotSimulated, "no network cards"),
    ("N036", Reproduced, "n036_work_2_4_times_as_long_is_forty_to_ninety_five_percent"),
    ("N037", Reproduced, "n037_a_day_swings_between_3000_and_6000"),
    ("N038", Reproduced, "n159_half_a_percent_of_5000_are_25_a_second"),
    ("N039", Refuted, "n039_p50_and_p95_of_120_and_450_make_a_p99_of_778"),
    ("N040", Reproduced, "n040_forty_connections_in_use_are_889_queries_a_second"),
    ("N041", Reproduced, "n041_seventeen_points_fewer_hits_are_three_times_the_load"),
    ("N042", NotSimulated, "sales and sign-ups"),
    ("N043", Reproduced, "n043_half_the_hits_are_ten_times_the_database_s_time"),
    ("N044", NotSimulated, "a story"),
    ("N045", NotSimulated, "a story"),
    ("N046", Reproduced, "n046_five_more_after_five_minutes"),
    ("N047", Refuted, "n047_five_more_make_sixty_percent_of_twenty_only"),
    ("N048", Reproduced, "n048_five_fewer_after_ten_minutes"),
    ("N049", Reproduced, "n163_one_dead_server_of_four_is_the_second_degree"),
    ("N050", Reproduced, "n050_data_grows_faster_than_users"),
    ("N051", Parameter, "sql_leader.slots=4,8,16,32,96"),
    ("N052", NotSimulated, "a story"),
    ("N053", NotSimulated, "a price"),
    ("N054", Parameter, "sql_leader.slots=32;sql_leader.write_ms=0.64,3.2"),
    ("N055", Reproduced, "n055_the_remainder_finds_the_shard"),
    ("N056", Reproduced, "n056_seventy_percent_on_one_shard_are_2_8_times_the_mean"),
    ("N057", Refuted, "n057_sixty_four_shards_carry_64_times_as_much_only_if_keys_are_even"),
    ("N058", NotSimulated, "queries have no number of rows"),
    ("N059", NotSimulated, "a price"),
    ("N060", Reproduced, "n060_one_hot_key_of_13_percent_makes_95_of_60"),
    ("N061", Reproduced, "n061_user_17_stays_and_user_5_moves"),
    ("N062", Refuted, "modulo_moves_almost_everything_and_the_others_as_little_as_they_can"),
    ("N063", Reproduced, "n055_the_remainder_finds_the_shard"),
    ("N064", Reproduced, "popular_keys_make_hot_shards_until_they_are_copied"),
    ("N065", Parameter, "shard_router.celebrities=100,1000"),
    ("N066", Reproduced, "n066_one_read_in_a_thousand_reaches_the_database"),
    ("N067", Reproduced, "n067_ten_followers_carry_ten_times_the_reads"),
    ("N068", Refuted, "n068_tables_sharded_alike_are_joined_in_four_queries"),
    ("N069", Reproduced, "n069_ninety_percent_hits_need_half_of_the_keys"),
    ("N070", NotSimulated, "a story"),
    ("N071", Parameter, "web_server.slots=2,8,96"),
    ("N072", NotSimulated, "a price"),
    ("N073", NotSimulated, "a price"),
    ("N074", Refuted, "n074_two_servers_carry_more_than_twice_behind_one_queue_only"),
    ("N075", NotSimulated, "a rule of thumb"),
    ("N076", Refuted, "n076_the_first_stage_leaves_200_ms_before_50_requests"),
    ("N077", Parameter, "load_balancer.max_active=10000"),
    ("N078", NotSimulated, "no disk, memory or network card"),
    ("N079", Reproduced, "n079_the_processor_gives_the_sign_long_before_the_latency"),
    ("N080", Reproduced, "n080_eight_cores_do_two_hundred_a_second"),
    ("N081", NotSimulated, "settings of a product"),
    ("N082", Parameter, "link.latency_ms=0.5"),
    ("N083", Reproduced, "n083_half_a_terabyte_in_half_an_hour_is_278_mb_a_second"),
    ("N084", NotSimulated, "no memory in use"),
    ("N085", Parameter, "client.reads=80"),
    ("N086", Reproduced, "n086_two_hundred_connections_carry_two_thousand_queries"),
    ("N087", NotSimulated, "queries have no number of rows"),
    ("N088", NotSimulated, "a price"),
    ("N089", Parameter, "load_balancer.max_active=50000"),
    ("N090", Refuted, "n090_six_hundred_a_second_take_four_servers_of_150"),
    ("N091", Refuted, "the_guides_figures_come_out"),
    ("N092", NotSimulated, "a price"),
    ("N093", Refuted, "n093_one_database_caps_the_nines"),
    ("N094", Reproduced, "n094_the_server_with_45_connections_gets_the_next_seven"),
    ("N095", Refuted, "n095_weights_in_proportion_are_two_one_one"),
    ("N096", Parameter, "session_store.ttl_min=1440"),
    ("N097", Reproduced, "a_session_costs_a_lookup_each_time"),
    ("N098", Reproduced, "n098_a_dead_server_takes_its_share_for_75_seconds"),
    ("N099", NotSimulated, "a probe asks only the server itself"),
    ("N100", Reproduced, "n100_eighty_percent_is_before_the_bend"),
    ("N101", Parameter, "sql_leader.slots=16;sql_follower.slots=8"),
    ("N102", Reproduced, "more_followers_carry_more_until_replaying_eats_them"),
    ("N103", NotSimulated, "a price"),
    ("N104", NotSimulated, "settings of a product"),
    ("N105", Reproduced, "a_read_soon_after_a_write_is_stale_as_often_as_the_lag_says"),
    ("N106", Reproduced, "n106_promoting_a_copy_30_s_behind_loses_30_s_of_writes"),
    ("N107", Refuted, "n107_failing_over_takes_up_to_three_and_a_half_minutes"),
    ("N108", Reproduced, "n108_a_terabyte_is_full_after_ten_months"),
    ("N109", Parameter, "cache.max_rate=10000,50000"),
    ("N110", NotSimulated, "settings of a product"),
    ("N111", NotSimulated, "settings of a product"),
    ("N112", Reproduced, "n069_ninety_percent_hits_need_half_of_the_keys"),
    ("N113", Parameter, "cache.ttl_s=60,3600,86400"),
    ("N114", Reproduced, "a_write_behind_the_cache_is_ten_times_as_fast_as_one_through_it"),
    ("N115", Reproduced, "n115_two_thousand_ask_at_once_without_a_lock"),
    ("N116", Refuted, "n116_no_cache_always_hits"),
    ("N117", Reproduced, "n041_seventeen_points_fewer_hits_are_three_times_the_load"),
    ("N118", Parameter, "link.latency_ms=50,150"),
    ("N119", Reproduced, "n120_a_cdn_makes_the_mean_four_to_seven_times_faster"),
    ("N120", Refuted, "n120_a_cdn_makes_the_mean_four_to_seven_times_faster"),
    ("N121", Parameter, "cdn.ttl_s=86400,31536000"),
    ("N122", Parameter, "cdn.ttl_s=31536000,300"),
    ("N123", Reproduced, "n123_a_tenth_of_the_bytes_is_a_tenth_of_the_time"),
    ("N124", NotSimulated, "a price"),
    ("N125", Refuted, "n125_a_short_lived_cache_behind_a_long_lived_one_never_hits"),
    ("N126", Parameter, "cdn.ttl_s=300,31536000,604800,60"),
    ("N127", Reproduced, "n128_a_cdn_saves_no_money_at_any_size"),
    ("N128", Refuted, "n128_a_cdn_saves_no_money_at_any_size"),
    ("N129", Reproduced, "n129_a_lag_of_5_s_is_25_s_of_too_many_writes"),
    ("N130", Reproduced, "n130_a_quarter_of_the_rows_each"),
    ("N131", Reproduced, "n131_forty_thirty_twenty_is_a_third_above_the_mean"),
    ("N132", Parameter, "shard_router.scheme=2"),
    ("N133", Reproduced, "a_scattered_read_waits_for_the_slowest_shard"),
    ("N134", Reproduced, "modulo_moves_exactly_this_much"),
    ("N135", Reproduced, "modulo_moves_almost_everything_and_the_others_as_little_as_they_can"),
    ("N136", Reproduced, "n136_four_shards_carry_four_times_the_writes"),
    ("N137", NotSimulated, "a story"),
    ("N138", Refuted, "n138_sixteen_shards_carry_160_thousand"),
    ("N139", NotSimulated, "advice when to go on"),
    ("N140", Parameter, "queue.latency_ms=5,20"),
    ("N141", NotSimulated, "a price"),
    ("N142", Parameter, "stream.latency_ms=10"),
    ("N143", Parameter, "queue.prefetch=10"),
    ("N144", Parameter, "worker.job_ms=5000,10000"),
    ("N145", NotSimulated, "a queue here has two levels of priority"),
    ("N146", Refuted, "failed_messages_come_again_and_are_given_up_after_three"),
    ("N147", Reproduced, "poison_fails_every_time_and_chance_does_not"),
    ("N148", Parameter, "queue.max_rate=10000,100000"),
    ("N149", NotSimulated, "a rule of thumb"),
    ("N150", NotSimulated, "a story"),
    ("N151", Reproduced, "n151_two_hundred_wait_for_a_service_that_hangs"),
    ("N152", Reproduced, "series_multiply_and_parallels_share_their_failures"),
    ("N153", Reproduced, "a_limit_per_user_stops_the_noisy_one_and_a_common_one_stops_everybody"),
    ("N154", Reproduced, "the_pool_of_a_breaker_bounds_what_is_under_way"),
    ("N155", NotSimulated, "a story"),
    ("N156", Reproduced, "n156_each_hop_adds_its_ten_to_fifty_ms"),
    ("N157", NotSimulated, "a story"),
    ("N158", NotSimulated, "the sample of a dashboard"),
    ("N159", Refuted, "n039_p50_and_p95_of_120_and_450_make_a_p99_of_778"),
    ("N160", Refuted, "n160_the_steps_of_the_trace_take_425_ms"),
    ("N161", Reproduced, "n161_the_provider_takes_320_of_350_ms"),
    ("N162", NotSimulated, "settings of a product"),
    ("N163", Reproduced, "n163_one_dead_server_of_four_is_the_second_degree"),
    ("N164", Refuted, "n164_five_hundredths_a_second_are_not_five_percent"),
    ("N165", Refuted, "n165_the_logs_of_30_days_are_39_to_65_terabytes"),
    ("N166", Refuted, "n166_a_tenth_and_all_errors_are_less_than_ten_times_cheaper"),
    ("N167", NotSimulated, "a price"),
    ("N168", NotSimulated, "a price"),
    ("N169", Reproduced, "n169_the_target_of_seventy_percent_is_reached"),
    ("N170", Reproduced, "n170_plus_200_percent_is_three_times"),
    ("N171", Reproduced, "n171_a_schedule_saves_eight_minutes_of_44_percent"),
    ("N172", Reproduced, "n172_seventy_percent_of_a_group_is_a_rounded_up_quotient"),
    ("N173", NotSimulated, "a price"),
    ("N174", Reproduced, "n174_twenty_five_connections_carry_556_queries"),
    ("N175", Reproduced, "n175_fifteen_minutes_ride_out_a_lull_that_ten_do_not"),
    ("N176", Reproduced, "machines_come_after_their_boot_and_go_without_losing_a_request"),
    ("N177", Parameter, "web_server.instances=20,15,10"),
    ("N178", Reproduced, "n178_a_copy_1_to_5_s_behind_loses_1_to_5_s"),
    ("N179", Refuted, "n179_a_replica_nearby_speeds_up_reads_only"),
    ("N180", Refuted, "failing_over_takes_its_time_and_asynchronous_writes_are_lost"),
    ("N181", NotSimulated, "a price"),
    ("N182", Reproduced, "n182_latency_abroad_falls_with_the_share_of_reads"),
    ("N183", NotSimulated, "a price"),
    ("N184", NotSimulated, "a story"),
    ("N185", Reproduced, "n069_ninety_percent_hits_need_half_of_the_keys"),
    ("N186", NotSimulated, "a price"),
    ("N187", Refuted, "n187_two_of_everything_are_not_always"),
    ("N188", Refuted, "n188_milliseconds_only_without_lag"),
    ("N189", Reproduced, "every_row_of_the_oracle_is_checked"),
    ("N190", NotSimulated, "a rule of thumb"),
    ("N191", Reproduced, "the_small_puzzle_of_two_servers"),
    ("N192", Reproduced, "series_multiply_and_parallels_share_their_failures"),
    ("N193", NotSimulated, "says that there are no others"),
];

/// The text of every Rust file below a folder of this crate.
fn sources(folder: &Path, out: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of this crate").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push_str(&fs::read_to_string(&path).expect("a source of this crate"));
        }
    }
}

/// The names of all tests in the tests and sources of this crate.
fn tests() -> Vec<String> {
    let (mut text, mut names) = (String::new(), vec![]);
    for folder in ["tests", "src"] {
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), &mut text);
    }
    let mut lines = text.lines().map(str::trim);
    while let Some(line) = lines.next() {
        if line == "#[test]"
            && let Some(name) = lines.next().and_then(|l| l.strip_prefix("fn ")?.split('(').next())
        {
            names.push(name.to_owned());
        }
    }
    names
}

#[test]
fn every_claim_has_a_verdict() {
    let ids: Vec<&str> = CLAIMS.iter().map(|c| c.0).collect();
    let all: Vec<String> = (1..=193).map(|i| format!("N{i:03}")).collect();
    assert_eq!(ids, all, "each once, in order");
    let tests = tests();
    for (id, verdict, proof) in CLAIMS {
        match verdict {
            Reproduced | Refuted => {
                let times = tests.iter().filter(|t| t == proof).count();
                assert_eq!(times, 1, "{id}: {times} tests are called {proof}");
            }
            NotSimulated => assert!(proof.len() > 5 && !proof.contains('_'), "{id}: {proof} is no reason"),
            Parameter => {}
        }
    }
}

#[test]
fn every_figure_that_is_run_is_in_the_table() {
    let number = |t: &str| {
        t.strip_prefix('n')
            .and_then(|t| t.get(..4))
            .is_some_and(|n| n[..3].parse::<u8>().is_ok() && n.ends_with('_'))
    };
    let run: Vec<String> = tests().into_iter().filter(|t| number(t)).collect();
    assert!(run.len() > 60, "{} tests have a number", run.len());
    for test in run {
        assert!(CLAIMS.iter().any(|c| c.2 == test), "{test} is the proof of nothing");
    }
}

/// The parameters of a kind, or of links.
fn table(kind: &str) -> &'static [Param] {
    match kind {
        "link" => LinkParams::TABLE,
        _ => KindId::from_name(kind).unwrap_or_else(|| panic!("no kind is called {kind}")).table(),
    }
}

#[test]
fn parameters_take_the_guides_values() {
    for (id, _, values) in CLAIMS.iter().filter(|c| c.1 == Parameter) {
        for part in values.split(';') {
            let (name, list) = part.split_once('=').unwrap_or_else(|| panic!("{id}: {part}"));
            let (kind, name) = name.split_once('.').unwrap_or_else(|| panic!("{id}: {part}"));
            let param = table(kind).iter().find(|p| p.name == name);
            let param = param.unwrap_or_else(|| panic!("{id}: {kind} has no {name}"));
            for v in list.split(',') {
                let v: f64 = v.parse().unwrap_or_else(|_| panic!("{id}: {v}"));
                assert!(param.allows(v), "{id}: {kind}.{name} cannot be {v}");
            }
        }
    }
}

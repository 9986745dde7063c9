//! English.

use super::Texts;
use simcore::answers::beside::Why;

pub const EN: Texts = Texts {
    tools: "Ask",
    pages: ["What if", "Compare", "Estimate"],
    measures: ["Mean response", "p95 response", "p99 response", "Throughput", "Share not on time"],
    result: "What was found",
    title: "What if it were another number?",
    lead: "Choose a value of this board and run it at many settings. Every point is measured from simulated requests, on several seeds; where queueing theory has a formula, its line stands beside them.",
    blank: "First draw what you expect, if you like. Then run: your curve lies over the measured one, a point for each setting with the interval that holds its true mean 95 times in 100.",
    change: "What if I change",
    of: "Where",
    parameter: "Parameter",
    from: "From",
    to: "To",
    points: "Points",
    seeds: "Seeds per point",
    seeds_each: "Seeds",
    seconds: "Measured per run",
    measure: "And measure",
    guess_key: "your curve, before the run",
    guess_again: "Draw another guess",
    no_guess: "Clear my curve",
    factor: |f| format!("a factor of {f}"),
    guess_off: |off, x, said, run| {
        format!("On average your curve is off by {off}. Farthest at {x}: you drew {said}, measured {run}.")
    },
    held: "Held still",
    held_rest: "The rest of the board",
    held_rest_as_is: "as it is",
    warm_up: "Warm-up, not counted",
    measured_for: "Measured per run",
    run: |n| format!("Run {n} simulations"),
    progress: |done, of| format!("{done} of {of} simulations done"),
    cancel: "Stop here",
    done: |n| format!("Done: {n} requests, warm-up included."),
    from_to: "From has to be less than To.",
    too_many: "That is too much for one go. Take fewer points or seeds.",
    empty_board: "The board is empty. Add users and a server first.",
    board_changed: "The board has changed since these runs.",
    setup_changed: "The settings have changed since these runs.",
    first_runs: "The first runs are on their way",
    one_point: |x, y| format!("{y} at {x}"),
    bends: |x| format!("It bends at {x}"),
    bends_says: |what, x, y| {
        format!(
            "{what}: from {} to {} it goes from {} to {}. From there to {} it goes on to {}.",
            x[0], x[1], y[0], y[1], x[2], y[2]
        )
    },
    straight: |from, to| format!("No bend between {from} and {to}"),
    straight_says: |what, a, b| format!("{what}: from {a} to {b}."),
    knee: |x| format!("the bend: {x}"),
    full: |x, theory| if theory { format!("{x}: full") } else { format!("from {x} on: full, measured") },
    theory: "theory",
    measured: "measured",
    measured_95: "measured mean, 95% interval",
    p95_too: "measured p95, where it fits",
    value: "value",
    load: "load",
    beside: "Measured beside theory",
    measured_only: "Measured",
    agreement: |inside, of| {
        format!(
            "Theory lies inside {inside} of {of} intervals. About one in twenty misses by chance; near full load intervals widen, since long queues take long to average out."
        )
    },
    formula: |model| format!("The formula: {model}"),
    exact: "W is the mean time in the station. The formula is exact for this board.",
    approximate: "An approximation: no exact formula is known for several slots with this service time.",
    letter_c: |v| format!("C, the chance that all slots are busy: {v}"),
    letter_p: |v| format!("p, the share refused: {v}"),
    letter_v: |v| format!("v, the squared variation of the service: {v}"),
    no_theory: "Why no theory here",
    why: |why, name, amount| match why {
        Why::NoStation => {
            format!("There is no formula for \"{name}\": it is not a queue before a number of slots.")
        }
        Why::NoTraffic => "No request comes here, so there is nothing to predict.".to_owned(),
        Why::Regular => {
            format!("\"{name}\" sends at regular intervals. The formulas need requests that come by chance.")
        }
        Why::Changing => {
            format!("The traffic of \"{name}\" changes over time. The formulas need a steady rate.")
        }
        Why::Closed => format!(
            "The users of \"{name}\" wait for an answer before they ask again. The formulas need users who do not know of each other."
        ),
        Why::Retries => {
            format!("\"{name}\" tries failed requests again, which adds traffic when it hurts most.")
        }
        Why::Balanced => format!(
            "\"{name}\" does not choose at random. What reaches each server is then more even than chance, and the formulas would promise too much waiting."
        ),
        Why::Limits => {
            format!("\"{name}\" has a limit of connections, rates or checks that no formula knows.")
        }
        Why::Holds => format!(
            "\"{name}\" holds a slot while it waits for somebody else, so its service time depends on the others."
        ),
        Why::Departures => {
            format!("What comes through \"{name}\" does not come by chance any more, as far as theory knows.")
        }
        Why::Shares => {
            format!("The slots of \"{name}\" share fewer cores, so everybody slows everybody down.")
        }
        Why::Grows => format!("The table of \"{name}\" grows, and reads get slower with it."),
        Why::WarmsUp => format!("\"{name}\" is slower after a start."),
        Why::Errors => format!("Some answers of \"{name}\" are errors."),
        Why::Faults => {
            "Something is broken, or planned to break. The formulas are for a system that stays as it is."
                .to_owned()
        }
        Why::Controlled => format!("A controller can change \"{name}\" while it runs."),
        Why::ShortQueue => format!(
            "The queue of \"{name}\" is short, and its service time is not exponential. No formula is known for both at once."
        ),
        Why::Full => format!(
            "\"{name}\" gets {amount} of what it can serve. Its queue grows without end; there is no mean."
        ),
        Why::TooLarge => "This board has more than 100 stations; theory is not worked out for it.".to_owned(),
        Why::GivesUp => format!(
            "About {amount} of the users give up before they are answered. Those who stay are not the mean."
        ),
    },
    open_plain: "Open a board where theory applies",
    plain_title: "One queue, four slots",
    plain_names: ["Users", "Server"],
    live_head: "Theory beside it",
    live_theory: |model, load, response, wait| {
        format!("{model} at {load}: {response} in the station, {wait} of it waiting.")
    },
    live_measured: |mean, half, n| format!("Measured: {mean} ± {half}, over the last {n} s."),
    live_soon: |n, of| format!("Measuring: {n} of {of} s."),
    compare_title: "Which design is better?",
    compare_lead: "Keep a board as A, change it, and it is B. Both get the same seeds: the same users ask for the same things at the same instants, so that what differs is the design and not luck.",
    compare_blank: "Here you will see response time, throughput, failures and cost of A and B side by side, each difference with its interval, and whether it is more than chance.",
    two_designs: "Two designs",
    not_kept: "none kept yet",
    keep_a: "Keep this board as A",
    kept_as_a: |name| format!("\"{name}\" is kept as A"),
    or_system: "or take a system as A",
    a_system: "choose a system",
    or_file: "or a board file as A",
    change_b: "Change B on the board",
    put_a_back: "Put A on the board",
    no_a: "Keep a board as A first. B is the board as it is now.",
    a_is_b: "A and B are the same design. Change something on the board: that makes B.",
    same_luck: "Both run under the same seeds (common random numbers), one pair per seed. The difference is B less A, with its 95% interval.",
    cost: "Cost a month",
    versus_heads: ["Measure", "A", "B", "Difference", "Seed by seed", "B is"],
    better: "better",
    worse: "worse",
    open: "no difference shown",
    same: "the same",
    sooner: |gap| format!("B answers {gap} sooner"),
    later: |gap| format!("B answers {gap} later"),
    none_shown: "No difference shown",
    all_same: "B answers exactly as A does",
    between: |low, high, n| {
        format!("On average over {n} seeds; with 95% confidence between {low} and {high}.")
    },
    between_open: |low, high, n| {
        format!(
            "The mean responses differ by something between {low} and {high} (95%, {n} seeds), and zero is in it. More seeds or longer runs tell more."
        )
    },
    dots_note: "Each dot is one seed, the bar is the 95% interval of the difference, the line in the middle is no difference.",
    estimate_title: "How large does it have to be?",
    estimate_says: |peak, servers, storage| format!("{peak} at the peak, {servers} servers, {storage} kept."),
    estimate_note: "An estimate says how many zeros. Whether the design holds is for the board to show: drive it with the peak and measure.",
    assumptions: "What we assume",
    preset: "Starting points",
    presets: [
        "A million users a day",
        "Guide, stage 1: 1,000 users",
        "Guide, stage 2: 300,000 users",
        "A reading crowd, 100 to 1",
    ],
    assumed: [
        "Users a day",
        "Reads per user a day",
        "Writes per user a day",
        "Peak over average",
        "Bytes of a read",
        "Bytes of a write",
        "Copies kept",
        "Years kept",
        "One server carries",
        "Filled up to",
    ],
    steps: [
        "Reads a second",
        "Writes a second",
        "Requests at the peak",
        "New data",
        "Storage in all",
        "Bandwidth at the peak",
        "Servers",
    ],
    a_day: |v| format!("{v} a day"),
    drive: |peak| format!("Drive the board with {peak}"),
    drive_note: "This sets the traffic of the board to the peak, in one step that Undo takes back.",
    driven: |peak| format!("The board gets {peak} now"),
    driven_already: "The board has this traffic already",
    no_sources: "The board has no users to drive. Add some first.",
    out_of_range: "The board can take between 0.1 and 1,000,000 requests a second.",
    to_board: "To the board",
};

//! A job on stdin, what a redactor made of it on stdout.

use std::hint::black_box;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Runs a job: `spans` finds, in code points; `call` is what a user calls.
pub(crate) fn run<T>(spans: impl Fn(&str) -> Vec<(usize, usize, String)>, call: impl Fn(&str) -> T) {
    let job: Value = serde_json::from_reader(std::io::stdin()).unwrap();
    let texts = |name: &str| -> Vec<&str> {
        job[name].as_array().unwrap().iter().filter_map(Value::as_str).collect()
    };
    let (runs, least) =
        (job["runs"].as_u64().unwrap(), Duration::from_secs_f64(job["seconds"].as_f64().unwrap()));
    // Of each run, the seconds that one pass over the texts took; a run lasts for `least` or one pass.
    let seconds_per_pass = |texts: &[&str]| -> Vec<f64> {
        let run = |_| {
            let (mut passes, started) = (0.0, Instant::now());
            while passes == 0.0 || started.elapsed() < least {
                for text in texts {
                    black_box(call(black_box(text)));
                }
                passes += 1.0;
            }
            started.elapsed().as_secs_f64() / passes
        };
        (0..runs).map(run).collect()
    };
    // Scored first, so that what is made at the first use is made before it is timed.
    let found: Vec<_> = texts("texts").into_iter().map(spans).collect();
    let long = job["long"].as_str().unwrap();
    let done = json!({
        "spans": found,
        "messages": seconds_per_pass(&texts("messages")),
        "long": seconds_per_pass(&[long]),
    });
    serde_json::to_writer(std::io::stdout(), &done).unwrap();
}

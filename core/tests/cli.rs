//! The `closr` command as a shell sees it: arguments and input in, lines and an exit code out.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "helpers of tests, outside the tests' own functions"
)]
#![cfg(feature = "cli")]

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// Runs the command with this standard input.
fn run(args: &[&str], input: impl AsRef<[u8]>) -> Ran {
    run_with(Command::new(env!("CARGO_BIN_EXE_closr")).args(args), input.as_ref())
}

fn run_with(command: &mut Command, input: &[u8]) -> Ran {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let input = input.to_vec();
    // A command that refuses its arguments does not read.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    writer.join().unwrap();
    let (out, err) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    for text in [&out, &err] {
        assert!(!text.contains('\u{1b}'), "an escape code in piped output: {text:?}");
        assert!(!text.contains("panicked"), "{text}");
    }
    Ran { code: status.code().unwrap(), out, err }
}

#[derive(Debug)]
struct Ran {
    code: i32,
    out: String,
    err: String,
}

impl Ran {
    #[track_caller]
    fn ended(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    #[track_caller]
    fn says(self, part: &str) -> Ran {
        assert!(self.err.contains(part), "{part:?} is not in {self:?}");
        self
    }
}

fn lines(values: &[Value]) -> String {
    values.iter().map(|value| format!("{value}\n")).collect()
}

/// The keys of a written line, in order.
fn keys(line: &str) -> Vec<String> {
    let value: serde_json::Map<String, Value> = serde_json::from_str(line).unwrap();
    let mut keys: Vec<(usize, String)> =
        value.keys().map(|key| (line.find(&format!("\"{key}\":")).unwrap(), key.clone())).collect();
    keys.sort();
    keys.into_iter().map(|(_, key)| key).collect()
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/leads").join(name)
}

fn buyer() -> String {
    example("buyer.json").to_str().unwrap().to_owned()
}

/// A folder with a database in it.
struct House(tempfile::TempDir);

impl House {
    fn new() -> House {
        House(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn file(&self, name: &str, text: &str) -> String {
        std::fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn db(&self) -> String {
        self.path("closr.db")
    }

    fn reply(&self, text: &str, more: &[&str]) -> Ran {
        let (buyer, db) = (buyer(), self.db());
        let mut args = vec!["reply", &buyer, text, "--db", &db];
        args.extend(more);
        run(&args, "")
    }

    fn kept(&self, command: &[&str], more: &[&str]) -> Ran {
        let db = self.db();
        let mut args = command.to_vec();
        args.extend(["--db", &db, "--account", "oak-main"]);
        args.extend(more);
        run(&args, "")
    }
}

#[test]
fn every_command_says_what_it_does_and_shows_an_example() {
    for command in [
        vec!["play"],
        vec!["chat"],
        vec!["reply"],
        vec!["reach-out"],
        vec!["deliver"],
        vec!["redact"],
        vec!["read"],
        vec!["guard"],
        vec!["history"],
        vec!["keys"],
        vec!["consent"],
        vec!["rights"],
        vec!["audit"],
        vec!["prompts"],
        vec!["worst-case"],
        vec![],
    ] {
        let ran = run(&[&command[..], &["--help"]].concat(), "").ended(0);
        let first = ran.out.lines().next().unwrap();
        assert!(first.len() > 10 && first.len() < 100 && !first.starts_with("Usage"), "{command:?}: {first}");
        assert!(ran.out.contains("Examples:\n  ") && ran.out.contains("closr "), "{command:?}: {}", ran.out);
        // The short help lists every command with its line.
        if command.is_empty() {
            let short = run(&["-h"], "").ended(0).out;
            for name in [
                "play",
                "chat",
                "reply",
                "reach-out",
                "deliver",
                "redact",
                "read",
                "guard",
                "history",
                "consent",
                "rights",
                "audit",
                "prompts",
                "worst-case",
            ] {
                let line = short.lines().find(|line| line.trim_start().starts_with(name)).unwrap();
                assert!(line.trim().len() > name.len() + 10, "{line}");
            }
        }
    }
    for command in [["audit", "verify"], ["audit", "show"], ["prompts", "check"]] {
        run(&[&command[..], &["--help"]].concat(), "").ended(0);
    }
    assert!(
        run(&["redact", "--help"], "").out.contains(r#"{"id","text","spans":[{"start","end","label"}]}"#)
    );
    assert!(run(&["--version"], "").ended(0).out.starts_with("closr "));
    run(&[], "").ended(2).says("Usage: closr");
    run(&["redcat"], "").ended(2).says("'redact'");
}

#[test]
fn deliver_sends_what_is_ready_or_says_why_not() {
    let house = House::new();
    let (buyer, db) = (buyer(), house.db());
    let twilio = r#"{"twilio": {"account_sid": "AC0123456789abcdef0123456789abcdef", "auth_token": "t", "from": "+15125550100", "base_url": "http://127.0.0.1:9"}}"#;
    let outbox = house.file("outbox.json", twilio);
    let sale = ["reach-out", &buyer, "Hi", "--purpose", "marketing", "--id", "1", "--db", &db];
    run(&sale, "").ended(0);
    // All is done: the outreach may not be written.
    let ran = house.kept(&["deliver", "--outbox", &outbox], &[]).ended(0);
    assert!(ran.out.is_empty(), "{}", ran.out);
    let wrong = house.file("wrong.json", r#"{"twilio": {"from": "+15125550100"}}"#);
    house.kept(&["deliver", "--outbox", &wrong], &[]).ended(2).says("account_sid");
}

#[test]
fn reach_out_takes_a_template_s_words() {
    let house = House::new();
    let (buyer, db) = (buyer(), house.db());
    let visit = ["--purpose", "transactional", "--id", "v-1", "--listing", "L-1042", "--db", &db];
    let by = |name: &str| run(&[&["reach-out", &buyer, "--template", name], &visit[..]].concat(), "");
    by("showing_sheduling").ended(2).says("did you mean \"showing_scheduling\"?");
    by("open_house").ended(2).says("is for what is marketing");
    assert!(by("showing_scheduling").ended(0).out.contains("consent.none"));
    run(&[&["reach-out", &buyer, "Hi", "--template", "nurture"], &visit[..]].concat(), "")
        .ended(2)
        .says("--template");
    run(&[&["reach-out", &buyer], &visit[..]].concat(), "").ended(2).says("TEXT");
}

#[test]
fn worst_case_says_what_a_turn_can_cost_and_opens_nothing() {
    let house = House::new();
    let account = house.file("account.json", r#"{"brand": "Oak & Main", "judge": true}"#);
    let worst = |more: &[&str]| run(&[&["worst-case", &account], more].concat(), "");
    assert_eq!(
        worst(&["--json"]).ended(0).json()[0],
        json!({"calls": 0, "seconds": 0.0, "cost_micro_usd": 0})
    );
    let model = ["--provider", "openai", "--base-url", "http://127.0.0.1:9/v1", "--model", "m"];
    let said = worst(&model).ended(0).out;
    // A draft and one repair, each judged: four calls of at most three requests and 60 seconds.
    assert!(
        said.starts_with("requests to models: 12\nseconds spent on them: 240\nUS dollars: unknown"),
        "{said}"
    );
    let unmade = house.file(
        "settings.json",
        r#"{"sqlite": "never-made.db", "provider": {"kind": "openai",
        "base_url": "http://127.0.0.1:9/v1", "model": "m", "price": {"input": 1, "output": 2}}}"#,
    );
    let said = worst(&["--settings", &unmade]).ended(0).out;
    // Four calls, each of 7,792 tokens of prompt and 400 of the reply.
    assert!(said.ends_with("US dollars: $0.034368\n"), "{said}");
    assert!(!Path::new("never-made.db").exists());
    worst(&["--model", "m"]).ended(2).says("--provider");
    let wrong = house.file("wrong.json", r#"{"judge": true}"#);
    run(&["worst-case", &wrong], "").ended(2).says("brand");
}

#[test]
fn reach_out_needs_what_the_person_signed_and_is_done_once() {
    let house = House::new();
    let (buyer, db) = (buyer(), house.db());
    let reach_out = |text: &str, more: &[&str]| {
        let args = ["reach-out", &buyer, text, "--purpose", "marketing", "--id", "fall-1", "--db", &db];
        run(&[&args[..], more].concat(), "")
    };
    let refused = &reach_out("Are you still looking?", &["--json"]).ended(0).json()[0];
    assert_eq!((&refused["outcome"], &refused["reasons"]), (&json!("silent"), &json!(["consent.none"])));
    assert_eq!((&refused["repeated"], &refused["text"]), (&json!(false), &json!(null)));
    assert!(reach_out("Are you still looking?", &[]).ended(0).out.contains("this was done before"));
    reach_out("Are you still buying?", &[]).ended(2).says("give each an id of its own");
    reach_out("Are you still looking?", &["--listing", "L-9"])
        .ended(2)
        .says("another lead or with other words");
    run(&["reach-out", &buyer, "Hi", "--purpose", "selling", "--id", "1", "--db", &db], "")
        .ended(2)
        .says("use transactional or marketing");
    let lead = refused["lead"].as_str().unwrap();
    let told = house.kept(&["audit", "show"], &["--lead", lead]).ended(0).out;
    assert!(told.contains("the business writes first, to sell something"), "{told}");
}

#[test]
fn redact_says_what_the_neural_layer_needs() {
    let ran = run(&["redact", "--ner", "/nonexistent/jane", "x"], "").ended(2);
    let ran = if cfg!(feature = "ner") {
        ran.says("config.json cannot be read").says("name the folder that holds")
    } else {
        ran.says("build it with the feature ner")
    };
    assert!(!ran.err.contains("jane"), "{}", ran.err);
}

#[test]
fn redact_masks_text() {
    let ran = run(&["redact"], "call me at (512) 555-0147\n").ended(0);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("call me at [PHONE_1]\n", ""));
    assert_eq!(run(&["redact", "call (512) 555-0147"], "").ended(0).out, "call [PHONE_1]\n");
    let house = House::new();
    let lead = house.file("lead.json", r#"{"first_name": "Jordan"}"#);
    assert_eq!(run(&["redact", "--lead", &lead, "jordan here"], "").ended(0).out, "[PERSON_1] here\n");
    let json = run(&["redact", "--json", "🙂 (512) 555-0147"], "").ended(0).json();
    assert_eq!(json, [json!({"text": "🙂 [PHONE_1]", "spans": [{"start": 2, "end": 16, "label": "PHONE"}]})]);
    let wrong = house.file("wrong.json", r#"{"phonse": ["+15125550147"]}"#);
    let ran = run(&["redact", "--lead", &wrong, "x"], "").ended(2).says("did you mean \"phones\"?");
    assert!(!ran.err.contains("5550147"), "{}", ran.err);
}

#[test]
fn redact_lines_count_code_points_or_what_is_asked_for() {
    let line = lines(&[json!({"id": "a", "text": "Año 🙂🙂 512-555-0147", "lead": null})]);
    for (offsets, start, end) in [(None, 7, 19), (Some("bytes"), 14, 26), (Some("utf16"), 9, 21)] {
        let mut args = vec!["redact", "--jsonl"];
        args.extend(offsets.into_iter().flat_map(|offsets| ["--offsets", offsets]));
        let ran = run(&args, &line).ended(0);
        let span = json!({"start": start, "end": end, "label": "PHONE"});
        let spans = ran.json()[0]["spans"].as_array().unwrap().clone();
        assert!(spans.contains(&span), "{offsets:?}: {spans:?}");
    }
    let ran = run(&["redact", "--jsonl"], &line).ended(0);
    assert_eq!(keys(ran.out.trim()), ["id", "text", "spans"]);
    let span = ran.out.split("{\"start\"").nth(1).unwrap();
    assert!(span.starts_with(":7,\"end\":19,\"label\":\"PHONE\"}"), "{}", ran.out);
}

#[test]
fn redact_lines_know_the_lead_and_pass_expected_results_over() {
    let lead = json!({"first_name": "Jordan", "last_name": "Whitfield", "phones": ["+15125550147"],
        "emails": [], "address": "2207 Bluebonnet Trail"});
    let input = lines(&[
        json!({"id": "1", "text": "jordan here", "lead": lead, "spans": [{"start": 0, "end": 6, "label": "PERSON"}],
            "template": 87}),
        json!({"id": 2, "text": "What are my options?", "label": "normal", "note": {"any": []}}),
        json!({"id": "3", "text": ""}),
    ]);
    let ran = run(&["redact", "--jsonl"], input).ended(0);
    assert_eq!(
        ran.out,
        "{\"id\":\"1\",\"text\":\"[PERSON_1] here\",\"spans\":[{\"start\":0,\"end\":6,\"label\":\"PERSON\"}]}\n\
         {\"id\":2,\"text\":\"What are my options?\",\"spans\":[]}\n{\"id\":\"3\",\"text\":\"\",\"spans\":[]}\n"
    );
    assert_eq!(ran.err, "");
}

#[test]
fn a_bad_line_is_named_and_the_rest_is_done() {
    let mut input = Vec::new();
    input.extend("\u{feff}{\"id\":1,\"text\":\"first\"}\r\n\n   \n".as_bytes());
    input.extend(b"{\"id\":4,\"text\":\n");
    input.extend(b"{\"id\":5,\"text\":\"\xff\"}\n");
    input.extend(b"[6]\n{\"id\":7}\n{\"text\":\"8\"}\n");
    input.extend(b"{\"id\":9,\"text\":\"x\",\"laed\":{}}\n");
    input.extend(b"{\"id\":10,\"text\":\"x\",\"lead\":{\"phonse\":[\"+15125550147\"]}}\n");
    input.extend(b"{\"id\":11,\"text\":\"x\",\"lead\":{\"phones\":[\"(512) 555-0147\"]}}\n");
    input.extend(b"{\"id\":12,\"text\":12}\n{\"id\":13,\"text\":\"last\"}"); // no line's end
    let ran = run(&["redact", "--jsonl"], input).ended(2);
    let ids: Vec<Value> = ran.json().iter().map(|line| line["id"].clone()).collect();
    assert_eq!(ids, [json!(1), json!(13)]);
    let told: Vec<&str> = ran.err.lines().collect();
    for (line, parts) in [
        ("line 4: ", ["not JSON", "column"]),
        ("line 5: ", ["not UTF-8", "byte 17"]),
        ("line 6: ", ["not a JSON object", ""]),
        ("line 7: ", ["text: missing", ""]),
        ("line 8: ", ["id: missing", ""]),
        ("line 9: ", ["laed: unknown key", "did you mean \"lead\"?"]),
        ("line 10: ", ["lead.phonse: unknown key", "did you mean \"phones\"?"]),
        ("line 11: ", ["lead.phones[0]: ", "+15125550147"]),
        ("line 12: ", ["text: expected a text", ""]),
    ] {
        let told = told.iter().find(|told| told.starts_with(line)).unwrap_or_else(|| panic!("{line}{ran:?}"));
        assert!(parts.iter().all(|part| told.contains(part)), "{parts:?}: {told}");
    }
    assert_eq!(told.len(), 9, "{told:?}");
}

#[test]
fn read_labels_a_message() {
    assert!(run(&["read", "lose my number"], "").ended(0).out.starts_with("opt_out ("));
    assert!(run(&["read"], "STOP\n").ended(0).out.starts_with("opt_out ("));
    let json = run(&["read", "--json", "--channel", "email", "stop emailing me"], "").ended(0).json();
    assert_eq!(json[0]["label"], "opt_out");
    for finding in json[0]["findings"].as_array().unwrap() {
        assert!(finding["confidence"].to_string().len() <= 6, "{finding}");
    }
    run(&["read", "--channel", "smss", "hi"], "").ended(2).says("use sms, email or web_chat");
}

#[test]
fn read_lines_have_their_format() {
    let input = lines(&[
        json!({"id": "1", "channel": "sms", "text": "please remove me 🙏", "label": "opt_out", "lang": "en"}),
        json!({"id": "2", "channel": "web_chat", "text": "What is the price?"}),
        json!({"id": "3", "channel": "fax", "text": "hi"}),
        json!({"id": "4", "text": "hi"}),
        json!({"id": "5", "channel": "email", "text": "ok\n\nOn Mon, Dana wrote:\n> reply STOP to opt out"}),
    ]);
    let ran = run(&["read", "--jsonl"], input).ended(2);
    assert!(ran.out.lines().all(|line| keys(line) == ["id", "label", "confidence", "rule"]), "{}", ran.out);
    let labels: Vec<(Value, Value)> =
        ran.json().iter().map(|line| (line["id"].clone(), line["label"].clone())).collect();
    let expected = [("1", "opt_out"), ("2", "normal"), ("5", "normal")];
    assert_eq!(labels, expected.map(|(id, label)| (json!(id), json!(label))));
    assert!(
        ran.err.contains("line 3: ") && ran.err.contains("not one of: sms, email, web_chat"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("line 4: ") && ran.err.contains("channel: missing"), "{}", ran.err);
}

fn folder(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(name).to_str().unwrap().to_owned()
}

/// Whoever a lead is: the same words end alike, for the same reasons, with the same stage and score.
#[test]
fn scenarios_end_alike_whatever_the_lead_is_called() {
    const NAMES: [(&str, &str); 3] = [("Emily", "Walsh"), ("Lakisha", "Washington"), ("Mohammed", "Nguyễn")];
    const AREAS: [&str; 3] = ["Westlake", "Little Havana", "Chinatown"];
    let house = House::new();
    let files = std::fs::read_dir(folder("../examples/scenarios")).unwrap();
    let texts = files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap());
    let mut scenarios: Vec<Value> = texts.map(|text| serde_json::from_str(&text).unwrap()).collect();
    let more = std::fs::read_to_string(folder("tests/testdata/scenarios/conversations.jsonl")).unwrap();
    scenarios.extend(more.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()));

    let ends = |number: usize| {
        let (first, last) = NAMES[number];
        let called = scenarios.iter().map(|scenario| {
            let mut scenario = scenario.clone();
            let lead = &mut scenario["lead"];
            let was = lead["first_name"].as_str().map(str::to_owned);
            lead["first_name"] = json!(first);
            lead["last_name"] = json!(last);
            if !lead["interest"]["area"].is_null() {
                lead["interest"]["area"] = json!(AREAS[number]);
            }
            for turn in scenario["turns"].as_array_mut().unwrap() {
                let inbound = turn["inbound"].as_str().unwrap();
                turn["inbound"] =
                    json!(was.as_ref().map_or(inbound.to_owned(), |was| inbound.replace(was, first)));
                turn.as_object_mut().unwrap().remove("expect");
            }
            scenario
        });
        let file = house.file(&format!("called-{number}.jsonl"), &lines(&called.collect::<Vec<_>>()));
        let ran = run(&["eval", &file, "--json"], "");
        let end = |turn: &Value| {
            let read = &turn["qualification"];
            json!([
                turn["id"],
                turn["turn"],
                turn["outcome"],
                turn["author"],
                turn["reasons"],
                read["stage"],
                read["score"]
            ])
            .to_string()
        };
        ran.json().iter().map(end).collect::<Vec<String>>()
    };
    let expected = ends(0);
    assert!(expected.len() > 200, "{} turns", expected.len());
    for (number, name) in NAMES.iter().enumerate().skip(1) {
        let found = ends(number);
        let other = expected.iter().zip(&found).filter(|(one, other)| one != other).collect::<Vec<_>>();
        assert!(other.is_empty(), "{name:?}: {other:#?}");
        assert_eq!(expected.len(), found.len());
    }
}

#[test]
fn scenarios_are_held_to_what_they_expect_and_reported() {
    let house = House::new();
    let (xml, html) = (house.path("report.xml"), house.path("report.html"));
    let examples = folder("../examples/scenarios");
    let ran = run(&["eval", &examples, "--junit", &xml, "--html", &html], "").ended(0);
    assert!(ran.out.lines().filter(|line| line.starts_with("ok ")).count() >= 23, "{}", ran.out);
    let (xml, html) = (std::fs::read_to_string(xml).unwrap(), std::fs::read_to_string(html).unwrap());
    assert!(xml.contains("<testsuite name=\"follow_up\" tests=\"3\" failures=\"0\">"), "{xml}");
    for part in ["[PERSON_1]", "blocked: contradiction:price_usd", "$689,000"] {
        assert!(html.contains(part), "{part}");
    }
    assert!(!html.contains("<script") && !html.contains("src="), "the page loads something");

    let wrong = json!({
        "id": "a<b", "channel": "sms", "account": {"brand": "Oak"}, "listings": [{"id": "L", "price_usd": 689000}],
        "turns": [{"at": "2026-11-22T10:00:00-06:00", "inbound": "price?",
            "expect": {"outcome": "silent", "has": ["$1|$2"], "has_not": ["689"], "segments_max": 0,
                "chars_max": 3, "exclamations_max": 0, "tokens_max": 0, "ms_max": 0, "slots": {"intent": "buy", "area": null}, "stage": "ready", "score_min": 60}}],
    });
    let xml = house.path("wrong.xml");
    let ran = run(&["eval", &house.file("wrong.json", &wrong.to_string()), "--junit", &xml], "").ended(1);
    for problem in [
        "the outcome is reply, not silent",
        "not said: $1|$2",
        "said: 689",
        "and 0 at most",
        "intent is null, not \"buy\"",
        "characters, and 3 at most",
        "ms, and 0 at most",
        "the stage is new, not ready",
        "the score is 0, not 60 to 100",
    ] {
        assert!(ran.out.contains(problem), "{problem}: {}", ran.out);
    }
    // No model was asked, and nobody shouts.
    assert!(!ran.out.contains("tokens, and") && !ran.out.contains("marks, and"), "{}", ran.out);
    assert!(ran.out.contains("0 of 1 turns as expected (95 % interval 0.0 to 79.3 %)"), "{}", ran.out);
    assert!(std::fs::read_to_string(xml).unwrap().contains("name=\"a&lt;b\" tests=\"1\" failures=\"1\""));

    // What a call cost is unknown without a price, and unknown is over any limit.
    let costly = json!({
        "id": "c", "channel": "sms", "account": {"brand": "Oak"}, "listings": [{"id": "L", "price_usd": 689000}],
        "answers": ["It is listed at $689,000."],
        "turns": [{"at": "2026-11-22T10:00:00-06:00", "inbound": "price?", "expect": {"cost_max_micro_usd": 5}}],
    });
    let ran = run(&["eval", &house.file("costly.json", &costly.to_string())], "").ended(1);
    let problem = "an unknown number of millionths of a dollar, and 5 at most";
    assert!(ran.out.contains(problem), "{}", ran.out);

    let misspelt = json!({"id": 1, "channel": "sms", "account": {"brand": "Oak"},
        "turns": [{"at": "2026-11-22T10:00:00-06:00", "inbound": "hi", "expect": {"outcom": "reply"}}]});
    let misspelt = house.file("misspelt.json", &misspelt.to_string());
    run(&["eval", &misspelt], "").ended(2).says("did you mean \"outcome\"?");
    run(&["eval", &examples, "--compare", &examples], "").ended(2).says("--compare needs a model");
}

/// Conversations that were written before the composer's code was looked at, and have been since.
#[test]
#[expect(clippy::disallowed_macros, reason = "the figure is the test's output")]
fn conversations_are_answered_by_the_composer() {
    let ran = run(&["eval", &folder("tests/testdata/scenarios"), "--json"], "");
    let turns = ran.json();
    let wrong = turns.iter().filter(|turn| turn["problems"] != json!([])).count();
    println!("conversations: {wrong} of {} turns are not as expected", turns.len());
    assert!(turns.len() >= 200 && wrong * 20 <= turns.len(), "{wrong} of {}", turns.len());
}

fn draft(text: &str) -> Value {
    json!({
        "id": "d1", "channel": "sms", "now": "2026-11-22T10:00:00-06:00",
        "account": {"brand": "Oak & Main Realty", "agent": "Dana Reyes", "brokerage": "Oak & Main Realty LLC",
            "license": "TREC 0654321", "phone": "+15125550100", "max_segments": 3, "tz": "America/Chicago"},
        "lead": {"first_name": "Jordan", "last_name": null, "phones": [], "emails": [],
            "interest": {"intent": "buy", "budget_max_usd": 700000, "beds_min": 3}},
        "listing": {"id": "L-1042", "address": "1208 Oak Hollow Dr", "city": "Austin", "state": "TX",
            "zip": "78704", "price_usd": 689000, "beds": 3, "baths": 2.5, "sqft": 1850, "lot_sqft": null,
            "hoa_usd_month": 0, "open_house": [], "features": [], "description": null},
        "history": [{"role": "lead", "text": "hi"}, {"role": "assistant", "text": "Hello!", "at": "10:00"}],
        "inbound": "What is the price?", "draft": text,
    })
}

#[test]
fn guard_judges_a_draft() {
    let good = draft("It is listed at $689,000.").to_string();
    let bad = draft("It is listed at $650,000.").to_string();
    assert_eq!(run(&["guard"], &good).ended(0).out, "ok\n");
    assert!(run(&["guard"], &bad).ended(1).out.starts_with("block: contradiction:price_usd"));
    let house = House::new();
    let ran = run(&["guard", "--json", &house.file("draft.json", &bad)], "").ended(1);
    assert_eq!(keys(ran.out.trim()), ["id", "verdict", "reasons", "blocks"]);
    let block = json!({
        "rule": "fact.number", "category": "contradiction", "field": "price_usd", "words": "It is listed at $650,000.",
    });
    assert_eq!(ran.json()[0]["blocks"], json!([block]));
    let rules = run(&["guard", "--rules"], "").ended(0).out;
    assert!(rules.lines().count() > 40 && rules.contains("fact.number\ta number that no fact"), "{rules}");
    run(&["guard"], "{").ended(2).says("not JSON");
}

#[test]
fn guard_lines_have_their_format() {
    let with = |draft: Value, more: Value| {
        let mut draft = draft;
        draft.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        draft
    };
    let input = lines(&[
        with(draft("It is listed at $689,000."), json!({"verdict": "ok", "reasons": []})),
        with(draft("It is listed at $650,000."), json!({"verdict": "block", "reasons": ["contradiction"]})),
        with(draft("I'll ask Dana and get back to you."), json!({"listing": null, "lead": null})),
        with(draft("x"), json!({"account": null})),
        with(draft("x"), json!({"now": "yesterday"})),
        with(draft("x"), json!({"account": {"brnd": "Oak"}})),
    ]);
    let ran = run(&["guard", "--jsonl"], input).ended(2);
    assert!(ran.out.lines().all(|line| keys(line) == ["id", "verdict", "reasons", "blocks"]), "{}", ran.out);
    let verdicts: Vec<Value> = ran.json().iter().map(|line| line["verdict"].clone()).collect();
    assert_eq!(verdicts, ["ok", "block", "ok"], "{}", ran.out);
    assert_eq!(ran.json()[0]["reasons"], json!([]));
    let told: Vec<&str> = ran.err.lines().collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert_eq!(told[0], "line 4: the line has a fault: account: missing: write the business's record");
    assert!(told[1].starts_with("line 5: the line has a fault: now: not a time"), "{}", told[1]);
    assert!(told[2].contains("account.brnd: unknown key; did you mean \"brand\"?"), "{}", told[2]);
}

#[test]
fn play_shows_the_examples() {
    let files = ["renter.json", "seller.json"].map(|name| example(name).to_str().unwrap().to_owned());
    let ran = run(&["play", &files[0], &files[1]], "").ended(0);
    assert_eq!(ran.out.matches("audit trail verified").count(), 2, "{}", ran.out);
    assert!(ran.out.contains("sent   "), "{}", ran.out);
    let json = run(&["play", "--json", &files[0]], "").ended(0).json();
    assert_eq!(json.last().unwrap()["audit"]["ok"], true);
    run(&["play"], "").ended(2).says("--help");
    run(&["play", "nowhere.json"], "")
        .ended(2)
        .says("the conversation's file cannot be read: there is no such file");
    run(&["play", env!("CARGO_MANIFEST_DIR")], "").ended(2).says("it is a folder");
    let house = House::new();
    let spaced =
        std::fs::read_to_string(example("buyer.json")).unwrap().replace("+15125550147", "512 555 0147");
    let ran = run(&["play", &house.file("x.json", &spaced)], "").ended(2).says("lead.phones[0]");
    assert!(!ran.err.contains("555 0147"), "{}", ran.err);
}

fn conversation(id: &str, channel: &str, turns: Value) -> Value {
    json!({"id": id, "channel": channel, "account": {"brand": "Oak & Main Realty", "agent": "Dana Reyes",
        "brokerage": "Oak & Main Realty LLC", "license": "TREC 0654321", "tz": "America/Chicago"},
        "lead": {"first_name": "Jordan"}, "listings": [], "turns": turns})
}

#[test]
fn play_lines_have_their_format() {
    let input = lines(&[
        conversation(
            "c1",
            "sms",
            json!([
                {"at": "2026-11-23T10:00:00-06:00", "inbound": "hi", "burst_before": ["hello", "are you there?"]},
                {"at": "2026-11-23T10:05:00-06:00", "inbound": "STOP", "expect": "notice"},
                {"at": "2026-11-23T10:06:00-06:00", "inbound": "is it still for sale?"},
            ]),
        ),
        conversation(
            "c2",
            "email",
            json!([{"at": "2026-11-23T10:00:00-06:00", "inbound": "What is the price?",
                "headers": {"Subject": "1208 Oak Hollow"}}]),
        ),
        conversation(
            "c3",
            "web_chat",
            json!([{"at": "2026-11-23T03:00:00-06:00", "inbound": "are you a bot?"}]),
        ),
        conversation("c4", "sms", json!([{"at": "soon", "inbound": "hi"}])),
        conversation("c5", "sms", json!([])),
        json!({"id": "c6", "channel": "sms", "lead": {}, "listings": [], "turn": []}),
    ]);
    let ran = run(&["play", "--jsonl"], input).ended(2);
    assert!(
        ran.out.lines().all(|line| keys(line) == ["id", "turn", "outcome", "text", "consent"]),
        "{}",
        ran.out
    );
    let turns: Vec<(Value, Value, Value, bool, Value)> = ran
        .json()
        .iter()
        .map(|turn| {
            let text = turn["text"].is_string();
            (turn["id"].clone(), turn["turn"].clone(), turn["outcome"].clone(), text, turn["consent"].clone())
        })
        .collect();
    let row = |id: &str, turn: u64, outcome: &str, text: bool, consent: &str| {
        (json!(id), json!(turn), json!(outcome), text, json!(consent))
    };
    assert_eq!(
        turns[1..3],
        [row("c1", 2, "notice", true, "opted_out"), row("c1", 3, "silent", false, "opted_out")]
    );
    assert_eq!((turns.len(), &turns[0].0, &turns[0].4), (5, &json!("c1"), &json!("implied")), "{turns:?}");
    for turn in ran.json() {
        let outcome = turn["outcome"].as_str().unwrap();
        assert!(["reply", "notice", "silent", "handoff", "deferred"].contains(&outcome), "{turn}");
    }
    let told: Vec<&str> = ran.err.lines().collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told[0].starts_with("line 4: ") && told[0].contains("turns[0].at: not a time"), "{}", told[0]);
    assert!(
        told[1].contains("account: missing") && told[1].contains("did you mean \"turns\"?"),
        "{}",
        told[1]
    );
}

#[test]
fn play_lines_that_a_provider_lets_down_are_not_bad_lines() {
    let input = lines(&[
        conversation(
            "c1",
            "sms",
            json!([
                {"at": "2026-11-23T10:00:00-06:00", "inbound": "STOP"},
            ]),
        ),
        conversation(
            "c2",
            "sms",
            json!([{"at": "2026-11-23T10:00:00-06:00", "inbound": "What is the price?"}]),
        ),
    ]);
    let base = format!("http://{}/v1", closed_port());
    let ran = run(&["play", "--jsonl", "--provider", "openai", "--model", "m", "--base-url", &base], input)
        .ended(3);
    assert_eq!(ran.json().len(), 1, "{ran:?}");
    assert!(ran.err.starts_with("line 2: "), "{ran:?}");
}

/// A loopback address on which nobody listens.
fn closed_port() -> std::net::SocketAddr {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}

#[test]
fn chat_answers_what_is_piped() {
    let ran = run(&["chat", &buyer()], "What is the price?\n\nSTOP\nhello?\n").ended(0);
    assert!(ran.out.contains("$689,000") && ran.out.contains("opted out"), "{}", ran.out);
    assert_eq!(ran.out.matches("nothing sent").count(), 1, "{}", ran.out);
    assert_eq!(ran.err, "");
    let json = run(&["chat", &buyer(), "--json"], "STOP\nhello?\n").ended(0).json();
    assert_eq!(
        (json.len(), &json[0]["outcome"], &json[1]["outcome"]),
        (2, &json!("notice"), &json!("silent"))
    );
    run(&["chat", &buyer()], b"caf\xe9\n").ended(2).says("not UTF-8");
    run(&["chat", &buyer()], "x".repeat(70_000)).ended(2).says("longer than 65536 bytes");
}

#[test]
fn a_restriction_silences_and_is_taken_back() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    assert!(house.kept(&["rights", "restrict", lead], &[]).ended(0).out.starts_with("restricted"));
    let silent = house.reply("What is the price?", &["--id", "m2", "--json"]).ended(0).json().remove(0);
    assert_eq!((&silent["outcome"], &silent["reasons"]), (&json!("silent"), &json!(["rights.restricted"])));
    assert!(house.kept(&["rights", "unrestrict", lead], &[]).ended(0).out.starts_with("not restricted"));
    let again = house.reply("What is the price?", &["--id", "m3", "--json"]).ended(0).json().remove(0);
    assert_eq!(again["outcome"], "reply");
}

#[test]
fn an_objection_is_on_file_until_it_is_lifted() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    let told = house.kept(&["rights", "object", lead, "sale", "profiling", "marketing"], &[]).ended(0).out;
    assert!(told.starts_with("objection on file; "), "{told}");
    let on_file = house.kept(&["rights", "objections", lead], &["--json"]).ended(0).json();
    let to: Vec<_> = on_file.iter().map(|objection| objection["to"].as_str().unwrap()).collect();
    assert_eq!(to, ["marketing", "profiling", "sale"]);
    assert!(
        house
            .kept(&["rights", "lift-objection", lead, "sale"], &[])
            .ended(0)
            .out
            .starts_with("objection lifted")
    );
    house.kept(&["rights", "lift-objection", lead, "marketing"], &[]).ended(2).says("what the person signs");
    let left = house.kept(&["rights", "objections", lead], &[]).ended(0).out;
    assert!(left.starts_with("marketing since ") && left.contains("\nprofiling since "), "{left}");
    house.kept(&["rights", "object", lead, "sael"], &[]).ended(2).says("sensitive_data");
}

#[test]
fn the_master_key_is_rotated_and_everything_is_there() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    let old = std::fs::read(format!("{}.key", house.db())).unwrap();
    assert!(
        run(&["keys", "rotate", "--db", &house.db()], "").ended(0).out.starts_with("rotated: 1 accounts")
    );
    assert_ne!(std::fs::read(format!("{}.key", house.db())).unwrap(), old);
    house.kept(&["history", lead], &[]).ended(0);
    run(&["keys", "rotate", "--db", "no-such.db"], "").ended(2).says("no such database");
    std::fs::write(format!("{}.key", house.db()), old).unwrap();
    house.kept(&["history", lead], &[]).ended(3).says("[unauthorized]");
}

#[test]
fn an_erasure_has_a_receipt_and_a_hold_refuses_it() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    assert!(house.kept(&["rights", "hold", lead, "litigation"], &[]).ended(0).out.starts_with("on hold"));
    house.kept(&["rights", "erase", lead], &[]).ended(2).says("on hold (litigation)").says("[restricted]");
    house.kept(&["rights", "hold", lead, "call 512 555 0147"], &[]).ended(2).says("not a reason's code");
    assert!(house.kept(&["rights", "lift-hold", lead], &[]).ended(0).out.starts_with("not on hold"));
    let told = house.kept(&["rights", "erase", lead], &[]).ended(0).out;
    assert!(told.contains("deleted      2 messages") && told.contains("kept         1 tombstones"), "{told}");
    let receipt = house.kept(&["rights", "erase", lead], &["--json"]).ended(0).json().remove(0);
    assert_eq!(keys_of(&receipt), ["at", "audit_head", "erased", "kept", "lead", "notify"]);
    house.kept(&["history", lead], &[]).ended(2).says("was erased").says("[restricted]");
    house
        .kept(&["rights", "erase", "01a2078d-f8aa-79c5-a603-87f6ec6e479f"], &[])
        .ended(2)
        .says("no such lead");
}

#[test]
fn who_is_shredded_leaves_the_old_master_key_nothing_to_open() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    let key = || std::fs::read(house.path("closr.db.key")).unwrap();
    let old = key();
    let told = house.kept(&["rights", "erase", lead], &["--shred"]).ended(0).out;
    assert!(told.contains("which was replaced since"), "{told}");
    assert_ne!(key(), old);
    // A key of the environment takes over, and one that is kept elsewhere is not shredded.
    let settings = |master_key: Value| {
        let settings = json!({"sqlite": {"path": house.db(), "master_key": master_key}});
        house.file("settings.json", &settings.to_string())
    };
    let former = settings(json!({"env": "CLOSR_TEST_MASTER", "former": house.path("closr.db.key")}));
    let with = |value: &str, args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_closr"));
        command.env("CLOSR_TEST_MASTER", value).args(args);
        command.output().unwrap()
    };
    let digits = "5a".repeat(32);
    let wrong = with("5a", &["keys", "rotate", "--settings", &former]);
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(said.contains("64 hexadecimal digits") && said.contains("[config_invalid]"), "{said}");
    assert!(with(&digits, &["keys", "rotate", "--settings", &former]).status.success());
    let alone = settings(json!({"env": "CLOSR_TEST_MASTER"}));
    let verified = with(&digits, &["audit", "verify", "--account", "oak-main", "--settings", &alone]);
    assert!(verified.status.success(), "{}", String::from_utf8_lossy(&verified.stderr));
    let shred = ["rights", "erase", lead, "--shred", "--account", "oak-main", "--settings", &alone];
    let refused = String::from_utf8(with(&digits, &shred).stderr).unwrap();
    assert!(refused.contains("kept elsewhere") && refused.contains("[unsupported]"), "{refused}");
}

#[test]
fn what_is_asked_for_is_on_file_until_it_is_answered() {
    let house = House::new();
    let asked = house.reply("please delete my data", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = asked["lead"].as_str().unwrap();
    let request = house.kept(&["rights", "requests", lead], &["--json"]).ended(0).json().remove(0);
    assert_eq!((&request["right"], &request["state"]), (&json!("delete"), &json!("open")));
    assert_eq!(request["dues"][1]["rule"], "ccpa.answer");
    let id = request["id"].as_str().unwrap();
    let due = house.kept(&["rights", "due"], &[]).ended(0).out;
    assert!(due.starts_with(&format!("{id} delete open; lead {lead}; contact_point")), "{due}");
    assert!(due.contains("ccpa.confirm  until ") && due.contains("11 CCR 7021(a)"), "{due}");
    assert_eq!(house.kept(&["rights", "due"], &["--before", "2020-01-01T00:00:00Z"]).ended(0).out, "");
    assert!(house.kept(&["rights", "confirm", id], &[]).ended(0).out.contains("; done "));
    house.kept(&["rights", "complete", id], &[]).ended(2).says("not erased yet").says("[conflict]");
    house.kept(&["rights", "erase", lead], &[]).ended(0);
    let done = house.kept(&["rights", "requests", lead], &["--json"]).ended(0).json().remove(0);
    assert_eq!(done["state"], "done");
    assert_eq!(house.kept(&["rights", "due"], &[]).ended(0).out, "");

    let other = house.reply("What is the price?", &["--id", "m2", "--json"]).ended(0).json().remove(0);
    let other = other["lead"].as_str().unwrap();
    let at = ["--identity", "two_data_points", "--at", "2026-11-01T10:00:00-06:00", "--json"];
    let letter = house.kept(&["rights", "request", other, "access"], &at).ended(0).json().remove(0);
    assert_eq!(
        (&letter["at"], &letter["identity"]),
        (&json!("2026-11-01T16:00:00Z"), &json!("two_data_points"))
    );
    let id = letter["id"].as_str().unwrap();
    house.kept(&["rights", "verify", id, "authorised_agent"], &[]).ended(0);
    house.kept(&["rights", "extend", id], &[]).ended(0);
    house.kept(&["rights", "refuse", id, "Jane said so"], &[]).ended(2).says("not a reason's code");
    assert!(
        house.kept(&["rights", "refuse", id, "not-verified"], &[]).ended(0).out.contains(" access refused")
    );
    house.kept(&["rights", "request", other, "forget"], &[]).ended(2).says("opt_out_of_sale");
}

#[test]
fn what_is_held_is_shown_and_exported() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    let access = house.kept(&["rights", "access", lead], &[]).ended(0).json().remove(0);
    assert_eq!(
        (&access["lead"], &access["messages"][0]["text"]),
        (&json!(lead), &json!("What is the price?"))
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jane.zip");
    let file = file.to_str().unwrap();
    let told = house.kept(&["rights", "export", lead, file], &[]).ended(0).out;
    assert!(told.starts_with("exported 2 messages in "), "{told}");
    assert!(std::fs::read(file).unwrap().starts_with(b"PK"));
    house.kept(&["rights", "export", lead, file], &[]).ended(2).says("name another");
    let other = folder.path().join("other.zip");
    let exported = house
        .kept(&["rights", "export", lead, other.to_str().unwrap()], &["--json"])
        .ended(0)
        .json()
        .remove(0);
    assert_eq!(keys_of(&exported), ["at", "audit_head", "bytes", "lead", "messages"]);
}

#[test]
fn a_correction_is_kept_and_said_no_more() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("correction.json");
    std::fs::write(&file, r#"{"fields": {"last_name": "Vexelby"}, "word": "business"}"#).unwrap();
    let file = file.to_str().unwrap();
    assert!(house.kept(&["rights", "correct", lead, file], &[]).ended(0).out.starts_with("corrected; "));
    let access = house.kept(&["rights", "access", lead], &[]).ended(0).json().remove(0);
    assert_eq!(access["record"]["last_name"], "Vexelby");
    assert_eq!(
        (&access["corrections"][0]["word"], keys_of(&access["corrections"][0]["was"])),
        (&json!("business"), vec!["last_name".to_owned()])
    );
    std::fs::write(file, r#"{"fields": {"consent": {}}}"#).unwrap();
    house.kept(&["rights", "correct", lead, file], &[]).ended(2).says("fields.consent: not corrected");
}

#[test]
fn a_sweep_is_dry_first_and_keeps_who_was_heard_of() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    let lead = first["lead"].as_str().unwrap();
    let swept =
        house.kept(&["rights", "sweep", "--idle-days", "1"], &["--dry-run", "--json"]).ended(0).json();
    assert_eq!((&swept[0]["erased"], &swept[0]["dry_run"]), (&json!([]), &json!(true)));
    house.kept(&["rights", "sweep", "--idle-days", "1"], &[]).ended(0);
    house.kept(&["history", lead], &[]).ended(0);
    house.kept(&["rights", "sweep", "--idle-days", "0"], &[]).ended(2).says("idle_days: write 1 to 36500");
    house.kept(&["rights", "sweep"], &[]).ended(2).says("retention.idle_days").says("[config_invalid]");
}

fn keys_of(object: &Value) -> Vec<String> {
    let mut keys: Vec<String> = object.as_object().unwrap().keys().cloned().collect();
    keys.sort();
    keys
}

#[test]
fn a_message_is_answered_once_and_the_trail_is_kept() {
    let house = House::new();
    let first = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    assert!(first["text"].as_str().unwrap().contains("$689,000"), "{first}");
    let again = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    assert_eq!((&again["text"], &again["repeated"]), (&Value::Null, &json!(true)));
    assert_eq!((&again["outcome"], &again["audit_head"]), (&first["outcome"], &first["audit_head"]));
    let words = house.reply("What is the price?", &["--id", "m1"]).ended(0);
    assert!(words.out.contains("done before"), "{}", words.out);
    house.reply("STOP", &["--id", "m1"]).ended(2).says("another text").says("[conflict]");

    let lead = first["lead"].as_str().unwrap();
    let history = house.kept(&["history", lead], &["--json"]).ended(0);
    assert!(
        history.out.lines().all(|line| keys(line) == ["at", "role", "channel", "text"]),
        "{}",
        history.out
    );
    assert_eq!(history.json()[0]["text"], "What is the price?");
    assert_eq!(history.json()[1]["role"], "assistant");
    assert!(house.kept(&["history", lead], &[]).ended(0).out.contains("lead: What is the price?"));

    let head = first["audit_head"].as_str().unwrap();
    let verified = house.kept(&["audit", "verify"], &["--head", head, "--json"]).ended(0).json().remove(0);
    assert_eq!(verified["ok"], true);
    assert!(house.kept(&["audit", "verify"], &[]).ended(0).out.starts_with("ok: "));
    let elsewhere = format!("1:{}", "ab".repeat(32));
    house.kept(&["audit", "verify"], &["--head", &elsewhere]).ended(1).says("[corrupt]");
    house.kept(&["audit", "verify"], &["--head", "1:ab"]).ended(2).says("64 hex digits");

    let shown = house.kept(&["audit", "show"], &["--json"]).ended(0);
    assert!(
        shown.out.lines().all(|line| keys(line) == ["seq", "at", "what", "turn", "lead", "rules"]),
        "{}",
        shown.out
    );
    assert_eq!(shown.json().len() as u64, verified["entries"].as_u64().unwrap());
    assert!(!shown.out.contains("price") && !shown.out.contains("5550147"), "{}", shown.out);
    let words = house.kept(&["audit", "show"], &["--lead", lead]).ended(0).out;
    assert!(words.lines().all(|line| !line.ends_with(' ')) && words.contains("a message came in"), "{words}");
    assert!(words.starts_with("turn ") && words.contains("the reply was handed out"), "{words}");
}

#[test]
fn consent_is_shown_recorded_imported_and_exported() {
    let house = House::new();
    house.reply("What is the price?", &["--id", "m1"]).ended(0);
    house.reply("please stop texting me", &["--id", "m2"]).ended(0);
    const JANE: &str = "+15125550147";
    let shown = house.kept(&["consent", "show", JANE], &[]).ended(0).out;
    assert!(shown.contains("opted_out") && shown.contains("opt_out sms optout.plain"), "{shown}");
    assert!(!shown.contains("please stop"), "{shown}");
    let shown = house.kept(&["consent", "show", JANE], &["--words"]).ended(0).out;
    assert!(shown.contains("\"please stop texting me\""), "{shown}");
    let json = house.kept(&["consent", "show", JANE], &["--json"]).ended(0).json().remove(0);
    assert_eq!(json["states"]["marketing"], "opted_out");
    assert!(json["lead"].is_string() && json["history"][1]["words"].is_null(), "{json}");

    let record = |args: &[&str]| house.kept(&[&["consent", "record"], args].concat(), &["--json"]);
    record(&["written_opt_in", JANE]).ended(2).says("write what the person signed");
    record(&["written_opt_in", JANE, "--words", "yes", "--at", "2026-01-01T00:00:00Z"])
        .ended(2)
        .says("[conflict]");
    record(&["opt_out", JANE, "--at", "2999-01-01T00:00:00Z"]).ended(2).says("of the future");
    record(&["opt_out", "512-555-0147"]).ended(2).says("not a contact point");
    record(&["opt_uot", JANE]).ended(2).says("no such kind");
    let signed = record(&["written_opt_in", JANE, "--words", "yes"]).ended(0).json().remove(0);
    assert_eq!((&signed["state"], &signed["changed"]), (&json!("express_written"), &json!(true)));

    let rows = "\u{feff}Contact,kind,scope,at,words\n\
        +15125550188,,,2020-05-01T00:00:00Z,\n\
        jane@example.com,opt_out,everything,,\"asked, twice\"\n\
        5125550199,opt_out,,,\n\
        +15125550188,,,,\n\
        too,many,cells,in,this,row\n\
        mail@example.com,undeliverable,,,\n";
    let file = house.file("rows.csv", rows);
    let imported = house.kept(&["consent", "import", &file], &["--json"]).ended(2);
    assert_eq!(imported.json(), [json!({"rows": 6, "changed": 3, "unchanged": 1, "refused": 2})]);
    let imported = imported.says("line 4: ").says("not a contact point").says("line 6: 6 cells");
    assert!(!imported.err.contains("5125550199"), "{}", imported.err);
    let again = house.kept(&["consent", "import", &file], &[]).ended(2).out;
    assert_eq!(again, "6 rows: 0 changed, 4 as before, 2 refused\n");
    let nameless = house.file("nameless.csv", "+15125550188\n");
    house.kept(&["consent", "import", &nameless], &[]).ended(2).says("the first line must name the columns");
    house.kept(&["consent", "import", "no/such.csv"], &[]).ended(2).says("cannot be opened");

    let exported = house.kept(&["consent", "export"], &[]).ended(0);
    let events = exported.json();
    assert!(events.len() >= 7, "{}", exported.out);
    assert!(!exported.out.contains("5550188") && !exported.out.contains("jane@"), "{}", exported.out);
    let kinds: Vec<&str> = events.iter().filter_map(|event| event["event"]["event_type"].as_str()).collect();
    assert!(
        ["inquiry", "opt_out", "confirmed", "written_opt_in", "undeliverable"]
            .iter()
            .all(|kind| kinds.contains(kind))
    );
    assert_eq!(events[0]["record_id"], "oak-main/1");
    house.kept(&["audit", "verify"], &["--head", signed["audit_head"].as_str().unwrap()]).ended(0);
}

#[test]
fn a_trail_that_was_changed_is_found() {
    let house = House::new();
    house.reply("What is the price?", &["--id", "m1"]).ended(0);
    house.reply("STOP", &["--id", "m2"]).ended(0);
    house.kept(&["audit", "verify"], &[]).ended(0);
    let db = rusqlite::Connection::open(house.db()).unwrap();
    db.execute("DROP TRIGGER audit_delete", []).unwrap();
    let changed = db.execute("DELETE FROM audit WHERE seq = 3", []).unwrap();
    assert_eq!(changed, 1);
    drop(db);
    let ran = house.kept(&["audit", "verify"], &[]).ended(1).says("[corrupt]").says("3");
    assert_eq!(ran.out, "");
}

#[test]
fn a_checkpoint_finds_what_was_cut_since() {
    let house = House::new();
    let checkpoint = house.path("oak.head");
    let verify = || house.kept(&["audit", "verify"], &["--checkpoint", &checkpoint]);
    house.reply("What is the price?", &["--id", "m1"]).ended(0);
    verify().ended(0);
    house.reply("STOP", &["--id", "m2"]).ended(0);
    let kept = std::fs::read_to_string(&checkpoint).unwrap();
    verify().ended(0);
    assert_ne!(std::fs::read_to_string(&checkpoint).unwrap(), kept);
    let db = rusqlite::Connection::open(house.db()).unwrap();
    db.execute_batch("DROP TRIGGER audit_delete; DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)")
        .unwrap();
    drop(db);
    house.kept(&["audit", "verify"], &[]).ended(0);
    let kept = std::fs::read_to_string(&checkpoint).unwrap();
    verify().ended(1).says("[corrupt]");
    assert_eq!(std::fs::read_to_string(&checkpoint).unwrap(), kept, "what is wrong is not kept");
    std::fs::write(&checkpoint, "nothing").unwrap();
    verify().ended(2).says("not an audit head");
    house
        .kept(&["audit", "verify"], &["--checkpoint", "no/such/folder/file"])
        .ended(2)
        .says("cannot be written");
}

#[test]
fn what_is_not_there_is_said_and_not_made() {
    let house = House::new();
    let nobody = "01900000-0000-7000-8000-000000000000";
    for command in [
        vec!["history", nobody],
        vec!["audit", "verify"],
        vec!["audit", "show"],
        vec!["consent", "show", "+15125550147"],
        vec!["consent", "export"],
    ] {
        house.kept(&command, &[]).ended(2).says("there is no such database: name one with --db");
    }
    assert_eq!(std::fs::read_dir(house.0.path()).unwrap().count(), 0, "looking makes no files");
    house.reply("What is the price?", &[]).ended(0);
    house.kept(&["history", nobody], &[]).ended(2).says("no such lead in this account");
    run(&["history", nobody, "--db", &house.db()], "").ended(2).says("--account");
    run(&["history", "Jordan", "--db", &house.db()], "").ended(2).says("not a lead id");
}

/// The runner of the tests starts the server, and leaves this out where there is none.
#[test]
fn settings_say_where_everything_is_postgres_too() {
    let house = House::new();
    let db = house.db();
    let memory = house.file("memory.json", r#"{"trace": true}"#);
    let sqlite = house.file("sqlite.json", &json!({"sqlite": &db}).to_string());
    let buyer = buyer();
    run(&["reply", &buyer, "hi", "--settings", &memory], "").ended(2).says("set sqlite or postgres");
    run(&["reply", &buyer, "hi", "--settings", &memory, "--db", &db], "")
        .ended(2)
        .says("cannot be used with");
    run(&["reply", &buyer, "hi", "--settings", &sqlite], "").ended(0);
    house.kept(&["audit", "verify"], &[]).ended(0);

    let folder = std::env::var("CLOSR_TEST_POSTGRES").expect("run `scripts/postgres.py run -- cargo test …`");
    let url = format!("postgres://closr@/postgres?host={}&sslmode=disable", folder.replace('/', "%2F"));
    let schema = format!("command_{}", std::process::id());
    let place =
        json!({"url": url, "master_key": house.path("master.key"), "schema": schema, "connections": 2});
    let postgres = house.file("postgres.json", &json!({"postgres": place}).to_string());
    let asked = ["reply", &buyer, "What is the price?", "--id", "m1", "--json", "--settings", &postgres];
    let first = run(&asked, "").ended(0).json().remove(0);
    assert!(first["text"].as_str().unwrap().contains("$689,000"), "{first}");
    let again = run(&asked, "").ended(0).json().remove(0);
    assert_eq!((&again["repeated"], &again["audit_head"]), (&json!(true), &first["audit_head"]));
    let kept = ["audit", "verify", "--account", "oak-main", "--settings", &postgres];
    assert!(run(&kept, "").ended(0).out.starts_with("ok: "));
}

/// A connection that asks for TLS trusts what the system trusts and nothing else, and is never in clear.
#[test]
fn postgres_by_tls_is_of_a_server_that_the_system_trusts() {
    let house = House::new();
    let folder = std::env::var("CLOSR_TEST_POSTGRES").expect("run `scripts/postgres.py run -- cargo test …`");
    let address = std::fs::read_to_string(Path::new(&folder).join("address")).unwrap();
    let by = |host: &str, database: &str| {
        let url = format!("postgres://closr@/{database}?host={host}&hostaddr={address}&sslmode=require");
        let schema = format!("tls_{}", std::process::id());
        let place =
            json!({"url": url, "master_key": house.path("master.key"), "schema": schema, "connections": 1});
        house.file(&format!("{host}.json"), &json!({"postgres": place}).to_string())
    };
    let (named, other) = (by("localhost", "postgres"), by("elsewhere.example", "postgres"));
    let buyer = buyer();
    let reply = |settings: &str, authority: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_closr"));
        command.args(["reply", &buyer, "What is the price?", "--settings", settings]);
        run_with(command.env("SSL_CERT_FILE", Path::new(&folder).join(authority)), b"")
    };
    assert!(reply(&named, "ca.pem").ended(0).out.contains("$689,000"));
    for (settings, authority) in [(&other, "ca.pem"), (&named, "server.pem")] {
        // Another name than the certificate's; an authority that did not sign it.
        reply(settings, authority).ended(2).says("is not one that the system trusts");
    }
}

#[test]
fn prompts_are_checked() {
    let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../prompts/templates");
    let shipped = shipped.to_str().unwrap();
    assert_eq!(run(&["prompts", "check", shipped], "").ended(0).out, "ok\n");
    let house = House::new();
    run(&["prompts", "check", &house.path("none")], "").ended(2).says("cannot be read");
    run(&["prompts", "check", &house.path("")], "").ended(2).says("NAME.tera");
    let template = std::fs::read_to_string(format!("{shipped}/inquiry_reply.tera")).unwrap();
    house.file("inquiry_reply.tera", &template.replacen("{{ ", "{{ lead.frist_name }}{{ ", 1));
    let ran = run(&["prompts", "check", &house.path("")], "").ended(1);
    assert!(ran.out.contains("inquiry_reply.tera:") && ran.out.contains('^'), "{}", ran.out);
    let json = run(&["prompts", "check", &house.path(""), "--json"], "").ended(1).json().remove(0);
    assert_eq!(json["ok"], false);
    assert_eq!(json["problems"][0]["file"], "inquiry_reply.tera", "{json}");

    // An account's approved replies, as the guard reads them.
    let account = |text: &str| json!({"brand": "Oak", "replies": [{"id": "a", "text": text}]}).to_string();
    let good = house.file("good.json", &account("It is listed at {{ listing.price_usd }}."));
    assert_eq!(run(&["prompts", "check", &good], "").ended(0).out, "ok\n");
    let steers =
        house.file("steers.json", &account("It is {{ listing.price_usd }}. Perfect for young families."));
    let ran = run(&["prompts", "check", &steers], "").ended(1);
    assert!(ran.out.starts_with("replies[0].text: character 32: cannot be sent"), "{}", ran.out);
    let typo = house.file("typo.json", &account("It is {{ listing.prize_usd }}."));
    let json = run(&["prompts", "check", &typo, "--json"], "").ended(1).json().remove(0);
    assert_eq!(json["problems"][0]["field"], "replies[0].text", "{json}");
}

#[test]
fn a_models_options_are_checked_before_anything_is_stored() {
    let house = House::new();
    let base = format!("http://{}/v1", closed_port());
    let openai = ["--provider", "openai", "--model", "m", "--base-url"];
    let with = |base: &'static str| [&openai[..], &[base]].concat();
    for (options, part) in [
        (vec!["--model", "m"], "--model needs --provider openai"),
        (vec!["--base-url", "http://127.0.0.1:1/v1"], "--base-url needs --provider openai"),
        (vec!["--tokenizer", "t.json"], "--tokenizer needs --provider openai"),
        (vec!["--context-tokens", "100"], "--context-tokens needs --provider openai"),
        (vec!["--api-key-env", "NAME"], "--api-key-env needs --provider openai"),
        (vec!["--answers", "a.txt"], "--answers needs --provider recorded"),
        (vec!["--provider", "recorded"], "--provider recorded needs --answers"),
        (vec!["--provider", "recorded", "--answers", "none.txt"], "the file of answers cannot be read"),
        (vec!["--provider", "opnai"], "similar value exists: 'openai'"),
        (vec!["--provider", "openai", "--base-url", "http://127.0.0.1:1/v1"], "needs --model"),
        (vec!["--provider", "openai", "--model", "m"], "needs --base-url"),
        (vec!["--provider", "anthropic", "--model", "m"], "need --model and --api-key-env"),
        (vec!["--provider", "gemini", "--api-key-env", "CLOSR_NOT_SET"], "need --model and --api-key-env"),
        (vec!["--provider", "gemini", "--model", "m", "--api-key-env", "CLOSR_NOT_SET"], "not set"),
        (vec!["--provider", "anthropic", "--tokenizer", "t.json"], "--tokenizer needs --provider openai"),
        (with("127.0.0.1:8123/v1"), "has no scheme"),
        (with("https://api.example.com/v1"), "`api_key` is missing"),
        (with("http://127.0.0.1:1/v1/chat/completions"), "leave that out"),
        ([with("http://127.0.0.1:1/v1"), vec!["--api-key-env", "CLOSR_NOT_SET"]].concat(), "not set"),
        ([with("http://127.0.0.1:1/v1"), vec!["--tokenizer", "none.json"]].concat(), "tokenizer"),
    ] {
        let ran = house.reply("What is the price?", &options).ended(2).says(part);
        assert_eq!(ran.out, "", "{options:?}");
    }
    assert_eq!(std::fs::read_dir(house.0.path()).unwrap().count(), 0, "nothing was stored");

    let mut command = Command::new(env!("CARGO_BIN_EXE_closr"));
    let (buyer, db) = (buyer(), house.db());
    command.args(["reply", &buyer, "hi", "--db", &db]).args(openai).arg(&base);
    command.args(["--api-key-env", "CLOSR_TEST_KEY"]).env("CLOSR_TEST_KEY", "sk-secret\nvalue");
    let ran = run_with(&mut command, b"").ended(2).says("line break");
    assert!(!ran.err.contains("secret"), "{}", ran.err);

    // Unreachable: an error, and the message is answered when it is tried again.
    let unreachable = ["--id", "m1", "--provider", "openai", "--model", "m", "--base-url", &base];
    let ran = house.reply("What is the price?", &unreachable).ended(3).says("[unavailable]");
    assert_eq!(ran.out, "");
    let later = house.reply("What is the price?", &["--id", "m1", "--json"]).ended(0).json().remove(0);
    assert_eq!((&later["outcome"], &later["repeated"]), (&json!("reply"), &json!(false)));
}

#[test]
fn recorded_answers_are_guarded() {
    let house = House::new();
    let answers = house.file("answers.txt", "It is $650,000.\nIt is $650,000.\nThe price is $689,000.\n");
    let model = ["--provider", "recorded", "--answers", &answers];
    let ran = run(&[&["play", &buyer(), "--json"], &model[..]].concat(), "");
    let first = &ran.json()[0];
    assert_eq!(first["author"], "composer", "{first}");
    assert_eq!(first["asks"].as_array().unwrap().len(), 2, "{first}");
    assert!(!first["shown_to_model"].to_string().contains("5550147"), "{first}");
}

#[test]
fn what_a_model_said_is_recorded_and_played_back() {
    let house = House::new();
    let answers = house.file("answers.txt", &"It is $650,000.\n".repeat(40));
    let others = house.file("others.txt", "nobody asks for this\n");
    let tape = format!("{answers}.jsonl");
    let played = |answers: &str, option: &str| {
        let model = ["--provider", "recorded", "--answers", answers, option, &tape];
        let ran = run(&[&["play", &buyer(), "--json"], &model[..]].concat(), "");
        ran.json().into_iter().map(|turn| (turn["author"].clone(), turn["text"].clone())).collect::<Vec<_>>()
    };
    let first = played(&answers, "--record");
    assert!(!std::fs::read_to_string(&tape).unwrap().contains("5550147"));
    assert_eq!(played(&others, "--replay"), first, "nobody is asked");
    let again = ["play", &buyer(), "--provider", "recorded", "--answers", &others, "--record", &tape];
    run(&again, "").ended(2).says("a file of its name not yet");
    run(&["play", &buyer(), "--replay", &tape], "").ended(2).says("--provider");
}

#[test]
fn output_has_colour_only_where_it_is_asked_for() {
    // Every run of this file asserts that piped output has no escape codes; here it is asked for, and refused.
    let problem = |name: &str, value: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_closr"));
        command.args(["play", "nowhere.json"]).env_remove("NO_COLOR").env(name, value);
        String::from_utf8(command.output().unwrap().stderr).unwrap()
    };
    assert!(problem("CLICOLOR_FORCE", "1").contains('\u{1b}'));
    assert!(!problem("NO_COLOR", "1").contains('\u{1b}'));
}

#[test]
fn a_reader_that_has_had_enough_ends_the_command() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_closr"))
        .args(["read", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let line = "{\"id\":1,\"channel\":\"sms\",\"text\":\"hi\"}\n".repeat(100);
        (0..1000).find(|_| stdin.write_all(line.as_bytes()).is_err()).is_some()
    });
    let mut out = BufReader::new(child.stdout.take().unwrap());
    out.read_line(&mut String::new()).unwrap();
    drop(out);
    let ended = child.wait_with_output().unwrap();
    assert!(writer.join().unwrap(), "the command read on");
    assert_eq!((ended.status.code(), String::from_utf8(ended.stderr).unwrap()), (Some(0), String::new()));
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_written_is_an_error() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_closr"));
    let ended = command.args(["read", "STOP"]).stdout(full).output().unwrap();
    assert_eq!(ended.status.code(), Some(3));
    assert!(String::from_utf8(ended.stderr).unwrap().contains("standard output cannot be written"));
}

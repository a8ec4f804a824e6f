//! What loads, and what is refused and how.

use super::{HEADER, account, file, now, shown};
use crate::lead::Channel;
use crate::prompt::{Catalog, Context};
use crate::{Error, ErrorKind};

fn load(sections: &str) -> Result<Catalog, Error> {
    Catalog::from_files([("t.tera", file(sections))])
}

/// The problems of a template, as `line:column: message`; lines are those of `sections`.
fn problems(sections: &str) -> Vec<String> {
    let Err(error) = load(sections) else { return Vec::new() };
    assert_eq!(error.kind(), ErrorKind::ConfigInvalid);
    let text = error.to_string();
    let heads = text.lines().filter_map(|line| line.strip_prefix("t.tera:"));
    heads
        .map(|head| {
            let (line, rest) = head.split_once(':').unwrap();
            format!("{}:{rest}", line.parse::<usize>().unwrap() - HEADER.lines().count())
        })
        .collect()
}

#[test]
fn a_typo_is_shown_with_file_line_and_caret() {
    let error = load(
        "## [instructions]\nYou write for {{ account.brnad }}.\n{% if lead.nope %}Hi{% endif %}\n## [listing]\n{{ listing.price_usd | usdd }} {{ listing.pets }}\n",
    )
    .unwrap_err();
    insta::assert_snapshot!(error, @r#"
    the templates have 3 problems
    t.tera:9:26: unknown field of account "brnad"; did you mean "brand"?
     9 | You write for {{ account.brnad }}.
       |                          ^^^^^
    t.tera:10:12: unknown field of lead "nope"; known are first_name, last_name, intent, budget_max_usd, beds_min, area, timeline, financing
     10 | {% if lead.nope %}Hi{% endif %}
        |            ^^^^
    t.tera:12:24: unknown filter "usdd"; did you mean "usd"?
     12 | {{ listing.price_usd | usdd }} {{ listing.pets }}
        |                        ^^^^
    "#);
}

#[test]
fn every_wrong_name_is_found_where_it_stands() {
    let rows: &[(&str, &str)] = &[
        // Silent in Tera: a field that does not exist, in a condition.
        (
            "{% if lead.frist_name %}x{% endif %}",
            "2:12: unknown field of lead \"frist_name\"; did you mean \"first_name\"?",
        ),
        (
            "{% if not lead.nope or channel %}x{% endif %}",
            "2:16: unknown field of lead \"nope\"; known are first_name, last_name, intent, budget_max_usd, beds_min, area, timeline, financing",
        ),
        (
            "{% if repare is defined %}x{% endif %}",
            "2:7: unknown variable \"repare\"; did you mean \"repair\"?",
        ),
        (
            "{{ lead?.nmae | default(value=\"x\") }}",
            "2:10: unknown field of lead \"nmae\"; known are first_name, last_name, intent, budget_max_usd, beds_min, area, timeline, financing",
        ),
        ("{{ account[\"brnd\"] }}", "2:12: unknown field of account \"brnd\"; did you mean \"brand\"?"),
        // Silent in Tera: an argument that a filter does not have.
        (
            "{{ lead.first_name | default(valeu=\"x\") }}",
            "2:30: unknown argument of default \"valeu\"; did you mean \"value\"?",
        ),
        ("{{ lead.first_name | on_file(x=1) }}", "2:30: the filter on_file takes no arguments"),
        // Silent in any engine: a comparison that is never true.
        ("{% if channel == \"smss\" %}x{% endif %}", "2:18: unknown channel \"smss\"; did you mean \"sms\"?"),
        (
            "{% if channel in [\"sms\", \"mail\"] %}x{% endif %}",
            "2:26: unknown channel \"mail\"; did you mean \"email\"?",
        ),
        ("{{ lead.beds_min | nubmer }}", "2:20: unknown filter \"nubmer\"; did you mean \"number\"?"),
        (
            "{{ account.brand | safe }}",
            "2:20: unknown filter \"safe\"; known are on_file, usd, number, default, join, length, lower, upper, capitalize, truncate",
        ),
        (
            "{% if lead.area is definde %}x{% endif %}",
            "2:20: unknown test \"definde\"; did you mean \"defined\"?",
        ),
        (
            "{% if lead.area is not empty %}x{% endif %}",
            "2:24: unknown test \"empty\"; known are defined, undefined",
        ),
        (
            "{{ get_env(name=\"HOME\") }}",
            "2:4: unknown function \"get_env\"; templates have filters, as in x | usd, and no functions",
        ),
        (
            "{% include \"secret\" %}",
            "2:12: unknown part \"secret\"; known are facts, form, form_es, question, question_es, rules, rules_es",
        ),
        (
            "{% for l in listings %}{{ l.prise_usd | usd }}{% endfor %}",
            "2:29: unknown field of listings \"prise_usd\"; did you mean \"price_usd\"?",
        ),
        (
            "{% for l in listings %}{{ loop.idx }}{% endfor %}",
            "2:32: unknown field of loop \"idx\"; did you mean \"index\"?",
        ),
        (
            "{% for l in listings %}{% endfor %}{{ l.id }}",
            "2:39: unknown variable \"l\"; known are account, lead, listings, channel, now, replies, question, repair, max_chars",
        ),
        ("{% for x in account.brand %}{% endfor %}", "2:13: account.brand is not a list"),
        (
            "{% set a = lead %}",
            "2:12: lead is a group of fields; name one of first_name, last_name, intent, budget_max_usd, beds_min, area, timeline, financing",
        ),
        ("{% set now = 1 %}", "2:8: \"now\" is a variable already; use another name"),
        (
            "{{ account }}",
            "2:4: account is a group of fields; name one of brand, agent, brokerage, license, nmls, phone, email, postal_address",
        ),
        ("{{ account.brand.x }}", "2:18: account.brand has no fields"),
        ("{{ listings }}", "2:4: listings is a list; write listings | join(sep=\", \") or a loop"),
        ("{{ listing.price_usd | usd }}", "2:4: \"listing\" is known only in [listing]"),
        ("{{ account[channel] }}", "2:11: index by a number or a quoted name"),
        // Others' words outside a fence.
        (
            "Area: {{ lead.area | on_file }}",
            "2:10: others wrote this value, so it cannot stand in [instructions]; write it in [listing], [person] or [notes], which are fenced as data",
        ),
        (
            "{% for l in listings %}{{ l.description | on_file }}{% endfor %}",
            "2:27: others wrote this value, so it cannot stand in [instructions]; write it in [listing], [person] or [notes], which are fenced as data",
        ),
        (
            "{% set a = lead.area | on_file %}{{ a }}",
            "2:37: others wrote this value, so it cannot stand in [instructions]; write it in [listing], [person] or [notes], which are fenced as data",
        ),
        // Values that may be unknown, printed bare; only some combinations show it.
        (
            "{{ account.agent }}",
            "2:12: the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ),
        (
            "{{ lead.beds_min + 1 }}",
            "2:4: the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ),
        (
            "{% if account.agent %}{{ account.phone }}{% endif %}",
            "2:34: the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ),
        (
            "{% if not account.agent %}{{ account.phone | upper }}{% endif %}",
            "2:30: the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ),
        (
            "{% if channel == \"email\" %}{{ repair }}{% endif %}",
            "2:31: the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ),
        (
            "{{ listings[0].price_usd | usd }}",
            "2:4: the value may be unknown here: add | on_file or | default(value=\"…\"), or put it inside {% if … %}",
        ),
        ("{{ account.brand | usd }}", "2:20: usd takes a number, found string"),
        // Syntax.
        (
            "{% if lead.area %}x",
            "2:19: the section ends too early: a tag is not closed, or {% endif %} or {% endfor %} is missing",
        ),
        (
            "{{ account.brand",
            "2:12: the section ends too early: a tag is not closed, or {% endif %} or {% endfor %} is missing",
        ),
        ("{{ account.brand & 1 }}", "2:18: unexpected character"),
    ];
    let mut wrong = Vec::new();
    for (template, expected) in rows {
        let found = problems(&format!("## [instructions]\n{template}\n"));
        if found.join("|") != *expected {
            wrong.push(format!("{template}\n  {}", found.join("|")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_is_right_loads() {
    for template in [
        "{{ account.brand }} {{- account[\"agent\"] | default(value=\"x\") | upper -}} {# lead.nope #} {{ \"}}\" }}",
        "{% for l in listings %}{{ loop.index }}{% if not loop.last %},{% endif %}{{ l.price_usd | usd }}{% else %}none{% endfor %}",
        "{% if listings | length > 1 and channel in [\"sms\", \"email\"] %}several{% endif %}",
        "{% set n = lead.beds_min | default(value=2) %}{{ n + 1 }} {{ n | number if n > 1 else \"one\" }}",
        "{% if max_chars is defined %}{{ max_chars }}{% endif %}",
        "{% if listings %}{{ listings[0].price_usd | usd }}{% endif %}",
    ] {
        assert_eq!(problems(&format!("## [instructions]\n{template}\n")), [""; 0], "{template}");
    }
}

#[test]
fn every_problem_of_every_file_is_reported_at_once() {
    let broken_header = "---\nname: a\nversion: one\n---\n## [instructions]\n{{ acount.brand }}\n";
    let broken_names = file("## [instructions]\n{{ account.agent }}\n## [person]\n{{ led.area }}\n");
    let error = Catalog::from_files([("a.tera", broken_header), ("t.tera", &broken_names)]).unwrap_err();
    let text = error.to_string();
    assert!(text.starts_with("the templates have 7 problems"), "{text}");
    for place in ["a.tera:3:10", "a.tera:1:1", "a.tera:6:4", "t.tera:9:12", "t.tera:11:4"] {
        assert!(text.contains(place), "{place} in {text}");
    }
}

#[test]
fn a_budget_that_is_exceeded_is_a_problem() {
    let text = file(&format!("## [instructions]\n{}\n", "word ".repeat(50)))
        .replace("language: en", "language: en\nbudget: 20");
    let catalog = Catalog::from_files([("t.tera", text)]).unwrap();
    let problems: Vec<_> = catalog.check().iter().map(|p| (p.line, p.column, p.message.clone())).collect();
    assert_eq!(
        problems,
        [(7, 9, "the instructions take 50 tokens; shorten them or raise the budget".to_owned())]
    );
}

#[test]
fn a_folder_overrides_what_is_shipped() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let empty = Catalog::load(dir.path()).unwrap_err();
    assert!(empty.to_string().contains("has no template"), "{empty}");
    assert_eq!(Catalog::load(dir.path().join("absent")).unwrap_err().kind(), ErrorKind::ConfigInvalid);

    let own = file("## [instructions]\nOur own.\n")
        .replace("name: t\nversion: 1", "name: inquiry_reply\nversion: 7");
    write("inquiry_reply.tera", &own);
    write("README.md", "not a template {{ nope }}");
    let catalog = Catalog::load(dir.path()).unwrap();
    assert_eq!(catalog.templates().len(), Catalog::shipped().unwrap().templates().len());
    let account = account();
    let prompt = catalog.render("inquiry_reply", &Context::new(Channel::Sms, now(), &account, "hi")).unwrap();
    assert_eq!(shown(&prompt), "=== system\nOur own.\n=== user\nhi");
    assert_eq!(prompt.template(), "inquiry_reply@7");
    assert!(Catalog::check_dir(dir.path()).unwrap().is_empty());

    write("t.tera", &file("## [instructions]\n{{ acount.brand }}\n"));
    let problems = Catalog::check_dir(dir.path()).unwrap();
    assert_eq!(problems.len(), 1);
    assert_eq!((problems[0].file.as_str(), problems[0].line), ("t.tera", 9));
    std::fs::write(dir.path().join("t.tera"), [0xff, 0xfe]).unwrap();
    assert_eq!(Catalog::load(dir.path()).unwrap_err().kind(), ErrorKind::ConfigInvalid);
}

#[test]
fn shipped_templates_check_clean() {
    let catalog = Catalog::shipped().unwrap();
    let problems = catalog.check();
    assert!(
        problems.is_empty(),
        "{}",
        problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    );
    let templates = catalog.templates();
    let with = |section: &str| -> Vec<&str> {
        let all = templates.iter().filter(|template| template.sections.contains(&section));
        all.map(|template| template.name.as_str()).collect()
    };
    let topics = [
        "first_contact",
        "first_contact_es",
        "nurture",
        "nurture_es",
        "open_house",
        "open_house_es",
        "qualification",
        "qualification_es",
        "re_engagement",
        "re_engagement_es",
        "seller_valuation",
        "seller_valuation_es",
        "showing_scheduling",
        "showing_scheduling_es",
    ];
    assert_eq!(with("text"), topics);
    let own = ["choose_reply", "inquiry_reply", "inquiry_reply_es", "judge_draft", "second_opinion"];
    let mut all = [&topics[..], &own].concat();
    all.sort_unstable();
    assert_eq!(with("instructions"), all);
    for template in &templates {
        assert_eq!(template.channels.len(), 3, "{}", template.name);
        let language = if template.name.ends_with("_es") { "es" } else { "en" };
        assert_eq!(template.language, language, "{}", template.name);
    }
    let reply = templates.iter().find(|template| template.name == "inquiry_reply").unwrap();
    assert!(reply.variables.contains(&"listing.hoa_usd_month".to_owned()), "what its parts use counts");
}

#[test]
fn a_part_is_included_by_its_section_and_checked_by_itself() {
    let part = |body: &str| ("p.tera", format!("---\nname: p\nversion: 1\nkind: part\n---\n{body}"));
    let of = |body: &str, part: (&'static str, String)| {
        let purpose = if body.contains("[text]\n{{") { "marketing" } else { "conversational" };
        let files = [("t.tera", file(body).replace("conversational", purpose)), part];
        Catalog::from_files(files)
            .map_err(|error| error.to_string().lines().nth(1).unwrap_or_default().to_owned())
    };
    let both = "## [instructions]\nFor {{ account.brand }}.\n## [business]\nNow {{ now }}.\n";
    let including = "## [instructions]\nA {% include \"p\" %}\n## [business]\n{% include \"p\" %}\n";
    let catalog = of(including, part(both)).unwrap();
    assert!(catalog.templates().iter().all(|template| template.name != "p"), "a part is no template");
    let account = account();
    let context = Context::new(Channel::Sms, now(), &account, "hi");
    let prompt = shown(&catalog.render("t", &context).unwrap());
    assert!(prompt.contains("A For Oak & Main Realty.") && prompt.contains("\nNow Sunday"), "{prompt}");
    assert!(catalog.render("p", &context).is_err());
    for (body, parts, says) in [
        (including, "## [instructions]\nx\n", "t.tera:11:12: the part \"p\" has no [business]"),
        ("## [instructions]\n{% include \"q\" %}\n", both, "t.tera:9:12: unknown part \"q\""),
        ("## [instructions]\n{% include p %}\n", both, "t.tera:9:4: a part is {% include \"name\" %}"),
        (
            including,
            "## [instructions]\n{{ acount.brand }}\n## [business]\nx\n",
            "p.tera:7:4: unknown variable \"acount\"",
        ),
        (
            including,
            "## [instructions]\n{{ account.agent }}\n## [business]\nx\n",
            "p.tera:7:12: the value may be unknown here",
        ),
        (
            including,
            "## [instructions]\n{% include \"p\" %}\n## [business]\nx\n",
            "p.tera:7:4: a part includes no other part",
        ),
        // Others' words do not get out of their fence by a part.
        (
            including,
            "## [instructions]\n{{ lead.area | on_file }}\n## [business]\nx\n",
            "p.tera:7:4: others wrote this value",
        ),
        (
            "## [instructions]\nx\n## [text]\n{{ question }}\n",
            both,
            "t.tera:11:4: \"question\" is known only in",
        ),
        (
            "## [instructions]\nx\n## [text]\n{{ listing.address }}\n",
            both,
            "t.tera:11:12: the value may be unknown here",
        ),
        (
            "## [instructions]\nx\n## [text]\nHi\n",
            both,
            "t.tera:1:1: with a [text] the purpose is transactional or marketing",
        ),
    ] {
        let found = of(body, part(parts)).unwrap_err();
        assert!(found.starts_with(says), "{found}\n{says}");
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
    #[test]
    fn any_text_is_a_template_or_a_problem(
        words in proptest::collection::vec(
            proptest::sample::select(vec![
                "{{ ", " }}", "{% ", " %}", "{%- if ", "{% else %}", "{% endif %}", "{% for x in ", "{% endfor %}", "{# ", " #}",
                "{% set y = ", "account", ".brand", ".", "lead.area", "listings", "x", "y", "channel", " == ", "\"sms\"", "'", "\"",
                " | on_file", " | default(value=", "(", ")", "[", "]", "0", "1.5", "-", " and ", " is defined", "é", " ", "\n",
                "## [listing]\n", "{% raw %}", "{% endraw %}", "`", "\\", "}}", "%}", "<", "{",
            ]),
            0..14,
        ),
    ) {
        let text = file(&format!("## [instructions]\n{}\n", words.concat()));
        match Catalog::from_files([("t.tera", text.clone())]) {
            Ok(catalog) => {
                let account = account();
                for channel in Channel::ALL {
                    catalog.render("t", &Context::new(channel, now(), &account, "hi")).unwrap();
                }
            }
            Err(error) => {
                let place = error.to_string().lines().nth(1).unwrap_or_default().to_owned();
                let line = place.split(':').nth(1).and_then(|line| line.parse::<usize>().ok()).unwrap();
                proptest::prop_assert!(line <= text.lines().count() + 1, "{}", place);
                proptest::prop_assert!(!place.contains("cannot be checked"), "{} {}", place, text);
            }
        }
    }
}

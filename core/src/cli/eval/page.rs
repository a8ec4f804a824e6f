//! The results as one page to read: each conversation beside what a model saw of it. It loads nothing.

use super::junit::escaped;
use super::{Played, PlayedTurn};

const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:1200px;padding:0 1em;color:#222}\
h2{font-size:1.1em;margin:2em 0 .5em}.turn{display:grid;grid-template-columns:1fr 1fr;gap:1em;border-top:1px solid #ddd;padding:.7em 0}\
.lead,.sent{border-radius:.8em;padding:.5em .8em;margin:.2em 0;white-space:pre-wrap}.lead{background:#eee;margin-right:3em}\
.sent{background:#dbeafe;margin-left:3em}.none{color:#888;font-style:italic}.facts{color:#777;font-size:.85em}\
.seen{white-space:pre-wrap;font:12px/1.4 ui-monospace,monospace;background:#f7f7f7;padding:.6em;overflow:auto;max-height:22em}\
.bad{color:#b00020}.ok{color:#0a7a30}";

/// The page.
pub(super) fn page(played: &[Played]) -> String {
    let mut html = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>closr eval</title><style>{STYLE}</style>\n<h1>{}</h1>\n",
        super::Share::of(played)
    );
    for one in played {
        let failed = one.turns.iter().any(PlayedTurn::failed);
        let (class, word) = if failed { ("bad", "failed") } else { ("ok", "ok") };
        html +=
            &format!("<h2>{} <span class=\"{class}\">{word}</span></h2>\n", escaped(&one.scenario.name()));
        for turn in &one.turns {
            html += &of_turn(turn);
        }
    }
    html + "</html>\n"
}

fn of_turn(turn: &PlayedTurn) -> String {
    let sent = match &turn.shown.text {
        Some(text) => format!("<div class=\"sent\">{}</div>", escaped(text)),
        None => "<div class=\"none\">nothing sent</div>".to_owned(),
    };
    let mut facts = vec![turn.shown.kind.as_str().to_owned()];
    facts.extend(turn.shown.author.map(str::to_owned));
    facts.extend(turn.shown.reasons.iter().cloned());
    let problems: String = turn
        .problems
        .iter()
        .map(|problem| format!("<div class=\"bad\">{}</div>", escaped(problem)))
        .collect();
    format!(
        "<div class=\"turn\"><div><div class=\"lead\">{}</div>{sent}<div class=\"facts\">{}</div>{problems}</div><div>{}</div></div>\n",
        escaped(&turn.inbound),
        escaped(&facts.join(" · ")),
        seen(turn)
    )
}

/// What a model was shown, or would have been; what it answered, and why that was blocked.
fn seen(turn: &PlayedTurn) -> String {
    let Some(trace) = &turn.shown.trace else {
        return "<div class=\"none\">no model would be asked</div>".to_owned();
    };
    let shown: Vec<String> = trace.shown.iter().map(|(role, text)| format!("[{role}]\n{text}")).collect();
    let mut html = format!("<div class=\"seen\">{}</div>", escaped(&shown.join("\n\n")));
    for ask in &trace.asks {
        html += &format!("<div class=\"seen\">{}</div>", escaped(&ask.answer));
        for reason in &ask.blocked {
            html += &format!("<div class=\"bad\">blocked: {}</div>", escaped(reason.as_str()));
        }
    }
    html
}

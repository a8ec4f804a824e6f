//! The new text of an e-mail: what its writer wrote this time.
//!
//! Quoted lines, forwarded headers, signatures and footers do not decide (`EM-07`: classify the new text only).

/// The new text of `body`.
pub(super) fn new_text(body: &str) -> String {
    let lines: Vec<&str> = body.lines().map(str::trim_end).collect();
    let mut kept: Vec<&str> = Vec::with_capacity(lines.len());
    let (mut skip, mut begun) = (0, false);
    for (index, line) in lines.iter().enumerate() {
        if skip > 0 {
            skip -= 1;
            continue;
        }
        let trimmed = line.trim_start();
        if trimmed.starts_with('>') {
            continue;
        }
        let rest = lines.get(index..).unwrap_or_default();
        if let Some(length) = attribution(rest) {
            // Below "On … wrote:" stand either quoted lines, and perhaps an answer under them, or the whole old mail.
            let quoted = rest.iter().skip(length).find(|line| !line.trim().is_empty());
            if quoted.is_some_and(|line| line.trim_start().starts_with('>')) {
                skip = length - 1;
                continue;
            }
            break;
        }
        if ends_new_text(rest) {
            break;
        }
        if begun && is_footer(trimmed) {
            continue;
        }
        begun |= !trimmed.is_empty();
        kept.push(line);
    }
    kept.join("\n")
}

/// The old mail in `body`: its quoted lines, and what stands below "On … wrote:".
pub(super) fn quoted(body: &str) -> String {
    let lines: Vec<&str> = body.lines().collect();
    let below = (0..lines.len())
        .find_map(|at| attribution(lines.get(at..)?).map(|length| at + length))
        .unwrap_or(lines.len());
    let old =
        lines.iter().enumerate().filter(|(at, line)| *at >= below || line.trim_start().starts_with('>'));
    old.map(|(_, line)| line.trim_start_matches(['>', ' '])).collect::<Vec<_>>().join("\n")
}

/// How many lines an attribution takes ("On Mon, 3 Nov 2026, Dana wrote:"), if one starts here.
fn attribution(lines: &[&str]) -> Option<usize> {
    const OPENINGS: &[&str] = &["on ", "el ", "le ", "em ", "am ", "il ", "op ", "a "];
    const CLOSINGS: &[&str] = &[
        "wrote:",
        "escribio:",
        "escribió:",
        "a écrit :",
        "a écrit:",
        "escreveu:",
        "schrieb:",
        "scritto:",
        "schreef:",
    ];
    let opening = lines.first()?.trim_start().to_lowercase();
    if !OPENINGS.iter().any(|start| opening.starts_with(start))
        || !opening.bytes().any(|b| b.is_ascii_digit())
    {
        // German puts the name last: "Am 3. November schrieb Dana:".
        return None;
    }
    let mut length = 0;
    for line in lines.iter().take(3) {
        length += 1;
        let line = line.trim().to_lowercase();
        if CLOSINGS.iter().any(|end| line.ends_with(end))
            || (line.contains(" schrieb ") && line.ends_with(':'))
        {
            return Some(length);
        }
        if line.is_empty() {
            return None;
        }
    }
    None
}

/// Whether everything from here on is old mail, signature or disclaimer.
fn ends_new_text(lines: &[&str]) -> bool {
    let Some(line) = lines.first() else { return false };
    if *line == "--" || line.trim() == "--" {
        return true;
    }
    let line = line.trim().to_lowercase();
    const CUTS: &[&str] = &[
        "-----original message",
        "----- original message",
        "---------- forwarded message",
        "-----forwarded message",
        "begin forwarded message",
        "-----mensaje original",
        "-----message d'origine",
        "________________________________",
        "confidentiality notice",
        "confidential notice",
        "this email and any",
        "this e-mail and any",
        "this message and any attach",
        "if you are not the intended",
        "sent from my ",
        "get outlook for ",
    ];
    if CUTS.iter().any(|cut| line.starts_with(cut)) || line.starts_with("enviado desde mi ") {
        return true;
    }
    let header = |line: &str, names: &[&str]| {
        let line = line.trim_start_matches(['*', ' ']);
        names.iter().any(|name| line.starts_with(name))
    };
    header(&line, &["from:", "de:", "von:"])
        && lines.iter().skip(1).take(4).any(|line| {
            header(
                &line.trim().to_lowercase(),
                &["sent:", "date:", "to:", "subject:", "enviado:", "para:", "asunto:", "gesendet:"],
            )
        })
}

/// Whether a line is the footer of a mailing.
fn is_footer(line: &str) -> bool {
    let line = line.to_lowercase();
    const FOOTERS: &[&str] = &[
        "to unsubscribe",
        "click here to unsubscribe",
        "click to unsubscribe",
        "unsubscribe |",
        "unsubscribe from this list",
        "manage preferences",
        "manage your preferences",
        "you are receiving this",
        "you received this",
        "if you no longer wish to receive",
    ];
    FOOTERS.iter().any(|footer| line.starts_with(footer)) || line.ends_with("| unsubscribe")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_new_text_is_left() {
        for (body, new) in [
            (
                "Sounds good\n\nOn Mon, Nov 2, 2026 at 9:00 AM Dana <d@x.com> wrote:\n> Reply STOP to opt out\n",
                "Sounds good",
            ),
            (
                "Sounds good\n\nOn Mon, Nov 2, 2026 at 9:00 AM Dana Reyes\n<d@x.com> wrote:\nstop texting me",
                "Sounds good",
            ),
            ("> Unsubscribe\nYes, Saturday works", "Yes, Saturday works"),
            (
                "On Nov 2, 2026, Dana wrote:\n> still looking?\n\nno, take me off your list",
                "no, take me off your list",
            ),
            ("See you\n-----Original Message-----\nFrom: x\nSTOP", "See you"),
            ("See you\n\nFrom: Dana\nSent: Monday\nTo: Jane\nSTOP", "See you"),
            ("See you\n-- \nStop & Shop Realty", "See you"),
            ("See you\nSent from my iPhone\nunsubscribe", "See you"),
            ("See you\nTo unsubscribe, click here", "See you"),
            ("Gracias\n\nEl lun, 2 nov 2026, Dana escribió:\nSTOP", "Gracias"),
            ("Danke\n\nAm 2. November 2026 schrieb Dana Reyes:\nSTOP", "Danke"),
            ("Unsubscribe", "Unsubscribe"),
            ("On Saturday at 5 we can stop by.\nOk?", "On Saturday at 5 we can stop by.\nOk?"),
            ("From: what I saw, it is nice", "From: what I saw, it is nice"),
        ] {
            assert_eq!(new_text(body).trim(), new, "{body:?}");
        }
    }
}

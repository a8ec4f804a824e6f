//! Whether anything vouches for a mail's From.
//!
//! SendGrid has checked SPF and DKIM, and says what passed for which domain. Who may send for a domain says nothing of a From of
//! another: what passed must be aligned with it, as DMARC asks (RFC 7489 section 3.1, not re-read). Relaxed alignment knows where
//! a domain's owner ends by a list that changes every week; here a domain stands for itself and for what is below it, and for nothing
//! above or beside it.

/// What SendGrid says of a mail.
pub(super) struct Checks<'a> {
    /// As `{@example.com : pass}`, for each signature.
    pub(super) dkim: &'a str,
    /// As `pass`, `softfail` or `none`: of the envelope's sender.
    pub(super) spf: &'a str,
    /// The envelope's sender, where it is told; empty for what must not be answered, as a bounce.
    pub(super) envelope: Option<&'a str>,
}

impl Checks<'_> {
    /// Whether the domain of this address vouches for the mail.
    pub(super) fn vouch_for(&self, address: &str) -> bool {
        let Some(from) = domain(address) else { return false };
        let envelope =
            self.envelope.and_then(domain).filter(|_| self.spf.trim().eq_ignore_ascii_case("pass"));
        envelope.is_some_and(|domain| covers(&domain, &from))
            || signers(self.dkim).any(|domain| covers(&domain, &from))
    }

    /// Whether the envelope names nobody to answer to.
    pub(super) fn is_bounce(&self) -> bool {
        self.envelope.is_some_and(|envelope| matches!(envelope.trim(), "" | "<>"))
    }
}

/// The domains whose signature passed.
fn signers(dkim: &str) -> impl Iterator<Item = String> {
    dkim.split(['{', '}', ',', ';']).filter_map(|one| {
        let (domain, result) = one.trim().rsplit_once(':')?;
        let passed = result.trim().eq_ignore_ascii_case("pass");
        let domain = domain.trim().strip_prefix('@')?;
        passed.then(|| domain.to_ascii_lowercase()).filter(|domain| !domain.is_empty())
    })
}

fn domain(address: &str) -> Option<String> {
    let (_, domain) = address.trim().trim_matches(['<', '>']).rsplit_once('@')?;
    (!domain.is_empty()).then(|| domain.to_ascii_lowercase())
}

/// Whether one domain speaks for another: itself, or one below it. A top-level domain speaks for nobody.
fn covers(domain: &str, other: &str) -> bool {
    let below = other.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.'));
    domain.contains('.') && (domain == other || below)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_vouches_for_itself_and_what_is_below() {
        let row = |dkim, spf, envelope, vouched| {
            let checks = Checks { dkim, spf, envelope: Some(envelope) };
            assert_eq!(checks.vouch_for("jane@mail.example.com"), vouched, "{dkim} {spf} {envelope}");
        };
        row("{@mail.example.com : pass}", "fail", "", true);
        row("{@Example.COM : pass}", "none", "x@other.example", true);
        row("{@other.example : pass, @example.com : pass}", "none", "", true);
        row("{@other.example : fail}{@mail.example.com : pass}", "none", "", true);
        row("none", "pass", "bounce@mail.example.com", true);
        row("", "Pass", "<jane@example.com>", true);
        // What is above, beside, or only looks alike.
        row("{@a.mail.example.com : pass}", "none", "", false);
        row("{@other.example : pass}", "pass", "x@other.example", false);
        row("{@ample.com : pass}", "pass", "x@l.example.com", false);
        row("{@com : pass}", "pass", "x@com", false);
        row("{@mail.example.com : fail}", "softfail", "jane@mail.example.com", false);
        row("{mail.example.com : pass}", "none", "", false);
        row("{@ : pass}", "pass", "@", false);
        row("pass", "pass", "", false);
        row("", "", "", false);
    }
}

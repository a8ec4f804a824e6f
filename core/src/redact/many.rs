//! Many texts at once, on all cores.

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::redact::Redactor;

/// As many texts as a core takes at a time.
const BATCH: usize = 1_024;

/// How long progress is not heard of, at most.
const TICK: Duration = Duration::from_millis(50);

impl Redactor {
    /// Puts placeholders into many texts, each by itself and numbered from 1, on all cores: a column of a table.
    /// A text in which nothing is found is borrowed.
    ///
    /// `progress` hears now and then how many texts are done, on the calling thread, and at least every 50 milliseconds; with
    /// [`ControlFlow::Break`] it stops the work, and the result is `None`.
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// let texts = ["call 512-555-0147", "how many beds?"];
    /// let redacted = closr::redact::Redactor::new().redact_many(&texts, |_| ControlFlow::Continue(()));
    /// assert_eq!(redacted.unwrap(), ["call [PHONE_1]", "how many beds?"]);
    /// ```
    pub fn redact_many<'t>(
        &self,
        texts: &[&'t str],
        mut progress: impl FnMut(usize) -> ControlFlow<()>,
    ) -> Option<Vec<Cow<'t, str>>> {
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let workers = cores.min(texts.len().div_ceil(BATCH));
        let (next, stopped) = (AtomicUsize::new(0), AtomicBool::new(false));
        let (done, batches) = mpsc::channel();
        let work = |done: mpsc::Sender<(usize, Vec<Cow<'t, str>>)>| {
            while !stopped.load(Ordering::Relaxed) {
                let from = next.fetch_add(BATCH, Ordering::Relaxed);
                let Some(batch) = texts.get(from..).filter(|rest| !rest.is_empty()) else { break };
                let redacted = batch.iter().take(BATCH).map(|text| self.text_of(text)).collect();
                if done.send((from, redacted)).is_err() {
                    break;
                }
            }
        };
        let mut redacted: Vec<Cow<'t, str>> = Vec::new();
        redacted.resize(texts.len(), Cow::Borrowed(""));
        let mut count = 0;
        thread::scope(|scope| {
            for _ in 0..workers {
                let done = done.clone();
                scope.spawn(|| work(done));
            }
            drop(done);
            loop {
                match batches.recv_timeout(TICK) {
                    Ok((from, batch)) => {
                        count += batch.len();
                        let places = redacted.iter_mut().skip(from);
                        places.zip(batch).for_each(|(place, text)| *place = text);
                    }
                    Err(mpsc::RecvTimeoutError::Timeout) => {}
                    Err(mpsc::RecvTimeoutError::Disconnected) => break,
                }
                if progress(count).is_break() {
                    stopped.store(true, Ordering::Relaxed);
                    return None;
                }
            }
            Some(())
        })?;
        Some(redacted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_redacted_in_its_place_and_by_itself() {
        let texts: Vec<String> = (0..5_000)
            .map(|n| if n % 3 == 0 { format!("call 512-555-{:04}", n) } else { format!("row {n}") })
            .collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let mut heard = Vec::new();
        let redacted = Redactor::new()
            .redact_many(&texts, |done| {
                heard.push(done);
                ControlFlow::Continue(())
            })
            .unwrap();
        for (n, text) in redacted.iter().enumerate() {
            assert_eq!(text.as_ref(), if n % 3 == 0 { "call [PHONE_1]" } else { texts[n] });
            assert_eq!(matches!(text, Cow::Borrowed(_)), n % 3 != 0);
        }
        assert!(heard.is_sorted() && heard.last() == Some(&5_000), "{heard:?}");
        assert!(Redactor::new().redact_many(&[], |_| ControlFlow::Continue(())).unwrap().is_empty());
    }

    #[test]
    fn it_stops_when_it_is_told() {
        let texts = vec!["call 512-555-0147"; 50_000];
        let mut last = 0;
        let redacted = Redactor::new().redact_many(&texts, |done| {
            last = done;
            ControlFlow::Break(())
        });
        assert!(redacted.is_none() && last < 50_000);
    }
}

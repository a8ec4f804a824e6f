//! The thread that owns the connection, so that nobody's runtime waits for a disk.

use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use tokio::sync::{oneshot, watch};

use super::super::record::{Ahead, Durable, given_up};
use super::database::Database;
use crate::error::{Error, ErrorKind, Result};

type Job = Box<dyn FnOnce(&mut Database) + Send>;

/// Runs one job after another. A job whose caller has gone still runs to its end: a transaction is whole or absent.
pub(super) struct Worker {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    thread: Mutex<Option<JoinHandle<()>>>,
    /// Never sent to: it ends when the connection is closed.
    closed: watch::Receiver<()>,
}

impl Worker {
    pub(super) fn start(mut database: Database) -> Result<Worker> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let (closing, closed) = watch::channel(());
        let work = move || {
            for job in queue {
                // A panic rolls its transaction back and drops its answer; the next job finds the connection whole.
                let _ = std::panic::catch_unwind(AssertUnwindSafe(|| job(&mut database)));
            }
            drop(database);
            drop(closing);
        };
        let thread =
            std::thread::Builder::new().name("closr-store".to_owned()).spawn(work).map_err(|_| {
                Error::new(
                    ErrorKind::Unavailable,
                    "the store's thread cannot start: the system allows no more",
                )
            })?;
        Ok(Worker { jobs: Mutex::new(Some(jobs)), thread: Mutex::new(Some(thread)), closed })
    }

    pub(super) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        self.send(Box::new(move |database| {
            let _ = answer.send(job(database));
        }))?;
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }

    /// As [`Worker::run`], for a job that tells what it does before it has committed.
    pub(super) async fn run_ahead<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database, &mut dyn FnMut(T)) -> Result<()> + Send + 'static,
    ) -> Result<Ahead<T>> {
        let (told, ahead) = oneshot::channel();
        let (done, committed) = oneshot::channel();
        self.send(Box::new(move |database| {
            let mut told = Some(told);
            let committed = job(database, &mut |value| {
                let _ = told.take().map(|told| told.send(value));
            });
            drop(told);
            let _ = done.send(committed);
        }))?;
        let mut commit = Durable::once(committed);
        match ahead.await {
            Ok(value) => Ok(Ahead::new(value, commit)),
            // It told of nothing: its own error says why.
            Err(_) => commit.wait().await.and(Err(given_up())),
        }
    }

    fn send(&self, job: Job) -> Result<()> {
        let sent = match &*self.jobs.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(jobs) => jobs.send(job).is_ok(),
            None => false,
        };
        if sent {
            Ok(())
        } else {
            Err(Error::new(ErrorKind::Unavailable, "the store is closed: open it again"))
        }
    }

    /// Lets the queue run out, closes the connection and waits for it without blocking a thread.
    pub(super) async fn close(&self) {
        self.take_no_more();
        while self.closed.clone().changed().await.is_ok() {}
    }

    /// As [`Worker::close`], but blocks.
    fn stop(&self) {
        self.take_no_more();
        let thread = self.thread.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(thread) = thread {
            let _ = thread.join();
        }
    }

    fn take_no_more(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

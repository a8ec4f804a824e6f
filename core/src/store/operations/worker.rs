//! The threads that own the connections, so that nobody's runtime waits for a disk.

use std::collections::VecDeque;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;

use tokio::sync::{oneshot, watch};

use super::super::record::{Ahead, Durable, given_up};
use super::database::Database;
use crate::error::{Error, ErrorKind, Result};

/// An operation. It is given the database, or the reason why it gets none, and returns how to tell its caller once it is
/// known whether what it did was committed.
type Work = Box<dyn FnOnce(Result<&mut Database>) -> Tell + Send>;
type Tell = Box<dyn FnOnce(Result<()>) + Send>;

struct Job {
    work: Work,
    /// It only reads: it waits for no disk, and holds up no other process.
    reads: bool,
}

/// As many operations share a commit.
const MOST_TOGETHER: usize = 64;

/// Runs one job after another; those that wait while the disk is synced are committed together. A job whose caller has gone
/// still runs to its end: a transaction is whole or absent.
pub(in crate::store) struct Worker {
    jobs: Mutex<Option<mpsc::Sender<Job>>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
    /// Never sent to: it ends when the connection is closed.
    closed: watch::Receiver<()>,
}

impl Worker {
    pub(in crate::store) fn start(mut database: Database) -> Result<Worker> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let (closing, closed) = watch::channel(());
        let work = move || {
            let mut waiting = VecDeque::new();
            while let Some(first) = waiting.pop_front().or_else(|| queue.recv().ok()) {
                waiting.push_front(first);
                waiting.extend(queue.try_iter().take(MOST_TOGETHER));
                match waiting.iter().take(MOST_TOGETHER).take_while(|job| !job.reads).count() {
                    0 | 1 => alone(&mut database, waiting.pop_front()),
                    several => together(&mut database, waiting.drain(..several).collect(), &mut waiting),
                }
            }
            drop(database);
            drop(closing);
        };
        Ok(Worker { jobs: Mutex::new(Some(jobs)), threads: Mutex::new(vec![spawn(work)?]), closed })
    }

    /// A thread for each connection: a job is done by whichever is free, in a transaction of its own.
    #[cfg(feature = "store-postgres")]
    pub(in crate::store) fn of_many(databases: Vec<Database>) -> Result<Worker> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let (closing, closed) = watch::channel(());
        let shared = std::sync::Arc::new((Mutex::new(queue), closing));
        let work = |mut database: Database| {
            let shared = std::sync::Arc::clone(&shared);
            move || {
                let next = || shared.0.lock().unwrap_or_else(PoisonError::into_inner).recv().ok();
                while let Some(job) = next() {
                    alone(&mut database, Some(job));
                }
                drop(database);
                drop(shared);
            }
        };
        let threads = databases.into_iter().map(|database| spawn(work(database))).collect::<Result<_>>()?;
        Ok(Worker { jobs: Mutex::new(Some(jobs)), threads: Mutex::new(threads), closed })
    }

    /// Runs an operation that may write.
    pub(in crate::store) async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.ask(job, false).await
    }

    /// Runs an operation that only reads.
    pub(in crate::store) async fn read<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.ask(job, true).await
    }

    async fn ask<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database) -> Result<T> + Send + 'static,
        reads: bool,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let work: Work = Box::new(move |database| {
            let done = database.and_then(job);
            Box::new(move |committed| {
                let _ = answer.send(committed.and(done));
            })
        });
        self.send(Job { work, reads })?;
        answered.await.unwrap_or_else(|_| Err(given_up()))
    }

    /// As [`Worker::run`], for a job that tells what it does before it has committed.
    pub(in crate::store) async fn run_ahead<T: Send + 'static>(
        &self,
        job: impl FnOnce(&mut Database, &mut dyn FnMut(T)) -> Result<()> + Send + 'static,
    ) -> Result<Ahead<T>> {
        let (told, ahead) = oneshot::channel();
        let (answer, committed) = oneshot::channel();
        let work: Work = Box::new(move |database| {
            let mut told = Some(told);
            let done = database.and_then(|database| {
                job(database, &mut |value| {
                    let _ = told.take().map(|told| told.send(value));
                })
            });
            drop(told);
            Box::new(move |committed| {
                let _ = answer.send(committed.and(done));
            })
        });
        self.send(Job { work, reads: false })?;
        let mut commit = Durable::once(committed);
        match ahead.await {
            Ok(value) if planted!(ToldBeforeCommit) => Ok(Ahead::new(value, Durable::default())),
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
    pub(in crate::store) async fn close(&self) {
        self.take_no_more();
        while self.closed.clone().changed().await.is_ok() {}
    }

    /// As [`Worker::close`], but blocks.
    fn stop(&self) {
        self.take_no_more();
        let threads = std::mem::take(&mut *self.threads.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            let _ = thread.join();
        }
    }

    fn take_no_more(&self) {
        drop(self.jobs.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>> {
    std::thread::Builder::new().name("closr-store".to_owned()).spawn(work).map_err(|_| {
        Error::new(ErrorKind::Unavailable, "the store's thread cannot start: the system allows no more")
    })
}

/// A job with a commit of its own.
fn alone(database: &mut Database, job: Option<Job>) {
    if let Some(tell) = job.and_then(|job| run(job, Ok(database))) {
        tell(Ok(()));
    }
}

/// Several jobs under one commit; those that a failure of the whole has left undone wait again, in front.
fn together(database: &mut Database, jobs: Vec<Job>, waiting: &mut VecDeque<Job>) {
    let (mut left, mut tells) = (jobs.into_iter(), Vec::new());
    let mut begun = false;
    let committed = database.together(|database| {
        begun = true;
        let Some(job) = left.next() else { return false };
        tells.extend(run(job, Ok(database)));
        true
    });
    if let (Err(error), false) = (&committed, begun) {
        // Each would have waited as long, one after another.
        tells.extend(left.by_ref().filter_map(|job| run(job, Err(error.clone()))));
    }
    for tell in tells {
        tell(committed.clone());
    }
    for job in left.rev() {
        waiting.push_front(job);
    }
}

/// A panic takes the job's own transaction back and drops its answer; the next job finds the connection whole.
fn run(job: Job, database: Result<&mut Database>) -> Option<Tell> {
    std::panic::catch_unwind(AssertUnwindSafe(|| (job.work)(database))).ok()
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.stop();
    }
}

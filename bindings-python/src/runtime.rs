//! Where core's futures run, and the two ways to wait for one: [`block_on`] and [`into_py`].
//!
//! The runtime is made when it is first needed and belongs to one process: a forked child makes its own, and forgets
//! what it inherited, whose threads stayed with the parent. Locks are taken only while the thread is attached to the
//! interpreter, which `os.fork` is too, so no child inherits one that is held (but for a vault's, while it is used).

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::ThreadId;
use std::time::Duration;

use closr::ErrorKind;
use pyo3::prelude::*;
use pyo3::{IntoPyObjectExt, intern};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::task::JoinHandle;

use crate::error::{Failure, Result, failure};

/// How long a wait may keep Ctrl-C waiting.
const SLICE: Duration = Duration::from_millis(50);

/// How long the end of the interpreter waits for the store's operations under way.
const GRACE: Duration = Duration::from_millis(500);

static RUNTIME: Mutex<Option<OfProcess<Runtime>>> = Mutex::new(None);

/// The thread that ends the interpreter. What still waits in another is a daemon thread, and nobody is left to be told
/// anything: as Python itself does, let it sleep.
static ENDING: OnceLock<ThreadId> = OnceLock::new();

fn is_forsaken() -> bool {
    ENDING.get().is_some_and(|thread| *thread != std::thread::current().id())
}

/// What belongs to the process that made it: in a forked child it is neither used nor dropped.
pub(crate) struct OfProcess<T> {
    pid: u32,
    value: Option<T>,
}

impl<T> OfProcess<T> {
    pub(crate) fn new(value: T) -> OfProcess<T> {
        OfProcess { pid: std::process::id(), value: Some(value) }
    }

    fn is_ours(&self) -> bool {
        self.pid == std::process::id()
    }

    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.is_ours())
    }

    pub(crate) fn take(&mut self) -> Option<T> {
        if self.is_ours() { self.value.take() } else { None }
    }
}

impl<T> Drop for OfProcess<T> {
    fn drop(&mut self) {
        if !self.is_ours() {
            std::mem::forget(self.value.take());
        }
    }
}

/// A lock that a panic elsewhere does not take away.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// This process's runtime.
pub(crate) fn handle(_attached: Python<'_>) -> Result<Handle> {
    let mut slot = lock(&RUNTIME);
    if let Some(runtime) = slot.as_ref().and_then(OfProcess::get) {
        return Ok(runtime.handle().clone());
    }
    let threads = std::thread::available_parallelism().map_or(2, |cores| cores.get().clamp(2, 4));
    let runtime =
        Builder::new_multi_thread().worker_threads(threads).thread_name("closr").enable_all().build();
    let runtime = runtime.map_err(|_| failure(ErrorKind::Unavailable, "the system gives no threads"))?;
    let handle = runtime.handle().clone();
    *slot = Some(OfProcess::new(runtime));
    Ok(handle)
}

/// Ends the runtime with the interpreter; registered with `atexit`.
#[pyfunction]
pub(crate) fn shut_down(py: Python<'_>) {
    ENDING.get_or_init(|| std::thread::current().id());
    let runtime = lock(&RUNTIME).as_mut().and_then(OfProcess::take);
    if let Some(runtime) = runtime {
        py.detach(|| runtime.shutdown_timeout(GRACE));
    }
}

/// Work on the runtime that stops when nobody waits for it any more.
struct Task<T>(JoinHandle<T>);

impl<T> Drop for Task<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Waits for core's answer without the GIL. Ctrl-C ends the wait and the work.
pub(crate) fn block_on<'py, T, F>(py: Python<'py>, call: Result<F>) -> Result<Bound<'py, PyAny>>
where
    F: Future<Output = Result<T>> + Send + 'static,
    T: for<'a> IntoPyObject<'a> + Send + 'static,
{
    let call = call?;
    let (answer, mut answered) = sync_channel(1);
    let _task = Task(handle(py)?.spawn(async move {
        let _ = answer.send(call.await);
    }));
    loop {
        let waited = &mut answered;
        match py.detach(move || waited.recv_timeout(SLICE)) {
            Ok(answer) => return Ok(answer?.into_bound_py_any(py)?),
            Err(RecvTimeoutError::Timeout) => py.check_signals()?,
            Err(RecvTimeoutError::Disconnected) if is_forsaken() => py.detach(|| {
                loop {
                    std::thread::park();
                }
            }),
            Err(RecvTimeoutError::Disconnected) => return Err(gave_up()),
        }
    }
}

/// A coroutine that yields core's answer. Nothing starts before it is awaited; its cancellation ends the work.
pub(crate) fn into_py<'py, T, F>(py: Python<'py>, call: Result<F>) -> Result<Bound<'py, PyAny>>
where
    F: Future<Output = Result<T>> + Send + 'static,
    T: for<'a> IntoPyObject<'a> + Send + 'static,
{
    let answer = async move {
        let call = call?;
        if is_forsaken() {
            return pending().await;
        }
        let (handle, of_loop) = Python::attach(|py| handle(py).map(|handle| (handle, running_loop(py))))?;
        let mut task = Task(handle.spawn(LOOP.scope(of_loop, call)));
        match (&mut task.0).await {
            Ok(answer) => Python::attach(|py| Ok(answer?.into_py_any(py)?)),
            Err(_) if is_forsaken() => pending().await,
            Err(ended) if ended.is_panic() => Err(gave_up()),
            Err(_) => Err(failure(ErrorKind::Cancelled, "the interpreter is ending, and the call with it")),
        }
    };
    let call = Bound::new(py, Call(Mutex::new(Some(Box::pin(answer)))))?;
    Ok(call.call_method0(intern!(py, "run"))?)
}

tokio::task_local! {
    /// The loop in which a call is awaited, for functions of the user's that are async.
    static LOOP: Option<Py<PyAny>>;
}

/// asyncio's loop of this thread; none under another library.
fn running_loop(py: Python<'_>) -> Option<Py<PyAny>> {
    let asyncio = py.import(intern!(py, "asyncio")).ok()?;
    asyncio.call_method0(intern!(py, "get_running_loop")).ok().map(Bound::unbind)
}

/// The loop in which the call of this task is awaited.
pub(crate) fn awaiting_loop(py: Python<'_>) -> Option<Py<PyAny>> {
    LOOP.try_with(|of_loop| of_loop.as_ref().map(|of_loop| of_loop.clone_ref(py))).ok().flatten()
}

/// A call that is about to be awaited: pyo3 makes coroutines of async methods alone.
#[pyclass(frozen, module = "closr")]
pub(crate) struct Call(Mutex<Option<Answer>>);

type Answer = Pin<Box<dyn Future<Output = Result<Py<PyAny>>> + Send>>;

#[pymethods]
impl Call {
    async fn run(&self) -> Result<Py<PyAny>> {
        let answer = lock(&self.0).take();
        match answer {
            Some(answer) => answer.await,
            None => Err(gave_up()),
        }
    }
}

/// The work ended without an answer: it panicked.
fn gave_up() -> Failure {
    failure(ErrorKind::Unexpected, "the call gave up: this is a bug in closr, please report it")
}

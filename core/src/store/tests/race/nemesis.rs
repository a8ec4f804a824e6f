//! Starts the processes of a race, kills and stops them at random, and starts them again.

use std::fs::File;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::super::*;
use super::history::{History, clock, nanos};
use super::{LIFE, Settings};
use crate::store::operations::planted;

/// A process; however this goes, it does not stay.
struct Process {
    child: Child,
    number: usize,
}

impl Process {
    fn start(folder: &Path, settings: &Settings, number: usize, until: u64) -> Process {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", &child(), "--ignored", "--nocapture"])
            .env("CLOSR_RACE_FOLDER", folder)
            .env("CLOSR_RACE_NAME", name(number))
            .env("CLOSR_RACE_SEED", (settings.seed ^ (number as u64) << 32).to_string())
            .env("CLOSR_RACE_UNTIL", until.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(last_words(folder, number)).unwrap());
        if let Some(bug) = settings.bug {
            command.env(planted::VARIABLE, bug.name());
        }
        Process { child: command.spawn().unwrap(), number }
    }

    fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    fn kill(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// What a race was like.
#[derive(Default)]
pub(super) struct Race {
    pub(super) history: History,
    pub(super) processes: usize,
    pub(super) kills: usize,
    pub(super) stops: usize,
    /// How many connections were ended under them.
    pub(super) cuts: usize,
    /// What processes that ended by themselves said.
    pub(super) fell: Vec<String>,
}

/// Lets processes race on the database in `folder`.
pub(super) fn race(folder: &Path, settings: &Settings) -> Race {
    let mut random = fastrand::Rng::with_seed(settings.seed);
    let until = clock() + nanos(settings.lasts);
    let mut race = Race::default();
    let mut cut = course::hazard(folder);
    let mut processes: Vec<Process> =
        (0..settings.processes).map(|_| race.start(folder, settings, until)).collect();
    'race: while clock() < until {
        std::thread::sleep(Duration::from_millis(random.u64(course::PAUSES)));
        for process in &mut processes {
            match process.child.try_wait().unwrap() {
                Some(status) if killed(status) => race.replace(process, folder, settings, until),
                // Whether its time had come or not is seen below.
                Some(_) => break 'race,
                None => {}
            }
        }
        if random.u32(0..3) == 0 {
            race.cuts += cut();
        }
        let victim = &mut processes[random.usize(0..settings.processes)];
        let mut dies = random.u32(0..3) > 0;
        if !dies {
            victim.signal(Signal::STOP);
            race.stops += 1;
            // Mostly for longer than a permit lives, sometimes for longer than a lease.
            let life = u64::try_from(LIFE.as_millis()).unwrap();
            std::thread::sleep(Duration::from_millis(random.u64(life / 2..life * 4)));
            // Perhaps one of what is stopped.
            race.cuts += cut();
            dies = random.u32(0..4) == 0;
            if !dies {
                victim.signal(Signal::CONT);
            }
        }
        if dies {
            victim.kill();
            race.replace(victim, folder, settings, until);
        }
    }
    for mut process in processes {
        // It ends by itself, unless a call of its hangs.
        let patience = clock() + nanos(Duration::from_secs(30));
        while process.child.try_wait().unwrap().is_none() && clock() < patience {
            std::thread::sleep(Duration::from_millis(5));
        }
        match process.child.try_wait().unwrap() {
            Some(status) if status.success() || killed(status) => {}
            Some(_) => {
                let words = std::fs::read_to_string(last_words(folder, process.number)).unwrap_or_default();
                race.fell.push(format!("process {} fell: {}", process.number, words.trim()));
            }
            None => race.fell.push(format!("process {} hangs", process.number)),
        }
        process.kill();
        race.over(folder, process);
    }
    race
}

impl Race {
    fn start(&mut self, folder: &Path, settings: &Settings, until: u64) -> Process {
        self.processes += 1;
        Process::start(folder, settings, self.processes, until)
    }

    /// Starts the next process in the place of one that was killed.
    fn replace(&mut self, dead: &mut Process, folder: &Path, settings: &Settings, until: u64) {
        self.kills += 1;
        let next = self.start(folder, settings, until);
        self.over(folder, std::mem::replace(dead, next));
    }

    /// Reads what a process did that is gone.
    fn over(&mut self, folder: &Path, process: Process) {
        let number = process.number;
        drop(process);
        self.history.read(number, &folder.join(name(number)), clock() + nanos(course::LINGERS));
    }
}

/// By others or of itself, as it is to be; not by a panic.
fn killed(status: ExitStatus) -> bool {
    status.signal() == Some(Signal::KILL.as_raw())
}

/// The test that a process runs, as the test program names it.
fn child() -> String {
    let (_crate, module) = module_path!().split_once("::").unwrap();
    module.replace("nemesis", "child")
}

/// What it is called, and its history.
fn name(number: usize) -> String {
    format!("process-{number}")
}

/// Where it writes why it panics.
fn last_words(folder: &Path, number: usize) -> PathBuf {
    folder.join(name(number)).with_extension("err")
}

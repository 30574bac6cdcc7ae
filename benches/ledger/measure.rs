//! One run of a command as a whole process: what the clock and the kernel say of it.

use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// What a process took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Usage {
    pub wall: f64,
    pub user: f64,
    pub system: f64,
    /// The largest resident set, in MiB. Pages of mapped files count.
    pub peak: f64,
}

/// Runs a command, its standard output into a file.
#[cfg(unix)]
#[allow(unsafe_code, reason = "wait4 alone tells what one child took")]
#[allow(clippy::zombie_processes, reason = "wait4 waits")]
pub fn run(command: &mut Command, output: &Path) -> io::Result<Usage> {
    command.stdin(Stdio::null()).stdout(File::create(output)?).stderr(Stdio::null());
    let started = Instant::now();
    let child = command.spawn()?;
    let mut status = 0;
    // SAFETY: a structure of numbers, for which zeros are valid.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the child is ours and waited for once; both places outlive the call.
    let waited = unsafe { libc::wait4(child.id() as i32, &raw mut status, 0, &raw mut usage) };
    let wall = started.elapsed().as_secs_f64();
    if waited < 0 {
        return Err(io::Error::last_os_error());
    }
    let code = libc::WEXITSTATUS(status);
    if !libc::WIFEXITED(status) || code > 1 {
        return Err(io::Error::other(format!("{command:?} ended with status {code}")));
    }
    let seconds = |time: libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 / 1e6;
    let peak = usage.ru_maxrss as f64 / 1024.0;
    Ok(Usage { wall, user: seconds(usage.ru_utime), system: seconds(usage.ru_stime), peak })
}

/// Without the kernel's account there is the clock.
#[cfg(not(unix))]
pub fn run(command: &mut Command, output: &Path) -> io::Result<Usage> {
    command.stdin(Stdio::null()).stdout(File::create(output)?).stderr(Stdio::null());
    let started = Instant::now();
    command.status()?;
    Ok(Usage { wall: started.elapsed().as_secs_f64(), ..Usage::default() })
}

/// The most memory in MiB that a command holds beyond the files that it maps; looked up every few
/// milliseconds, so in a run of its own. Nothing where the system does not tell.
pub fn peak_beyond_files(command: &mut Command, output: &Path) -> io::Result<Option<f64>> {
    command.stdin(Stdio::null()).stdout(File::create(output)?).stderr(Stdio::null());
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watch = scope.spawn(|| {
            let mut most = None;
            while !ended.load(Ordering::Relaxed) {
                most = most.max(anonymous(&status));
                std::thread::sleep(Duration::from_millis(2));
            }
            most.map(|kibibytes| kibibytes as f64 / 1024.0)
        });
        let waited = child.wait();
        ended.store(true, Ordering::Relaxed);
        let most = watch.join().unwrap_or(None);
        waited.map(|_| most)
    })
}

fn anonymous(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// The one in the middle.
pub fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        count => (values[(count - 1) / 2] + values[count / 2]) / 2.0,
    }
}

//! What a process costs, as `/proc` tells it.

use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

use anyhow::{Result, ensure};

use crate::now;

/// Ticks a second in `/proc`: the same on every Linux that runs Rust's standard library.
const TICKS_A_SECOND: f64 = 100.0;
/// How often a process is asked for its memory: its peak is kept by the kernel, so only the last look counts.
const LOOK_EVERY: Duration = Duration::from_millis(2);

/// Seconds of the processor that this process has used.
pub(crate) fn cpu_seconds() -> f64 {
    ticks(14)
}

/// Runs a command to its end.
pub(crate) fn run(command: &[String]) -> Result<()> {
    let began = now();
    let mut child = Command::new(&command[0]).args(&command[1..]).stdin(Stdio::null()).spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut peak_kb = 0;
    let ended = loop {
        if let Some(ended) = child.try_wait()? {
            break ended;
        }
        peak_kb = peak_kb.max(peak(&status));
        wait(LOOK_EVERY);
    };
    let took = began.elapsed();
    ensure!(ended.success(), "{} ended with {ended}", command[0]);
    println!("wall_s={:.3} cpu_s={:.2} peak_kb={peak_kb}", took.as_secs_f64(), ticks(16));
    Ok(())
}

/// The most memory that a process has had, in kilobytes.
fn peak(status: &str) -> u64 {
    let status = fs::read_to_string(status).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap_or_default();
    line.split_whitespace().next().and_then(|kilobytes| kilobytes.parse().ok()).unwrap_or_default()
}

/// The fields `first` and the next of `/proc/self/stat` (proc(5)): 14 is this process's time, 16 that of its children.
fn ticks(first: usize) -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name may hold anything; what follows its bracket begins with field 3.
    let fields = stat.rsplit_once(')').map_or("", |(_, fields)| fields);
    fields.split_whitespace().skip(first - 3).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / TICKS_A_SECOND
}

#[expect(clippy::disallowed_methods, reason = "another process is waited for")]
fn wait(duration: Duration) {
    std::thread::sleep(duration);
}

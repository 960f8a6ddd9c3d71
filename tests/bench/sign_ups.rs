//! People who register, each with an address of their own, as fast as the server takes them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::task::JoinSet;

use crate::http::{Connection, Target};
use crate::{Durations, now, process, rate};

/// Asked for and answered.
#[derive(Default)]
struct Tally {
    took: Vec<Duration>,
    /// What was answered instead of 303, and how often a connection broke.
    errors: u64,
    last_error: Option<String>,
}

pub(crate) async fn run(url: String, count: u64, connections: u64) -> Result<()> {
    let target = Arc::new(Target::parse(&url)?);
    let next = Arc::new(AtomicU64::new(0));
    let mut people = JoinSet::new();
    let began = now();
    for _ in 0..connections {
        people.spawn(register(Arc::clone(&target), Arc::clone(&next), count));
    }
    let mut all = Tally::default();
    while let Some(tally) = people.join_next().await {
        let tally = tally?;
        all.took.extend(tally.took);
        all.errors += tally.errors;
        all.last_error = all.last_error.or(tally.last_error);
    }
    let took = began.elapsed();
    let done = u64::try_from(all.took.len())?;
    let durations = Durations::of(all.took);
    println!(
        "rate={:.1} p50_ms={:.2} p99_ms={:.2} max_ms={:.2} errors={} cpu_s={:.2} wall_s={:.2}",
        rate(done, took),
        durations.percentile_ms(50),
        durations.percentile_ms(99),
        durations.percentile_ms(100),
        all.errors,
        process::cpu_seconds(),
        took.as_secs_f64(),
    );
    if let Some(error) = all.last_error {
        println!("an error: {error}");
    }
    Ok(())
}

async fn register(target: Arc<Target>, next: Arc<AtomicU64>, count: u64) -> Tally {
    let mut tally = Tally::default();
    let mut connection = None;
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return tally;
        }
        let request = request(&target, number);
        let began = now();
        match answered(&mut connection, &target, request.as_bytes()).await {
            Ok(303) => tally.took.push(began.elapsed()),
            Ok(status) => tally.err(format!("status {status}")),
            Err(error) => {
                connection = None;
                tally.err(error.to_string());
            }
        }
    }
}

async fn answered(connection: &mut Option<Connection>, target: &Target, request: &[u8]) -> Result<u16> {
    let open = match connection {
        Some(open) => open,
        None => connection.insert(Connection::open(target).await?),
    };
    Ok(open.exchange(request).await?.status)
}

/// The form as a browser sends it; the process's number keeps two runs on one database apart.
fn request(target: &Target, number: u64) -> String {
    let salt = std::process::id();
    let body = format!(
        "given_name=J%C3%BCrgen&family_name=M%C3%BCller-L%C3%BCdenscheidt&email=teilnehmer.{number}.{salt}%40example.org&website=&stamp="
    );
    format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
        target.path,
        target.authority,
        body.len()
    )
}

impl Tally {
    fn err(&mut self, error: String) {
        self.errors += 1;
        self.last_error = Some(error);
    }
}

//! `serve`: pages, planning and mail in one process.

use anyhow::{Context as _, Result};
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::cli::{Common, Outcome, say, start_log};
use crate::config::{Loaded, Settings};
use crate::{jobs, web};

/// Serve pages, plan and send mail, in one process.
#[derive(Debug, Args)]
pub(super) struct Serve {
    /// Where to listen, instead of server.bind.
    #[arg(long, value_name = "ADDRESS")]
    bind: Option<String>,
    /// Only serve pages: another instance sends the mail.
    #[arg(long)]
    no_mail: bool,
}

impl Serve {
    pub(super) async fn run(self, common: &Common) -> Result<Outcome> {
        let flags = self.bind.iter().map(|bind| ("server.bind".to_owned(), bind.clone())).collect();
        let Loaded { settings, warnings, .. } = common.settings(flags)?;
        start_log(settings.log.format, "info");
        for warning in &warnings {
            tracing::warn!("{warning}");
        }
        // The port first: who cannot have it must not touch the database.
        let listener = listen(&settings).await?;
        let app = App::start(&settings).await?;
        if let Err(error) = app.follow_zone_rules().await {
            tracing::error!(
                error = &error as &dyn std::error::Error,
                "not every event follows its zone's rules; the next hour tries again"
            );
        }
        say(format_args!("events   {}", app.urls().events(app.urls().default_locale())));
        if app.keeps_mails() {
            say(format_args!("outbox   {}", app.urls().outbox()));
        }
        if app.needs_setup().await? {
            say(format_args!("setup    {}   (the first account is made there, within a day)", app.setup_address()));
        }
        run(app, &settings, listener, !self.no_mail).await?;
        Ok(Outcome::Done)
    }
}

/// Takes the port.
pub(super) async fn listen(settings: &Settings) -> Result<TcpListener> {
    let bind = settings.server.bind;
    TcpListener::bind(bind).await.with_context(|| format!("cannot listen at {bind}; choose another by --bind 127.0.0.1:PORT"))
}

/// Serves until SIGTERM or Ctrl-C, then lets requests and mails that are under way finish.
pub(super) async fn run(app: App, settings: &Settings, listener: TcpListener, with_mail: bool) -> Result<()> {
    // Before the first page is served: whoever has seen one may ask to end.
    let end = AskedToEnd::listen()?;
    let shutdown = CancellationToken::new();
    let jobs = with_mail.then(|| tokio::spawn(jobs::run(app.clone(), shutdown.clone())));
    let router = web::router(app, settings);
    let pages = tokio::spawn(web::server::serve(listener, router, shutdown.clone().cancelled_owned()));
    end.wait().await;
    tracing::info!("asked to end: finishing what is under way");
    shutdown.cancel();
    pages.await?.context("serving pages ended")?;
    if let Some(jobs) = jobs {
        jobs.await?.context("the metronome ended")?;
    }
    Ok(())
}

/// SIGTERM, as service managers send it, and Ctrl-C.
struct AskedToEnd {
    terminate: Signal,
    interrupt: Signal,
}

impl AskedToEnd {
    /// From here on neither ends the process by itself.
    fn listen() -> Result<Self> {
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

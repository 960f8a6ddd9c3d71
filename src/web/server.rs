//! The accept loop. axum's own waits for ever for a header and knows no limit of connections (F9).

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;
use tower::ServiceExt as _;

use crate::web::client::Peer;

/// What one instance takes upon itself.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at the same time; more wait until one ends.
    pub connections: u32,
    /// How long a client may take over its headers, and stay silent between two requests.
    pub header_timeout: Duration,
    /// How long requests that are under way may take to end at shutdown.
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 2_000, header_timeout: Duration::from_secs(10), drain_timeout: Duration::from_secs(30) }
    }
}

/// Serves `router` at `listener` until `shutdown`, then lets the requests under way end.
///
/// # Errors
/// When the listener no longer works at all.
pub async fn serve(listener: TcpListener, router: Router, shutdown: impl Future<Output = ()> + Send) -> io::Result<()> {
    serve_within(Limits::default(), listener, router, shutdown).await
}

/// The same within other limits.
///
/// # Errors
/// As [`serve`].
pub async fn serve_within(
    limits: Limits,
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(usize::try_from(limits.connections).unwrap_or(usize::MAX)));
    let (closing, _) = watch::channel(false);
    let accepting = accept(&listener, &router, &places, &closing, limits);
    tokio::select! {
        ended = accepting => return ended,
        () = shutdown => {}
    }
    drop(listener);
    closing.send_replace(true);
    if timeout(limits.drain_timeout, places.acquire_many(limits.connections)).await.is_err() {
        tracing::warn!("some requests were cut off at shutdown");
    }
    Ok(())
}

/// Accepts for ever. A connection that is gone before it is accepted is nobody's fault; one for which there are no more file
/// descriptors waits a second.
async fn accept(
    listener: &TcpListener,
    router: &Router,
    places: &Arc<Semaphore>,
    closing: &watch::Sender<bool>,
    limits: Limits,
) -> io::Result<()> {
    const PAUSE: Duration = Duration::from_secs(1);
    loop {
        let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
        match listener.accept().await {
            Ok((stream, peer)) => {
                let connection = talk(stream, peer, router.clone(), closing.subscribe(), limits);
                tokio::spawn(async move {
                    connection.await;
                    drop(place);
                });
            }
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
                ) => {}
            Err(error) => {
                tracing::error!(%error, "cannot accept connections");
                drop(timeout(PAUSE, closing.subscribe().wait_for(|closing| *closing)).await);
            }
        }
    }
}

/// Answers the requests of one connection.
async fn talk(stream: TcpStream, peer: SocketAddr, router: Router, mut closing: watch::Receiver<bool>, limits: Limits) {
    // A page and its headers leave in one packet each; nothing gains by waiting for more.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request).await.unwrap_or_else(|never| match never {})) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_timeout)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    // The value that is waited for is a guard: it must be gone before the next wait.
    let closed = async { drop(closing.wait_for(|closing| *closing).await) };
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = closed => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection ended early");
    }
}

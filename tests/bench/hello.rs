//! The least that a page of a size can cost: the same server, one handler, bytes that lie ready.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderValue, header};
use axum::routing::get;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt as _;

/// What goes out before the body.
const HEAD: &str =
    "HTTP/1.1 200 OK\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: 00000\r\ndate: Thu, 15 Apr 2021 18:30:00 GMT\r\n\r\n";
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);

pub(crate) async fn serve(bind: SocketAddr, bytes: usize) -> Result<()> {
    let body = Bytes::from(vec![b'h'; bytes.saturating_sub(HEAD.len())]);
    let html = HeaderValue::from_static("text/html; charset=utf-8");
    let router = Router::new().fallback(get(move || std::future::ready(([(header::CONTENT_TYPE, html.clone())], body.clone()))));
    let listener = TcpListener::bind(bind).await?;
    loop {
        let (stream, _) = listener.accept().await?;
        tokio::spawn(talk(stream, router.clone()));
    }
}

/// As the product's own server talks: its limit on headers, no delay, one router for all.
async fn talk(stream: TcpStream, router: Router) {
    drop(stream.set_nodelay(true));
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let router = router.clone();
        async move { Ok::<_, Infallible>(router.oneshot(request.map(Body::new)).await.unwrap_or_else(|never| match never {})) }
    });
    let connection =
        http1::Builder::new().timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).serve_connection(TokioIo::new(stream), service);
    // Whoever asks hangs up at the end, in the middle of a request.
    drop(connection.await);
}

//! What the carriers' tests share: a server on this machine, and texts that may be sent.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::consent::Cleared;
use crate::{Account, Actor, Channel, Engine, Inbound};

/// What the server does with the one request that it takes.
pub(super) enum Act {
    /// Status and headers, and a body.
    Answer(&'static str, &'static str),
    HangUp,
    KeepQuiet,
}

/// The root of a server that takes one request, and what it was.
pub(super) async fn server(act: Act) -> (String, oneshot::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let root = format!("http://{}", listener.local_addr().unwrap());
    let (tell, told) = oneshot::channel();
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let (mut read, mut piece) = (Vec::new(), [0; 4096]);
        loop {
            let n = socket.read(&mut piece).await.unwrap();
            read.extend_from_slice(&piece[..n]);
            let text = String::from_utf8_lossy(&read);
            let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
            let length = head.to_lowercase().split_once("content-length: ").unwrap().1.to_owned();
            if body.len() >= length.split("\r\n").next().unwrap().parse().unwrap() {
                break;
            }
        }
        tell.send(String::from_utf8(read).unwrap()).unwrap();
        match act {
            Act::Answer(head, body) => {
                let ids = "twilio-request-id: RQ77\r\nx-request-id: RQ77";
                let length = body.len();
                let answer = format!(
                    "HTTP/1.1 {head}\r\n{ids}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}"
                );
                socket.write_all(answer.as_bytes()).await.unwrap();
            }
            Act::HangUp => drop(socket),
            Act::KeepQuiet => std::future::pending().await,
        }
    });
    (root, told)
}

/// What is said to who writes `words`.
pub(super) async fn cleared(channel: Channel, from: &str, words: &str) -> Cleared {
    let engine = Engine::builder().build().unwrap();
    let account = Account::from_json(r#"{"id": "oak", "brand": "Oak & Main"}"#).unwrap();
    engine.upsert_account(account.clone()).await.unwrap();
    let oak = engine.for_account(&account.id, Actor::Service);
    let inbound = Inbound::new("SM1", channel, from, words).unwrap();
    oak.reply(inbound).await.unwrap().take_cleared().unwrap()
}

//! What the mail server and the database do to a story: refusals and hang-ups, each at a step of the dialogue; statements that fail; and
//! when the process is killed.

use halbsieben::storage::db::file_of;
use sea_orm::{ConnectOptions, ConnectionTrait as _, Database};

use super::life::Tempo;
use crate::support::chance::Chance;
use crate::support::smtp::{At, Gate, SmtpPeer};

/// Puts something into the way of a while of work in which so many things are done: a mail server that behaves badly or keeps it waiting,
/// a kill. Says it in words, and as the tempo of the work. `waits` says that a mail must be on the wire meanwhile.
pub(super) fn hinder(peer: &SmtpPeer, chance: &mut Chance, addresses: &[String], verbs: usize, waits: bool) -> (Vec<String>, Tempo) {
    let has_gate = waits || verbs > 0 && chance.one_in(3);
    let gate = has_gate.then(Gate::new);
    let mut words = if chance.one_in(2) { spoil(peer, chance, addresses) } else { Vec::new() };
    if let Some(gate) = &gate {
        let at = chance.pick(&[At::Mail, At::Rcpt, At::Dot, At::Dot]);
        let nth = 1 + chance.below(2);
        let usual = if at == At::Dot { "250 2.0.0 queued" } else { "250 2.1.0 ok" };
        peer.on(at).nth(nth).reply_after(gate, usual);
        words.push(format!("holds {at:?} no. {nth} back"));
    }
    let kill_at = chance.one_in(3).then(|| {
        let longest = 1 << chance.below(9);
        u64::try_from(chance.below(longest) + usize::from(!has_gate)).unwrap()
    });
    let verbs_at = (0..verbs).map(|_| u64::try_from(chance.below(40)).unwrap()).collect();
    let at_once = verbs > 1 && chance.one_in(2);
    (words, Tempo { verbs_at, at_once, gate, kill_at })
}

/// Lets the mail server behave badly once or a few times; says how, for the story.
fn spoil(peer: &SmtpPeer, chance: &mut Chance, addresses: &[String]) -> Vec<String> {
    (0..=chance.below(3)).map(|_| one(peer, chance, addresses)).collect()
}

/// A table of the database that takes nothing more, as on a full disk, from here to [`heal`]. On SQLite; says how, for the story.
pub(super) async fn fill_up(database: &str, chance: &mut Chance) -> &'static str {
    let (words, when) = chance.pick(&[
        ("the database keeps no outcome", "BEFORE UPDATE ON delivery WHEN OLD.state = 'claimed'"),
        ("the database lets nothing be taken up", "BEFORE UPDATE ON delivery WHEN NEW.state = 'claimed'"),
        ("the database takes no row", "BEFORE INSERT ON delivery"),
        ("the database changes no row", "BEFORE UPDATE ON delivery"),
    ]);
    by_hand(database, &format!("CREATE TRIGGER full {when} BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END")).await;
    words
}

/// There is room again.
pub(super) async fn heal(database: &str) {
    by_hand(database, "DROP TRIGGER full").await;
}

async fn by_hand(database: &str, statement: &str) {
    assert!(file_of(database).is_some_and(|file| file.exists()), "an SQLite database");
    let mut options = ConnectOptions::new(database);
    options.max_connections(1);
    let by_hand = Database::connect(options).await.expect("it opens");
    by_hand.execute_unprepared(statement).await.expect("it takes it");
    by_hand.close().await.expect("it closes");
}

fn one(peer: &SmtpPeer, chance: &mut Chance, addresses: &[String]) -> String {
    let nth = 1 + chance.below(3);
    let reply = |at: At, words: &str| {
        peer.on(at).nth(nth).reply(words);
        format!("{at:?} no. {nth}: {words}")
    };
    match chance.below(16) {
        0 => reply(At::Rcpt, "450 4.2.0 greylisted"),
        1 if !addresses.is_empty() => {
            let address = &addresses[chance.below(addresses.len())];
            peer.on(At::Rcpt).matching(address).reply("550 5.1.1 no such user here");
            format!("{address} is no such user")
        }
        2 => reply(At::Rcpt, "421 4.7.0 not so fast"),
        3 => reply(At::Dot, "451 4.3.0 try again later"),
        4 => reply(At::Dot, "554 5.6.0 not this one"),
        5 => reply(At::Dot, "421 4.3.2 going down"),
        6 => reply(At::Mail, "421 4.3.2 going down"),
        7 => reply(At::Connect, "554 5.3.2 not now"),
        8 => reply(At::Rcpt, "554 5.7.1 relay access denied"),
        9 => reply(At::Mail, "530 5.7.0 log in first"),
        // Taken, with words that say no such thing.
        10 => reply(At::Dot, "299 2.0.0 what was that?"),
        11 => {
            peer.on(At::Dot).nth(nth).accept_and_close();
            format!("takes mail no. {nth} and hangs up")
        }
        12 => {
            peer.on(At::Dot).nth(nth).reset();
            format!("breaks the connection at dot no. {nth}")
        }
        13 => {
            let at = chance.pick(&[At::Ehlo, At::Mail, At::Rcpt, At::Data, At::Content, At::Body]);
            peer.on(at).nth(nth).close();
            format!("hangs up at {at:?} no. {nth}")
        }
        14 => {
            let at = chance.pick(&[At::Connect, At::Ehlo, At::Mail, At::Rcpt]);
            peer.on(at).since_nth(nth).close();
            format!("hangs up from {at:?} no. {nth} on")
        }
        _ => {
            peer.on(At::Dot).nth(nth).close();
            format!("hangs up at dot no. {nth}")
        }
    }
}

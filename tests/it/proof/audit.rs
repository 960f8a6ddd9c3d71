//! What came of it: the ledger and the mail server's own record, held against what is owed.

use std::collections::{HashMap, HashSet};

use serde::Deserialize;

use super::site::{SLUG, Site};
use crate::support::counts::Counts;
use crate::support::smtp::Accepted;

/// A row of `ledger --json`.
#[derive(Debug, Deserialize)]
pub(super) struct Row {
    pub(super) email: String,
    pub(super) kind: String,
    pub(super) state: String,
    pub(super) attempts: i32,
    pub(super) message_id: String,
    pub(super) maybe_twice: bool,
}

/// Whom a mail of one kind is owed to.
#[derive(Debug, Default)]
pub(super) struct Owed<'a> {
    pub(super) kind: &'a str,
    /// Whoever may have it: for a sign-up, everybody who has tried.
    pub(super) attempted: Vec<String>,
    /// Whoever must have it: for a sign-up, everybody who was told that it was taken.
    pub(super) acknowledged: Vec<String>,
}

/// The ledger, and the mails that the mail server has accepted, in that order.
pub(super) struct Audit {
    pub(super) rows: Vec<Row>,
    pub(super) mails: Vec<Accepted>,
}

impl<'a> Owed<'a> {
    /// What everybody who is registered is owed.
    pub(super) fn to(people: &[String], kind: &'a str) -> Self {
        Self { kind, attempted: people.to_vec(), acknowledged: people.to_vec() }
    }
}

impl Audit {
    pub(super) fn of(site: &Site) -> Self {
        let rows = serde_json::from_str(&site.run(&["ledger", SLUG, "--json"])).expect("JSON");
        Self { rows, mails: site.peer.seen().mails }
    }

    /// Counts, prints and asserts what must hold after processes were ended so that at most `doubts` mails were on the wire:
    /// nothing is lost, nothing comes that nobody is owed, and a second copy is the same mail, whose row says so.
    #[track_caller]
    #[expect(clippy::print_stdout, reason = "the counts are what is proven")]
    pub(super) fn holds(&self, what: &str, owed: &[Owed<'_>], doubts: usize) -> Counts {
        let counts = self.count(owed);
        println!("{what}: {counts}, at most {doubts} in doubt");
        let unsettled: Vec<&Row> = self.owed_rows(owed).filter(|row| row.state != "accepted").take(5).collect();
        assert!(unsettled.is_empty(), "{what}: owed, and not accepted: {unsettled:#?}");
        assert!(counts.lost == 0 && counts.unexpected == 0, "{what}: {counts}; {:#?}", self.strange(owed));
        assert!(counts.duplicated <= doubts, "{what}: {counts}, and at most {doubts} were in doubt");
        let copies = self.copies();
        let unmarked: Vec<&Row> = self.rows.iter().filter(|row| copies_of(&copies, row) > 1 && !row.maybe_twice).collect();
        assert!(unmarked.is_empty(), "{what}: sent twice, and the row does not say so: {unmarked:#?}");
        counts
    }

    fn count(&self, owed: &[Owed<'_>]) -> Counts {
        let copies = self.copies();
        let came: HashSet<(&str, &str)> =
            self.rows.iter().filter(|row| copies_of(&copies, row) > 0).map(|row| (row.email.as_str(), row.kind.as_str())).collect();
        let mut counts = Counts { unexpected: self.strange(owed).len(), ..Counts::default() };
        for owed in owed {
            let acknowledged: HashSet<&str> = owed.acknowledged.iter().map(String::as_str).collect();
            counts.attempted += owed.attempted.len();
            counts.acknowledged += acknowledged.len();
            counts.lost += acknowledged.iter().filter(|email| !came.contains(&(**email, owed.kind))).count();
            let in_doubt = owed.attempted.iter().map(String::as_str).filter(|email| !acknowledged.contains(email));
            counts.recovered += in_doubt.filter(|email| came.contains(&(*email, owed.kind))).count();
        }
        // What the ledger says is accepted and the mail server has never seen is lost, too.
        counts.lost += self.rows.iter().filter(|row| row.state == "accepted" && copies_of(&copies, row) == 0).count();
        counts.duplicated = copies.values().map(|count| count - 1).sum();
        counts
    }

    /// Mails that no accepted row of their recipient explains, or that nobody is owed. A second copy with another Message-ID
    /// is one of those.
    fn strange(&self, owed: &[Owed<'_>]) -> Vec<String> {
        let owed: HashSet<(&str, &str)> =
            owed.iter().flat_map(|owed| owed.attempted.iter().map(|email| (email.as_str(), owed.kind))).collect();
        let explained: HashSet<(&str, &str)> = self
            .rows
            .iter()
            .filter(|row| row.state == "accepted" && owed.contains(&(row.email.as_str(), row.kind.as_str())))
            .map(|row| (row.email.as_str(), row.message_id.as_str()))
            .collect();
        let mails = self.mails.iter().map(|mail| (mail.to.as_str(), message_id(mail)));
        mails.filter(|mail| !explained.contains(mail)).map(|(to, id)| format!("{id} to {to}")).collect()
    }

    fn owed_rows(&self, owed: &[Owed<'_>]) -> impl Iterator<Item = &Row> {
        let owed: HashSet<(String, String)> =
            owed.iter().flat_map(|owed| owed.acknowledged.iter().map(|email| (email.clone(), owed.kind.to_owned()))).collect();
        self.rows.iter().filter(move |row| row.state != "void" && owed.contains(&(row.email.clone(), row.kind.clone())))
    }

    /// How many copies of each mail the mail server has accepted.
    fn copies(&self) -> HashMap<(&str, &str), usize> {
        let mut copies = HashMap::new();
        for mail in &self.mails {
            *copies.entry((mail.to.as_str(), message_id(mail))).or_default() += 1;
        }
        copies
    }

    /// The mails of one kind that the mail server accepted after the first `count` mails.
    pub(super) fn mails_after(&self, count: usize, kind: &str) -> Vec<&Accepted> {
        let of_that_kind: HashSet<&str> = self.rows.iter().filter(|row| row.kind == kind).map(|row| row.message_id.as_str()).collect();
        self.mails[count..].iter().filter(|mail| of_that_kind.contains(message_id(mail))).collect()
    }
}

fn copies_of(copies: &HashMap<(&str, &str), usize>, row: &Row) -> usize {
    copies.get(&(row.email.as_str(), row.message_id.as_str())).copied().unwrap_or_default()
}

/// The Message-ID with its angle brackets; thousands of mails are asked for it, so only the one line is read.
pub(super) fn message_id(mail: &Accepted) -> &str {
    let lines = mail.data.split(|byte| *byte == b'\n');
    let line = lines.take_while(|line| !line.trim_ascii().is_empty()).find_map(|line| line.strip_prefix(b"Message-ID: "));
    std::str::from_utf8(line.expect("a Message-ID").trim_ascii()).expect("ASCII")
}

//! The peer's side of one connection: EHLO to QUIT, with the test's rules at each step.
//!
//! It ends a mail at a dot between bare LFs, too, as careless servers do, and refuses a MAIL within a begun mail.

use std::{future::pending, io, mem, os::fd::AsFd, sync::atomic::Ordering};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader, copy, duplex, sink},
    net::{TcpSocket, TcpStream},
    task::yield_now,
};

use super::{
    Accepted, Duplex, State,
    script::{Act, At, Pace},
};

/// Speaks with one client until either goes.
pub(crate) async fn hold(state: &State, stream: TcpStream, number: usize) -> io::Result<()> {
    stream.set_nodelay(true)?;
    // A second handle, because the stream may disappear in TLS: only for breaking the connection.
    let handle = TcpSocket::from_std_stream(stream.as_fd().try_clone_to_owned()?.into());
    let mut session =
        Session { state, stream: BufReader::new(Box::new(stream)), handle, number, from: None, to: None, mails: 0, is_encrypted: false };
    session.run().await
}

struct Session<'a> {
    state: &'a State,
    stream: BufReader<Box<dyn Duplex>>,
    handle: TcpSocket,
    number: usize,
    from: Option<String>,
    to: Option<String>,
    mails: usize,
    is_encrypted: bool,
}

impl Session<'_> {
    /// Returns when the connection is over, by an error in most cases.
    async fn run(&mut self) -> io::Result<()> {
        if self.state.encrypt.as_ref().is_some_and(|(_, implicit)| *implicit) {
            self.encrypt().await?;
        }
        let mut said = self.answer(At::Connect, "", "220 peer ESMTP").await?;
        loop {
            let command = self.read_line().await?;
            let command = String::from_utf8_lossy(&command).trim_end().to_owned();
            self.state.change(|seen| seen.commands.push((self.number, command.clone())));
            let (at, usual) = self.usual(&command, said.starts_with(b"334"));
            said = self.answer(at, &command, &usual).await?;
            match at {
                At::StartTls if said.starts_with(b"2") => self.encrypt().await?,
                At::Mail if said.starts_with(b"2") => self.from = Some(address(&command)),
                At::Rcpt if said.starts_with(b"2") => self.to = Some(address(&command)),
                At::Rset => (self.from, self.to) = (None, None),
                At::Data if said.starts_with(b"354") => self.take_mail().await?,
                At::Quit => return Ok(()),
                _ => {}
            }
        }
    }

    /// Which step a command is, and what an obliging server says to it.
    fn usual(&self, command: &str, is_login: bool) -> (At, String) {
        let verb = command.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let (at, reply) = match verb.as_str() {
            _ if is_login => (At::Auth, "235 2.7.0 welcome"),
            "EHLO" => return (At::Ehlo, self.capabilities()),
            "STARTTLS" => (At::StartTls, "220 2.0.0 go ahead"),
            "AUTH" => (At::Auth, "235 2.7.0 welcome"),
            "MAIL" if self.from.is_some() => (At::Mail, "503 5.5.1 nested MAIL"),
            "MAIL" => (At::Mail, "250 2.1.0 sender ok"),
            "RCPT" if self.from.is_none() => (At::Rcpt, "503 5.5.1 need MAIL"),
            "RCPT" => (At::Rcpt, "250 2.1.5 recipient ok"),
            "DATA" if self.to.is_none() => (At::Data, "503 5.5.1 need RCPT"),
            "DATA" => (At::Data, "354 go ahead"),
            "RSET" => (At::Rset, "250 2.0.0 forgotten"),
            "QUIT" => (At::Quit, "221 2.0.0 bye"),
            _ => (At::Unknown, "500 5.5.2 what?"),
        };
        (at, reply.to_owned())
    }

    fn capabilities(&self) -> String {
        let starttls = self.state.encrypt.is_some() && !self.is_encrypted;
        let starttls = if starttls { "250-STARTTLS\r\n" } else { "" };
        let pipelining = if self.state.one_at_a_time.load(Ordering::Relaxed) { "" } else { "250-PIPELINING\r\n" };
        format!("250-peer\r\n{pipelining}{starttls}250-AUTH PLAIN LOGIN\r\n250-SMTPUTF8\r\n250 8BITMIME")
    }

    /// Reads a mail's content, replies to its dot and remembers it if the reply accepts it.
    async fn take_mail(&mut self) -> io::Result<()> {
        let mut is_answered = self.interrupt(At::Content).await?;
        let mut data = Vec::new();
        loop {
            let line = self.read_line().await?;
            if line.trim_ascii_end() == b"." {
                break;
            }
            let is_first = data.is_empty();
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            if is_first {
                is_answered |= self.interrupt(At::Body).await?;
            }
        }
        if is_answered {
            (self.from, self.to) = (None, None);
            return Ok(());
        }
        self.mails += 1;
        let act = self.state.act(At::Dot, &String::from_utf8_lossy(&data), self.number);
        let mail = Accepted {
            from: self.from.take().unwrap_or_default(),
            to: self.to.take().unwrap_or_default(),
            data,
            connection: self.number,
            nth: self.mails,
            answered: false,
        };
        self.perform(At::Dot, act, "250 2.0.0 queued", Some(mail)).await.map(drop)
    }

    /// Does within a mail what the test wants. True if that was its answer to the mail.
    async fn interrupt(&mut self, at: At) -> io::Result<bool> {
        let act = self.state.act(at, "", self.number);
        let answers = matches!(act, Some(Act::Say(..)));
        if act.is_some() {
            self.perform(at, act, "", None).await?;
        }
        Ok(answers)
    }

    /// Replies as the test wants it, or as usual. Returns what was said.
    async fn answer(&mut self, at: At, about: &str, usual: &str) -> io::Result<Vec<u8>> {
        let act = self.state.act(at, about, self.number);
        self.perform(at, act, usual, None).await
    }

    async fn perform(&mut self, at: At, act: Option<Act>, usual: &str, mail: Option<Accepted>) -> io::Result<Vec<u8>> {
        let usual = if usual.is_empty() { Vec::new() } else { format!("{usual}\r\n").into_bytes() };
        let accept = |answered| self.state.change(|seen| seen.mails.extend(mail.map(|mail| Accepted { answered, ..mail })));
        let (bytes, pace) = match act {
            None => (usual, Pace::AtOnce),
            Some(Act::Usual(form, pace)) => (form(&usual), pace),
            Some(Act::Say(bytes, pace)) => (bytes, pace),
            Some(act) => return self.break_off(at, &act, accept).await,
        };
        match &pace {
            Pace::After(gate) => gate.pass().await,
            Pace::Opening(gate) => {
                gate.open();
                self.state.wait_until(|seen| seen.late > 0).await;
            }
            Pace::AtOnce | Pace::ByteByByte | Pace::Doing(_) | Pace::ThenDoing(_) => {}
        }
        if bytes.starts_with(b"2") {
            accept(bytes.starts_with(b"250") && bytes.ends_with(b"\n"));
        }
        if let Pace::Doing(hook) = &pace {
            hook();
        }
        let said = self.say(&bytes, &pace).await;
        if let Pace::ThenDoing(hook) = &pace {
            hook();
        }
        if let Pace::After(_) = pace {
            self.state.change(|seen| seen.late += 1);
        }
        said.map(|()| bytes)
    }

    async fn say(&mut self, bytes: &[u8], pace: &Pace) -> io::Result<()> {
        let packet = if matches!(pace, Pace::ByteByByte) { 1 } else { bytes.len().max(1) };
        for packet in bytes.chunks(packet) {
            self.stream.write_all(packet).await?;
            self.stream.flush().await?;
            yield_now().await;
        }
        Ok(())
    }

    /// Ends the dialogue in the way of this act.
    async fn break_off(&mut self, at: At, act: &Act, accept: impl FnOnce(bool)) -> io::Result<Vec<u8>> {
        let reads_on = !matches!(at, At::Tls | At::Content | At::Body);
        if matches!(act, Act::AcceptAndHang | Act::AcceptAndClose) {
            accept(false);
        }
        match act {
            Act::Hang | Act::AcceptAndHang if !reads_on => pending().await,
            Act::Hang | Act::AcceptAndHang => drop(copy(&mut self.stream, &mut sink()).await?),
            Act::CloseHalf => {
                self.stream.shutdown().await?;
                copy(&mut self.stream, &mut sink()).await?;
            }
            Act::Reset => self.handle.set_zero_linger()?,
            Act::Close | Act::AcceptAndClose | Act::Say(..) | Act::Usual(..) => {}
        }
        Err(io::ErrorKind::ConnectionAborted.into())
    }

    async fn read_line(&mut self) -> io::Result<Vec<u8>> {
        let mut line = Vec::new();
        match self.stream.read_until(b'\n', &mut line).await? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(line),
        }
    }

    async fn encrypt(&mut self) -> io::Result<()> {
        if let Some((encrypt, _)) = &self.state.encrypt {
            if let Some(act) = self.state.act(At::Tls, "", self.number) {
                self.perform(At::Tls, Some(act), "", None).await?;
            }
            let plain = mem::replace(&mut self.stream, BufReader::new(Box::new(duplex(1).0)));
            self.stream = BufReader::new(encrypt(plain.into_inner()).await?);
            self.is_encrypted = true;
        }
        Ok(())
    }
}

/// What stands between the angle brackets.
fn address(command: &str) -> String {
    let inner = command.split_once('<').and_then(|(_, rest)| rest.rsplit_once('>'));
    inner.map_or(String::new(), |(address, _)| address.to_owned())
}

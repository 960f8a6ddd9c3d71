//! The peer's side of one connection: EHLO to QUIT, with the test's rules at each step.
//!
//! It ends a mail at a dot between bare LFs, too, as careless servers do, and refuses a MAIL within a begun mail.

use std::{future::pending, io, mem, os::fd::AsFd};

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
        format!("250-peer\r\n{starttls}250-AUTH PLAIN LOGIN\r\n250-SMTPUTF8\r\n250 8BITMIME")
    }

    /// Reads a mail's content, replies to its dot and remembers it if the reply accepts it.
    async fn take_mail(&mut self) -> io::Result<()> {
        if let Some(act) = self.state.act(At::Content, "") {
            self.perform(At::Content, act, None).await?;
        }
        let mut data = Vec::new();
        loop {
            let line = self.read_line().await?;
            if line.trim_ascii_end() == b"." {
                break;
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
        self.mails += 1;
        let act = self.state.act(At::Dot, &String::from_utf8_lossy(&data));
        let mail = Accepted {
            from: self.from.take().unwrap_or_default(),
            to: self.to.take().unwrap_or_default(),
            data,
            connection: self.number,
            nth: self.mails,
        };
        let usual = Act::Say(b"250 2.0.0 queued\r\n".to_vec(), Pace::AtOnce);
        self.perform(At::Dot, act.unwrap_or(usual), Some(mail)).await.map(drop)
    }

    /// Replies as the test wants it, or as usual. Returns what was said.
    async fn answer(&mut self, at: At, about: &str, usual: &str) -> io::Result<Vec<u8>> {
        let usual = Act::Say(format!("{usual}\r\n").into_bytes(), Pace::AtOnce);
        let act = self.state.act(at, about).unwrap_or(usual);
        self.perform(at, act, None).await
    }

    async fn perform(&mut self, at: At, act: Act, mail: Option<Accepted>) -> io::Result<Vec<u8>> {
        let accept = || self.state.change(|seen| seen.mails.extend(mail));
        match act {
            Act::Say(bytes, pace) => {
                if let Pace::After(gate) = &pace {
                    gate.pass().await;
                }
                if bytes.starts_with(b"2") {
                    accept();
                }
                if let Pace::Doing(hook) = &pace {
                    hook();
                }
                let packet = if matches!(pace, Pace::ByteByByte) { 1 } else { bytes.len().max(1) };
                for packet in bytes.chunks(packet) {
                    self.stream.write_all(packet).await?;
                    self.stream.flush().await?;
                    yield_now().await;
                }
                if let Pace::ThenDoing(hook) = &pace {
                    hook();
                }
                return Ok(bytes);
            }
            Act::Hang if at == At::Content => pending().await,
            Act::Hang => drop(copy(&mut self.stream, &mut sink()).await?),
            Act::Close => {}
            Act::AcceptAndClose => accept(),
            Act::Reset => self.handle.set_zero_linger()?,
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

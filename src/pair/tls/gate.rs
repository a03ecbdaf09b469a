//! The listening side's first look: what for, and whether now.

use super::verify::{Admit, Callers};
use super::{Purpose, provider};
use crate::model::pairing::PairFault;
use crate::pair::identity::Identity;
use rustls::server::{
    Accepted, Acceptor, AlwaysResolvesServerRawPublicKeys, NoServerSessionStorage,
};
use rustls::{AlertDescription, ServerConfig, ServerConnection, version};
use std::io;
use std::sync::Arc;

/// Bytes that are read before the hello is whole. One with a post-quantum share has about 1.5 KiB.
const HELLO: usize = 16 * 1024;

/// A connection whose hello has not been read to its end.
pub struct Gate {
    acceptor: Acceptor,
    identity: Identity,
    offers_pairing: bool,
    admit: Admit,
    read: usize,
}

/// A connection that may go on with its handshake.
pub struct Opened {
    /// What it is for.
    pub purpose: Purpose,
    /// The connection.
    pub connection: ServerConnection,
}

/// A connection that may not.
#[derive(Debug)]
pub struct Refusal {
    /// Why.
    pub fault: PairFault,
    /// What to send before it is closed; may be empty.
    pub alert: Vec<u8>,
}

/// A gate for one connection. The ceremony passes only while `offers_pairing`, whoever it is; to
/// talk, `admit` is asked. Outside of that the handshake ends with `no_application_protocol`.
pub fn server(identity: &Identity, offers_pairing: bool, admit: Admit) -> Gate {
    let (acceptor, identity) = (Acceptor::default(), identity.clone());
    Gate { acceptor, identity, offers_pairing, admit, read: 0 }
}

impl Gate {
    /// Reads what the socket has. Zero: the other side closed.
    ///
    /// # Errors
    /// Those of the socket; [`io::ErrorKind::InvalidData`] after 16 KiB without a whole hello.
    pub fn read_tls(&mut self, from: &mut dyn io::Read) -> io::Result<usize> {
        if self.read >= HELLO {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a hello without end"));
        }
        let count = self.acceptor.read_tls(from)?;
        self.read += count;
        Ok(count)
    }

    /// Looks whether the hello is whole: `None` until it is. Not to be asked again afterwards: the
    /// connection holds what was read behind the hello.
    ///
    /// # Errors
    /// [`Refusal`] with what is to be sent.
    pub fn open(&mut self) -> Result<Option<Opened>, Refusal> {
        match self.acceptor.accept() {
            Ok(None) => Ok(None),
            Ok(Some(accepted)) => self.choose(accepted).map(Some),
            Err((error, mut alert)) => Err(refusal(&error, &mut |to| alert.write_all(to))),
        }
    }

    fn choose(&self, accepted: Accepted) -> Result<Opened, Refusal> {
        let wished = accepted.client_hello().alpn().and_then(|mut wished| {
            wished.find_map(|name| match name {
                super::ALPN_TALK => Some(Purpose::Talk),
                super::ALPN_PAIR if self.offers_pairing => Some(Purpose::Pair),
                _ => None,
            })
        });
        // A hello without any ALPN would pass, too: the library takes it for an old client.
        let Some(purpose) = wished else { return Err(no_protocol()) };
        let config = self.config(purpose).map_err(|error| refusal(&error, &mut |_| Ok(())))?;
        match accepted.into_connection(Arc::new(config)) {
            Ok(connection) => Ok(Opened { purpose, connection }),
            Err((error, mut alert)) => Err(refusal(&error, &mut |to| alert.write_all(to))),
        }
    }

    fn config(&self, purpose: Purpose) -> Result<ServerConfig, rustls::Error> {
        let admit = (purpose == Purpose::Talk).then(|| Arc::clone(&self.admit));
        let key = AlwaysResolvesServerRawPublicKeys::new(self.identity.certified());
        let mut config = ServerConfig::builder_with_provider(provider())
            .with_protocol_versions(&[&version::TLS13])?
            .with_client_cert_verifier(Arc::new(Callers { admit }))
            .with_cert_resolver(Arc::new(key));
        config.alpn_protocols = vec![purpose.alpn().to_vec()];
        config.session_storage = Arc::new(NoServerSessionStorage {});
        config.send_tls13_tickets = 0;
        config.max_early_data_size = 0;
        config.send_half_rtt_data = false;
        Ok(config)
    }
}

fn refusal(
    error: &rustls::Error,
    write: &mut dyn FnMut(&mut dyn io::Write) -> io::Result<()>,
) -> Refusal {
    let mut alert = Vec::new();
    // A vector takes everything.
    write(&mut alert).ok();
    Refusal { fault: PairFault::Altered(error.to_string()), alert }
}

/// A fatal alert in a record of its own (RFC 8446 §5.1 and §6).
fn no_protocol() -> Refusal {
    let description = u8::from(AlertDescription::NoApplicationProtocol);
    let alert = vec![21, 3, 3, 0, 2, 2, description];
    Refusal { fault: PairFault::NoCodeShown, alert }
}

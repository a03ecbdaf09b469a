//! Who this installation is: whether somebody else is it too, and how it becomes another one.

use super::hub::Hub;
use crate::model::pairing::{Hidden, PairEvent, PairFault};
use crate::pair::identity::{Identity, fingerprint};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The key of the last run, in the ledger.
const KEY: &str = "key";
/// How long behind the news that we called ourselves the other end of that call may tell the same.
const ECHO: Duration = Duration::from_secs(10);
/// What is kept for the first listener.
const UNTOLD: usize = 16;

impl Hub {
    pub(super) fn is_visible(&self) -> bool {
        self.setting("visible") != Some("no".into())
    }

    pub(super) fn is_named(&self) -> bool {
        self.setting("named") == Some("yes".into())
    }

    /// What we call ourselves.
    pub(super) fn name(&self) -> String {
        let chosen = self.setting("name").filter(|name| !name.is_empty());
        crate::pair::name::clean(&chosen.unwrap_or_else(host_name))
    }

    /// Who we are, for who listens.
    pub(super) fn own(&self) -> PairEvent {
        let key = self.identity.public();
        PairEvent::Node {
            key,
            fingerprint: fingerprint(&key),
            name: self.name(),
            port: self.port(),
            addresses: self.addresses(),
            visible: self.is_visible(),
            named: self.is_named(),
        }
    }

    /// Compares the key with that of the last run, and keeps it.
    pub(super) fn look_at_the_key(&mut self) -> Result<(), PairFault> {
        let key = self.key_in_letters();
        let last = self.ledger.meta(KEY)?;
        if last.as_ref() == Some(&key) {
            return Ok(());
        }
        self.ledger.set_meta(KEY, &key)?;
        if last.is_some() && !self.contacts.0.is_empty() {
            self.tell_trouble(PairFault::NewKey);
        }
        Ok(())
    }

    fn key_in_letters(&self) -> String {
        fingerprint(&self.identity.public())
    }

    /// Tells of something that nobody wished; who listens first hears of it as well.
    pub(super) fn tell_trouble(&mut self, fault: PairFault) {
        let trouble = PairEvent::Trouble { contact: None, fault };
        if self.has_listeners() {
            return self.tell(&trouble);
        }
        if self.untold.len() < UNTOLD {
            self.untold.push(trouble);
        }
    }

    /// Somebody announces our id (a hint), or has proved to have our key.
    pub(super) fn tell_cloned(&mut self, proven: bool, addresses: Vec<SocketAddr>) {
        let is_known = |event: &PairEvent| matches!(event, PairEvent::Cloned { proven: true, .. });
        if self.cloned.as_ref().is_some_and(is_known) {
            return;
        }
        let event = PairEvent::Cloned { proven, addresses };
        self.tell(&event);
        // For who listens later.
        self.cloned = Some(event);
    }

    /// A caller has our key. Who enters the code that is shown here calls itself.
    pub(super) fn called_with_our_key(&mut self, from: SocketAddr) {
        let echo = self.met_myself_at.is_some_and(|then| then.elapsed() < ECHO);
        if self.entering.is_none() && !echo {
            self.tell_cloned(true, vec![from]);
        }
    }

    /// Makes a new key. Whoever was paired has to be paired again: they know the old one.
    pub(super) fn renew_identity(&mut self) -> Result<(), PairFault> {
        self.identity = Arc::new(Identity::replace(&self.config.key_file)?);
        // The key is another one already: from here on nothing may stop half way.
        if let Err(fault) = self.ledger.set_meta(KEY, &self.key_in_letters()) {
            self.tell_trouble(fault);
        }
        self.cancel_entering();
        self.hide(Hidden::ByHand);
        self.cloned = None;
        let links: Vec<_> = self.links.keys().copied().collect();
        for link in links {
            self.let_go(link);
        }
        let now = Instant::now();
        let ids: Vec<_> = self.contacts.0.keys().copied().collect();
        for id in ids {
            if let Some(known) = self.contacts.get(id) {
                known.forget_links(now);
                known.stopped.get_or_insert(PairFault::Forgotten);
            }
            self.tell_presence(id);
        }
        self.look_around_anew();
        self.tell_settings();
        Ok(())
    }
}

/// What the system calls this machine.
fn host_name() -> String {
    #[cfg(unix)]
    let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
    #[cfg(not(unix))]
    let name = std::env::var("COMPUTERNAME").unwrap_or_default();
    name
}

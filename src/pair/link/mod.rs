//! One connection to another installation: its thread, from the first byte to the last.
//!
//! A link dials or is accepted, makes the line secret, and then either goes through the ceremony and
//! ends, or talks. It owns its socket, its talk and its transfers; what it learns goes to the node
//! as a [`Report`], what it should do comes as an [`Order`].

mod desk;
mod extra;
mod pairing;
mod talking;
mod wire;

use super::identity::Identity;
use super::ledger::Ledger;
use super::node::board::Board;
use super::talk::Pace;
use super::tls::{self, Admission, Aim, Purpose};
use crate::model::ThreadRole;
use crate::model::pairing::{ContactId, Hidden, Means, PairEvent, PairFault, PairStep, PublicKey};
use crate::threads::{self, Handle, Me, Registry, Spec};
use crossbeam_channel::{Receiver, Sender};
use std::io;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};
use wire::Wire;
use zeroize::Zeroizing;

/// How long a connection may take to be made, and then to become secret.
const PATIENCE: Duration = Duration::from_secs(5);
/// How long one address may take to answer that is dialled for who asked, and how many are: the
/// asker waits for all of them.
const PROBE: Duration = Duration::from_secs(3);
const PROBED: usize = 4;

/// One link of a running node. Counts from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct LinkId(pub(super) u32);

/// What a link is for.
pub(super) enum Errand {
    /// Somebody came.
    Accepted(TcpStream, SocketAddr),
    /// To pair, with what was typed.
    Pair {
        /// Where.
        to: SocketAddr,
        /// How it is proved.
        means: Means,
        /// With what.
        secret: Zeroizing<Vec<u8>>,
        /// The key that a link names.
        key: Option<PublicKey>,
    },
    /// To talk to who is paired.
    Talk {
        /// Where.
        to: SocketAddr,
        /// To whom.
        contact: ContactId,
        /// With this key and no other.
        key: PublicKey,
        /// The person's name for it, for sentences.
        name: String,
    },
    /// To see whether one of these addresses can be reached, for somebody who asked.
    Probe(Vec<SocketAddr>),
}

/// What a link is asked to do.
pub(super) enum Order {
    /// The talk may begin, at the contact's pace and with what we call ourselves by now: no other
    /// link of this contact lives.
    Go(Pace, String),
    /// There is more to say.
    Nudge,
    /// The person has changed how a transfer stands.
    LookAgain,
    /// Another link of theirs came: see whether this one still reaches anybody.
    Ask,
    /// The pairing is over: say so, and end.
    Unpair,
    /// We call ourselves so from now on.
    Name(String),
    /// Have the other side dial this port, where this link comes from.
    DialBack(u16),
    /// Tell the other side which of its addresses were dialled, and whether the last one answered.
    Dialled(Vec<SocketAddr>, bool),
}

/// What a link has learned.
pub(super) enum Report {
    /// Pairing goes on.
    Step(PairStep),
    /// The other side proved the key of a contact, at this address; true: we dialled.
    Known(ContactId, SocketAddr, bool),
    /// The other side proved itself and is a contact now.
    Paired(ContactId, SocketAddr),
    /// Somebody's wrong proof of this code: the how manieth.
    WrongTry(u64, u8),
    /// This code is good no longer.
    Hidden(u64, Hidden),
    /// For whoever listens.
    Tell(PairEvent),
    /// The contact itself changed in the ledger.
    Changed(ContactId),
    /// Somebody called from there and proved to have our own key.
    OwnKey(SocketAddr),
    /// The other side asks to be dialled.
    DialBack(Vec<SocketAddr>),
    /// What a probe found.
    Probed(Vec<SocketAddr>, bool),
    /// It is over, in peace or not.
    Ended(Option<PairFault>),
}

/// All that a link needs of its node.
#[derive(Clone)]
pub(super) struct Context {
    pub(super) identity: Arc<Identity>,
    pub(super) ledger: Ledger,
    /// The folder below which files are received.
    pub(super) downloads: PathBuf,
    pub(super) board: Board,
    pub(super) registry: Registry,
    /// What we call ourselves, and where we listen.
    pub(super) about: About,
}

/// What is told about us, once the other side has proved itself.
#[derive(Clone, Default)]
pub(super) struct About {
    pub(super) name: String,
    pub(super) addresses: Vec<SocketAddr>,
    /// The port that is listened on at every address, if one is.
    pub(super) port: Option<u16>,
}

/// Where a link's reports go.
pub(super) type Tell = Arc<dyn Fn(LinkId, Report) + Send + Sync>;

/// The node's end of a link. Dropping it ends the link.
pub(super) struct Link {
    orders: Sender<Order>,
    waker: Arc<mio::Waker>,
    thread: Option<Handle<()>>,
}

impl Link {
    /// Starts a link.
    ///
    /// # Errors
    /// The system starts no more threads, or has no descriptors left.
    pub(super) fn start(
        id: LinkId,
        errand: Errand,
        context: Context,
        tell: Tell,
    ) -> io::Result<Self> {
        let poll = mio::Poll::new()?;
        let waker = Arc::new(mio::Waker::new(poll.registry(), wire::WAKE)?);
        let (orders, inbox) = orders();
        let spec = Spec::new(ThreadRole::Link, format!("link:{}", id.0));
        let registry = context.registry.clone();
        let held = Arc::clone(&waker);
        let thread = threads::spawn(&registry, spec, move |me| {
            let ending = Ending { id, tell: Arc::clone(&tell), fault: None };
            let mut far = Far { id, tell, poll, inbox, waker: held };
            run(errand, &context, &mut far, me, ending);
        })?;
        Ok(Self { orders, waker, thread: Some(thread) })
    }

    /// Asks it for something. A link that is over does nothing.
    pub(super) fn order(&self, order: Order) {
        self.orders.send(order).ok();
        // Without a waker's descriptor there is no link.
        self.waker.wake().ok();
    }

    /// Ends it; the thread is left to be joined.
    pub(super) fn into_thread(mut self) -> Option<Handle<()>> {
        self.thread.take()
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        // The link sees that nobody is at the other end of its orders.
        self.orders = crossbeam_channel::bounded(0).0;
        self.waker.wake().ok();
    }
}

#[expect(clippy::disallowed_methods, reason = "one order for each wish of a person")]
fn orders() -> (Sender<Order>, Receiver<Order>) {
    crossbeam_channel::unbounded()
}

/// The link's end towards the node.
struct Far {
    id: LinkId,
    tell: Tell,
    poll: mio::Poll,
    inbox: Receiver<Order>,
    /// Held here as well: a closed eventfd takes a wake-up with it that was not seen yet (epoll(7)).
    waker: Arc<mio::Waker>,
}

impl Far {
    fn report(&self, report: Report) {
        (self.tell)(self.id, report);
    }

    /// Reports for, and wakes, this link from another thread.
    fn bell(&self) -> desk::Bell {
        let (id, tell, waker) = (self.id, Arc::clone(&self.tell), Arc::clone(&self.waker));
        Arc::new(move |report| match report {
            Some(report) => tell(id, report),
            // Without a waker's descriptor there is no link.
            None => drop(waker.wake()),
        })
    }
}

/// Tells that the link is over, whatever ended it: a panic too.
struct Ending {
    id: LinkId,
    tell: Tell,
    fault: Option<PairFault>,
}

impl Drop for Ending {
    fn drop(&mut self) {
        (self.tell)(self.id, Report::Ended(self.fault.take()));
    }
}

fn run(errand: Errand, context: &Context, far: &mut Far, me: &Me, mut ending: Ending) {
    me.set_connections(1);
    let result = match errand {
        Errand::Accepted(stream, from) => accepted(stream, from, context, far, me),
        Errand::Pair { to, means, secret, key } => {
            let line = dial(to, Purpose::Pair, key, "", context, far, me);
            line.and_then(|wire| pairing::join(wire, means, &secret, context, far, me))
        }
        Errand::Talk { to, contact, key, name } => {
            let line = dial(to, Purpose::Talk, Some(key), &name, context, far, me);
            line.and_then(|wire| talking::talk(wire, contact, true, context, far, me))
        }
        Errand::Probe(all) => {
            let (tried, reached) = probe(&all, far, me);
            far.report(Report::Probed(tried, reached));
            Ok(())
        }
    };
    ending.fault = result.err();
}

/// Dials addresses one after the other until one answers: those that were tried, and whether the
/// last of them did.
fn probe(all: &[SocketAddr], far: &mut Far, me: &Me) -> (Vec<SocketAddr>, bool) {
    let mut tried = Vec::new();
    for to in all.iter().take(PROBED) {
        tried.push(*to);
        match Wire::connect(*to, Instant::now() + PROBE, far, me) {
            Ok(stream) => {
                drop(stream);
                return (tried, true);
            }
            Err(_) if wire::is_wanted(far).is_err() => break,
            Err(_) => {}
        }
    }
    (tried, false)
}

/// Connects, and makes the line secret.
fn dial(
    to: SocketAddr,
    purpose: Purpose,
    key: Option<PublicKey>,
    name: &str,
    context: &Context,
    far: &mut Far,
    me: &Me,
) -> Result<Wire, PairFault> {
    if purpose == Purpose::Pair {
        far.report(Report::Step(PairStep::Dialling));
    }
    let stream = Wire::connect(to, Instant::now() + PATIENCE, far, me)?;
    if purpose == Purpose::Pair {
        far.report(Report::Step(PairStep::Encrypting));
    }
    let tls = tls::client(&context.identity, purpose, key)?;
    let aim = Aim { purpose, wanted: name.to_owned(), to: to.to_string() };
    let mut wire = Wire::new(stream, to, aim, tls.into(), far)?;
    wire.handshake(Instant::now() + PATIENCE, far, me)?;
    Ok(wire)
}

/// Hears who came, and what for.
fn accepted(
    stream: TcpStream,
    from: SocketAddr,
    context: &Context,
    far: &mut Far,
    me: &Me,
) -> Result<(), PairFault> {
    let deadline = Instant::now() + PATIENCE;
    let ledger = context.ledger.clone();
    // Where the ledger cannot be read nobody gets in, and nobody is told to go for ever.
    let (own, met_own) = (context.identity.public(), Arc::new(AtomicBool::new(false)));
    let met = Arc::clone(&met_own);
    let admit = move |key: &PublicKey| match ledger.contact_by_key(key) {
        _ if *key == own => {
            met.store(true, Ordering::Relaxed);
            Admission::Stranger
        }
        Ok(Some(contact)) if contact.revoked_at.is_some() => Admission::Removed,
        Ok(Some(_)) => Admission::Known,
        Ok(None) => Admission::Stranger,
        Err(_) => Admission::Unsure,
    };
    let is_open = context.board.code(Instant::now()).is_some();
    let gate = tls::server(&context.identity, is_open, Arc::new(admit));
    let mut wire = Wire::accept(stream, from, gate, deadline, far, me)?;
    let through = wire.handshake(deadline, far, me);
    let key = through.and_then(|()| wire.peer_key());
    if key == Ok(own) || met_own.load(Ordering::Relaxed) {
        far.report(Report::OwnKey(from));
        return Err(PairFault::Myself);
    }
    let key = key?;
    if wire.purpose() == Purpose::Pair {
        return pairing::invite(wire, context, far, me);
    }
    let contact = context.ledger.contact_by_key(&key)?.ok_or(PairFault::NoContact)?;
    talking::talk(wire, contact.id, false, context, far, me)
}

//! A proxy that does to a connection what networks and attackers do: cuts, flips, slices, records.

use crate::support::Room;
use socket2::{Domain, SockRef, Socket, Type};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

/// Which way bytes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// From who dialled to who listens.
    There,
    /// Back.
    Back,
}

/// What is done when so many bytes have passed.
#[derive(Clone)]
pub(super) enum Deed {
    /// Both ends hear that the other has finished (FIN).
    Finish,
    /// Both ends hear that the connection is gone (RST).
    Reset,
    /// One bit of the next byte is turned over.
    Flip,
    /// Something beside the connection; then nothing more passes, and the line ends.
    Call(Arc<dyn Fn() + Send + Sync>),
}

/// A plan for one connection.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) way: Way,
    pub(super) after: usize,
    pub(super) deed: Deed,
}

/// What passed in one connection.
#[derive(Default)]
pub(super) struct Passed {
    there: AtomicUsize,
    back: AtomicUsize,
    ended: AtomicBool,
    /// The bytes of both ways, where they are kept.
    pub(super) there_bytes: Mutex<Vec<u8>>,
    pub(super) back_bytes: Mutex<Vec<u8>>,
}

impl Passed {
    pub(super) fn count(&self, way: Way) -> usize {
        match way {
            Way::There => &self.there,
            Way::Back => &self.back,
        }
        .load(Ordering::SeqCst)
    }

    /// Whether the connection is over.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::SeqCst)
    }
}

/// What all connections share.
struct Shared {
    gate: Mutex<Gate>,
    /// The gate was opened, or a plan made.
    opened: Condvar,
    /// Most bytes that are given on at once, and the pause behind them.
    piece: (usize, Duration),
    keeps: bool,
    live: Mutex<Vec<Weak<Ends>>>,
    passed: Mutex<Vec<Arc<Passed>>>,
    ended: AtomicBool,
}

/// What the next connection meets.
struct Gate {
    plan: Option<Plan>,
    /// Whether a connection without a plan passes.
    is_open: bool,
    /// The connection that met the last plan.
    met: Option<Arc<Passed>>,
}

/// Both sockets of one connection.
struct Ends {
    client: TcpStream,
    server: TcpStream,
    is_reset: AtomicBool,
    passed: Arc<Passed>,
}

impl Drop for Ends {
    fn drop(&mut self) {
        self.passed.ended.store(true, Ordering::SeqCst);
    }
}

/// A running proxy. It and its connections end when this is dropped.
pub(super) struct Proxy {
    listener: TcpListener,
    shared: Arc<Shared>,
}

/// How a proxy gives on what passes.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    /// Most bytes at once, and how long it rests behind them.
    pub(super) piece: (usize, Duration),
    /// Whether the bytes are kept.
    pub(super) keeps: bool,
}

impl Default for Manner {
    fn default() -> Self {
        Self { piece: (64 * 1024, Duration::ZERO), keeps: false }
    }
}

impl Proxy {
    /// Listens in one room, and gives on to an address in another.
    pub(super) fn start(
        (room, at): (&Arc<Room>, SocketAddr),
        (other, to): (&Arc<Room>, SocketAddr),
        manner: Manner,
    ) -> Self {
        let shared = Arc::new(Shared {
            gate: Mutex::new(Gate { plan: None, is_open: true, met: None }),
            opened: Condvar::new(),
            piece: manner.piece,
            keeps: manner.keeps,
            live: Mutex::default(),
            passed: Mutex::default(),
            ended: AtomicBool::new(false),
        });
        let (ready, begun) = channel();
        let (room, other, held) = (Arc::clone(room), Arc::clone(other), Arc::clone(&shared));
        std::thread::spawn(move || {
            room.enter();
            let listener = TcpListener::bind(at).expect("the place is free");
            ready.send(listener.try_clone().expect("a descriptor")).expect("it is waited for");
            other.enter();
            for client in listener.incoming() {
                match client {
                    Ok(client) if !held.ended.load(Ordering::SeqCst) => serve(client, to, &held),
                    _ => return,
                }
            }
        });
        Self { listener: begun.recv().expect("it listens"), shared }
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.listener.local_addr().expect("it listens")
    }

    /// What the next connection meets.
    pub(super) fn plan(&self, plan: Plan) {
        let mut gate = lock(&self.shared.gate);
        (gate.plan, gate.met) = (Some(plan), None);
        self.shared.opened.notify_all();
    }

    /// Whether a connection that has no plan passes. It waits for one where not.
    pub(super) fn open(&self, is_open: bool) {
        lock(&self.shared.gate).is_open = is_open;
        self.shared.opened.notify_all();
    }

    /// The connection that met the last plan.
    pub(super) fn met(&self) -> Option<Arc<Passed>> {
        lock(&self.shared.gate).met.clone()
    }

    /// Ends all connections that live.
    pub(super) fn cut(&self) {
        for ends in lock(&self.shared.live).drain(..).filter_map(|ends| ends.upgrade()) {
            ends.end(&Deed::Finish);
        }
    }

    /// What passed, one for each connection.
    pub(super) fn passed(&self) -> Vec<Arc<Passed>> {
        lock(&self.shared.passed).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        self.open(true);
        self.cut();
        // Wakes the thread that accepts.
        SockRef::from(&self.listener).shutdown(Shutdown::Both).ok();
    }
}

impl Ends {
    fn end(&self, deed: &Deed) {
        if matches!(deed, Deed::Reset) {
            // The other thread is woken, nothing is said; the last one to let go resets (RFC 9293).
            self.is_reset.store(true, Ordering::SeqCst);
            for socket in [&self.client, &self.server] {
                SockRef::from(socket).set_linger(Some(Duration::ZERO)).ok();
                socket.shutdown(Shutdown::Read).ok();
            }
        } else {
            self.client.shutdown(Shutdown::Both).ok();
            self.server.shutdown(Shutdown::Both).ok();
        }
    }
}

fn serve(client: TcpStream, to: SocketAddr, shared: &Arc<Shared>) {
    let gate = lock(&shared.gate);
    let closed = |gate: &mut Gate| gate.plan.is_none() && !gate.is_open;
    let mut gate = shared.opened.wait_while(gate, closed).unwrap_or_else(PoisonError::into_inner);
    let Some(server) = dial(to) else { return };
    for socket in [&client, &server] {
        socket.set_nodelay(true).ok();
    }
    let passed = Arc::new(Passed::default());
    let (is_reset, held) = (AtomicBool::new(false), Arc::clone(&passed));
    let ends = Arc::new(Ends { client, server, is_reset, passed: held });
    let plan = gate.plan.take();
    if plan.is_some() {
        gate.met = Some(Arc::clone(&passed));
    }
    lock(&shared.passed).push(Arc::clone(&passed));
    {
        let mut live = lock(&shared.live);
        live.retain(|ends| ends.strong_count() > 0);
        live.push(Arc::downgrade(&ends));
    }
    // Not before: who closes the gate and cuts has cut all that passed.
    drop(gate);
    for way in [Way::There, Way::Back] {
        let pump = Pump {
            way,
            ends: Arc::clone(&ends),
            passed: Arc::clone(&passed),
            plan: plan.clone().filter(|plan| plan.way == way),
            shared: Arc::clone(shared),
        };
        std::thread::spawn(move || pump.run());
    }
}

/// From another address each time: what strangers are allowed is counted for each address.
pub(super) fn dial(to: SocketAddr) -> Option<TcpStream> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let from = Ipv4Addr::from(0x7f01_0000 + number % 0x00f0_0000);
    let socket = Socket::new(Domain::IPV4, Type::STREAM, None).ok()?;
    socket.bind(&SocketAddr::new(from.into(), 0).into()).ok()?;
    socket.connect(&to.into()).ok()?;
    Some(socket.into())
}

/// One way of a connection.
struct Pump {
    way: Way,
    ends: Arc<Ends>,
    passed: Arc<Passed>,
    plan: Option<Plan>,
    shared: Arc<Shared>,
}

impl Pump {
    fn run(mut self) {
        let ends = Arc::clone(&self.ends);
        let (mut from, mut to) = match self.way {
            Way::There => (&ends.client, &ends.server),
            Way::Back => (&ends.server, &ends.client),
        };
        let (most, pause) = self.shared.piece;
        let mut buffer = vec![0; most];
        if !self.goes_on(&mut []) {
            return;
        }
        while let Ok(count) = from.read(self.room(&mut buffer)) {
            let bytes = &mut buffer[..count];
            if count == 0 {
                if !ends.is_reset.load(Ordering::SeqCst) {
                    to.shutdown(Shutdown::Write).ok();
                }
                return;
            }
            let goes_on = self.goes_on(bytes);
            if to.write_all(bytes).is_err() {
                break;
            }
            if !goes_on {
                return self.deed();
            }
            if pause > Duration::ZERO {
                std::thread::park_timeout(pause);
            }
        }
        ends.end(&Deed::Finish);
    }

    /// No more than up to the place of the deed.
    fn room<'a>(&self, buffer: &'a mut [u8]) -> &'a mut [u8] {
        let left = self.plan.as_ref().map(|plan| plan.after - self.passed.count(self.way));
        // The byte that is turned over has to be there.
        let most = left.map_or(buffer.len(), |left| left.max(1).min(buffer.len()));
        &mut buffer[..most]
    }

    /// Counts what passes, and turns a bit over where that is the plan; false where it ends here.
    fn goes_on(&mut self, bytes: &mut [u8]) -> bool {
        let (count, kept) = match self.way {
            Way::There => (&self.passed.there, &self.passed.there_bytes),
            Way::Back => (&self.passed.back, &self.passed.back_bytes),
        };
        let before = count.fetch_add(bytes.len(), Ordering::SeqCst);
        if self.shared.keeps {
            lock(kept).extend_from_slice(bytes);
        }
        let Some(plan) = &self.plan else { return true };
        if matches!(plan.deed, Deed::Flip) {
            if before == plan.after
                && let Some(first) = bytes.first_mut()
            {
                *first ^= 1 << (before % 8);
                self.plan = None;
            }
            return true;
        }
        if before + bytes.len() < plan.after {
            return true;
        }
        if bytes.is_empty() {
            self.deed();
        }
        false
    }

    fn deed(&self) {
        let Some(plan) = &self.plan else { return };
        if let Deed::Call(call) = &plan.deed {
            call();
        }
        self.ends.end(&plan.deed);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

//! The thread beside a talk that reads, hashes and writes its files: words never wait for a disk.
//!
//! The link puts in what it heard and takes out frames, as far as the line has room. Nothing of it
//! grows without end: where the disk is slower than the line, the line is not read, and where the
//! line is slower than the disk, the disk is not read.

use super::{Context, Report};
use crate::model::ThreadRole;
use crate::model::pairing::{Contact, ContactId, Item, OfferEntry, PairEvent, PairFault, Said};
use crate::pair::files::{AGAIN, FileFact, Files};
use crate::pair::frame::{self, FileFrame, Frame};
use crate::threads::{self, Handle, Me, Spec};
use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Bytes of frames that are made before the line takes them.
const AHEAD: usize = 512 * 1024;
/// Bytes of frames that may wait for the disk: twice what an honest other side is allowed to send.
const BACKLOG: usize = 8 * 1024 * 1024;
/// How often it is looked whether a full disk has space again.
const SPACE: Duration = Duration::from_secs(5);
/// How long it sleeps where nothing is waited for.
const LONG: Duration = Duration::from_hours(1);
/// About what a frame takes beside its bytes.
const AROUND: usize = 256;

/// The link's end of the thread. Dropping it ends the thread, and waits for that.
pub(super) struct Desk {
    shared: Arc<Shared>,
    thread: Option<Handle<()>>,
}

/// Tells the node, and wakes the link.
pub(super) type Bell = Arc<dyn Fn(Option<Report>) + Send + Sync>;

struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    tasks: VecDeque<Task>,
    /// About what the tasks take.
    backlog: usize,
    frames: VecDeque<FileFrame>,
    /// About what the frames take.
    ahead: usize,
    /// Something was said since the link looked.
    said: bool,
    fault: Option<PairFault>,
    over: bool,
}

enum Task {
    Heard(Item),
    Frame(FileFrame),
    LookAgain,
}

impl Desk {
    /// Starts the thread for a contact's files.
    pub(super) fn start(
        number: u32,
        contact: &Contact,
        context: &Context,
        bell: Bell,
    ) -> Result<Self, PairFault> {
        let (state, changed) = (Mutex::new(State::default()), Condvar::new());
        let shared = Arc::new(Shared { state, changed });
        let worker = Worker { shared: Arc::clone(&shared), contact: contact.id, bell };
        let (ledger, downloads) = (context.ledger.clone(), context.downloads.clone());
        let (id, name) = (contact.id, contact.name.clone());
        let spec = Spec::new(ThreadRole::Files, format!("files:{number}"));
        let thread = threads::spawn(&context.registry, spec, move |me| {
            let opened = Files::open(ledger, id, &name, &downloads);
            let fault = opened.and_then(|mut files| worker.work(&mut files, me)).err();
            worker.shared.lock().fault = fault;
        });
        let thread = thread.map_err(|error| PairFault::Other(error.to_string()))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// An item of theirs is in the ledger.
    pub(super) fn heard(&self, item: Item) {
        self.put(Task::Heard(item));
    }

    /// A frame came.
    pub(super) fn frame(&self, frame: FileFrame) {
        self.put(Task::Frame(frame));
    }

    /// The person has changed something.
    pub(super) fn look_again(&self) {
        self.put(Task::LookAgain);
    }

    /// Whether more may be read from the line.
    pub(super) fn has_room(&self) -> bool {
        self.shared.lock().backlog < BACKLOG
    }

    /// Appends frames of about so many bytes; true where there are more.
    pub(super) fn take(&self, room: usize, out: &mut Vec<u8>) -> bool {
        let end = out.len() + room;
        let mut state = self.shared.lock();
        while out.len() < end
            && let Some(frame) = state.frames.pop_front()
        {
            state.ahead -= size(&frame);
            frame::encode(&Frame::File(frame), out);
        }
        let more = !state.frames.is_empty();
        drop(state);
        self.shared.changed.notify_one();
        more
    }

    /// Whether something was said since the last time.
    ///
    /// # Errors
    /// Why files cannot be worked on: the ledger cannot be used.
    pub(super) fn has_said(&self) -> Result<bool, PairFault> {
        let mut state = self.shared.lock();
        match state.fault.take() {
            Some(fault) => Err(fault),
            None => Ok(std::mem::take(&mut state.said)),
        }
    }

    fn put(&self, task: Task) {
        let mut state = self.shared.lock();
        state.backlog += weight(&task);
        state.tasks.push_back(task);
        drop(state);
        self.shared.changed.notify_one();
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.shared.lock().over = true;
        self.shared.changed.notify_one();
        // The next link of this contact must not meet this one at the same part of a file.
        self.thread.take().map(Handle::join);
    }
}

impl Shared {
    /// A panic in between leaves lists that are whole.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The thread's end.
struct Worker {
    shared: Arc<Shared>,
    contact: ContactId,
    bell: Bell,
}

/// What the thread does next.
enum Turn {
    Task(Task),
    /// Goes on with what it does.
    More,
    /// Looks whether there is space now.
    Space,
    /// Looks at what was heard, and ends.
    Over(Vec<Item>),
}

impl Task {
    fn heard(self) -> Option<Item> {
        match self {
            Self::Heard(item) => Some(item),
            Self::Frame(_) | Self::LookAgain => None,
        }
    }
}

impl Worker {
    fn work(&self, files: &mut Files, me: &Me) -> Result<(), PairFault> {
        let (mut more, mut frames) = (true, Vec::new());
        loop {
            let limit = files.lacks_space().then_some(SPACE);
            match self.next(more, limit, me) {
                Turn::Task(Task::Heard(item)) => files.heard(&item)?,
                Turn::Task(Task::Frame(frame)) => files.receive(frame)?,
                Turn::Task(Task::LookAgain) => files.look_again()?,
                Turn::More => {}
                Turn::Space => files.look_for_space()?,
                Turn::Over(heard) => {
                    // What is in the ledger is looked at now: there may be no next link for long.
                    heard.iter().try_for_each(|item| files.heard(item))?;
                    self.tell(files.facts());
                    return Ok(());
                }
            }
            let room = AHEAD - self.shared.lock().ahead.min(AHEAD);
            let (facts, again) = files.pump(room, &mut frames)?;
            more = again;
            let said = self.tell(facts);
            self.give(&mut frames, said);
        }
    }

    /// Tells the node; true where something was said.
    fn tell(&self, facts: Vec<FileFact>) -> bool {
        let said = facts.iter().any(|fact| matches!(fact, FileFact::Said(_)));
        for fact in facts {
            (self.bell)(Some(Report::Tell(event(fact, self.contact))));
        }
        said
    }

    /// Waits for something to do, and for room for what comes of it.
    fn next(&self, more: bool, limit: Option<Duration>, me: &Me) -> Turn {
        let idle = |state: &mut State| {
            !state.over && (state.ahead >= AHEAD || (state.tasks.is_empty() && !more))
        };
        let mut state = self.shared.lock();
        if idle(&mut state) {
            let limit = limit.unwrap_or(LONG);
            let waited = me.wait(|| self.shared.changed.wait_timeout_while(state, limit, idle));
            let (after, time) = waited.unwrap_or_else(PoisonError::into_inner);
            state = after;
            if time.timed_out() {
                return Turn::Space;
            }
        }
        if state.over {
            let tasks = std::mem::take(&mut state.tasks).into_iter();
            return Turn::Over(tasks.filter_map(Task::heard).collect());
        }
        let Some(task) = state.tasks.pop_front() else { return Turn::More };
        let was_full = state.backlog >= BACKLOG;
        state.backlog -= weight(&task);
        let is_free = was_full && state.backlog < BACKLOG;
        drop(state);
        if is_free {
            (self.bell)(None);
        }
        Turn::Task(task)
    }

    fn give(&self, frames: &mut Vec<FileFrame>, said: bool) {
        if frames.is_empty() && !said {
            return;
        }
        let mut state = self.shared.lock();
        state.said |= said;
        state.ahead += frames.iter().map(size).sum::<usize>();
        state.frames.extend(frames.drain(..));
        drop(state);
        (self.bell)(None);
    }
}

impl Drop for Worker {
    /// Whatever ended it, a panic too: the link must not wait for it.
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        if !state.over && state.fault.is_none() {
            state.fault = Some(PairFault::Other("the work on files has ended".into()));
        }
        drop(state);
        (self.bell)(None);
    }
}

fn event(fact: FileFact, contact: ContactId) -> PairEvent {
    match fact {
        FileFact::Again(transfer, count) => {
            PairEvent::FetchedAgain { contact, transfer, count, limit: AGAIN }
        }
        FileFact::Changed(transfer) => PairEvent::Transfer(Box::new(transfer)),
        FileFact::Said(item) => PairEvent::Item(Box::new(item)),
    }
}

fn size(frame: &FileFrame) -> usize {
    match frame {
        FileFrame::Chunk { bytes, .. } => bytes.len() + AROUND,
        _ => AROUND,
    }
}

/// The list of files of an offer counts: it may be as large as all that may wait.
fn weight(task: &Task) -> usize {
    match task {
        Task::Frame(frame) => size(frame),
        Task::Heard(item) => AROUND + listed(&item.said),
        Task::LookAgain => AROUND,
    }
}

/// About how many bytes an offer's list of files takes.
fn listed(said: &Said) -> usize {
    match said {
        Said::Offer(offer) => {
            offer.entries.iter().map(|it| it.path.len() + size_of::<OfferEntry>()).sum()
        }
        _ => 0,
    }
}

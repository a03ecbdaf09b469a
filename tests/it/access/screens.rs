//! Every screen, and how one comes there from the one before.

use super::paired::{self, MIA, TOM};
use super::room::Room;
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable;
use jackfield::model::pairing::{
    Hidden, PairEvent, PairFault, PairStep, Presence, TransferState, Verified,
};
use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};

/// A screen: what it is called, and the way to it.
pub(super) type Screen = (&'static str, fn(&mut Room));

const NONE: Modifiers = Modifiers::NONE;
const COMMAND: Modifiers = Modifiers::COMMAND;

/// Sessions, and what lies over them.
pub(super) const SESSIONS: [Screen; 16] = [
    ("first start", |_| {}),
    ("listen", |r| r.key(COMMAND, Key::L)),
    ("options", |r| r.press("form-options")),
    ("save as preset", |r| r.press("form-save")),
    ("connect", |r| r.anew(COMMAND, Key::N)),
    ("settings", |r| r.anew(COMMAND, Key::Comma)),
    ("about", |r| r.press("about-button")),
    ("shortcuts", |r| r.anew(NONE, Key::F1)),
    ("commands", |r| r.anew(COMMAND, Key::P)),
    ("talk", talk),
    ("calls", |r| r.press("inspector-calls")),
    ("socket", |r| r.press("inspector-socket")),
    ("threads", |r| {
        r.press("inspector-threads");
        r.press("legend-title");
    }),
    ("repeat", |r| r.press("talk-repeat")),
    ("find", |r| r.key(COMMAND, Key::F)),
    ("over", |r| {
        r.anew(COMMAND, Key::D);
        let again = r.say("header-listen-again");
        r.until("its end", |window| window.query_by_label(&again).is_some());
    }),
];

/// Pairing, and talking with who is paired.
pub(super) const PAIRING: [Screen; 22] = [
    ("pair", |r| {
        r.tell([paired::node()]);
        r.key(COMMAND.plus(Modifiers::SHIFT), Key::P);
    }),
    ("another identity", |r| r.press("pair-new-identity")),
    ("without a code", |r| {
        r.press("pair-new-identity-keep");
        r.press("pair-without");
    }),
    ("a code is made", |r| {
        r.anew(COMMAND.plus(Modifiers::SHIFT), Key::P);
        r.press("pair-show");
    }),
    ("a code is shown", |r| r.tell([paired::showing()])),
    ("a wrong code", |r| r.tell([paired::wrong_try()])),
    ("a code is over", |r| r.tell([PairEvent::Hidden(Hidden::WrongTries)])),
    ("a code is entered", |r| {
        r.press("pair-back");
        r.press("pair-enter");
    }),
    ("somebody is near", |r| r.tell([paired::nearby()])),
    ("a code that is none", |r| {
        r.write("pair-code-field", "123-456-789");
        r.press("pair-go");
    }),
    ("pairing", |r| r.tell([PairEvent::Step(PairStep::Proving)])),
    ("pairing failed", |r| r.tell([PairEvent::PairFailed(PairFault::WrongCode { left: 2 })])),
    ("nobody answers", |r| r.tell([PairEvent::PairFailed(PairFault::NoAddress)])),
    ("diagnose", |r| {
        r.press("pair-diagnose");
        let again = r.say("pair-diagnose-again");
        r.until("a diagnosis", |window| {
            let found = window.query_by_role_and_label(Role::Button, &again);
            window.state().state().pairing.diagnosis.is_some() && found.is_some()
        });
    }),
    ("paired", |r| {
        r.key(NONE, Key::Escape);
        r.tell([
            paired::contact(MIA, "Mia 的笔记本电脑", Verified::No),
            paired::contact(TOM, "Tom", Verified::Code),
            PairEvent::Presence(MIA, Presence::Away { next_try: None }),
        ]);
        r.go_to_contact("Mia");
    }),
    ("talking", |r| r.tell(paired::said())),
    ("files", |r| r.tell(paired::offers())),
    ("files moved", |r| {
        r.tell([PairEvent::Presence(MIA, paired::here())]);
        r.tell([paired::transfer(TransferState::Paused), paired::damaged()]);
    }),
    ("a file is attached", |r| r.press("pair-attach")),
    ("details", |r| r.press("pair-details")),
    ("the end of a pairing", |r| r.press("pair-unpair")),
    ("a pairing that ended", |r| {
        r.key(NONE, Key::Escape);
        r.tell([PairEvent::Presence(MIA, Presence::Stopped(PairFault::RemovedByThem))]);
    }),
];

/// A listener with a client that said something.
fn talk(room: &mut Room) {
    room.anew(COMMAND, Key::L);
    room.write("form-address", "127.0.0.1:0");
    room.key(NONE, Key::Enter);
    let port = |window: &super::room::Drawn| {
        let session = window.state().state().sessions.values().next()?;
        let at = session.listening.first()?.to_string();
        at.rsplit(':').next()?.parse::<u16>().ok()
    };
    room.until("a listener", |window| port(window).is_some());
    let port = port(&room.window).expect("it listens");
    let mut client = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).expect("it listens");
    client.write_all("hello, 你好\n".as_bytes()).expect("it reads");
    room.until("what the client says", |window| window.query_by_label_contains("hello").is_some());
    room.client = Some(client);
}

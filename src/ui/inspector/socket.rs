//! Addresses, options and living numbers behind the session that is shown.

use crate::app::state::{Connection, ConnectionStage, Session};
use crate::language::Words;
use crate::model::{Role, Transport};
use crate::tr;
use crate::ui::theme::size;
use crate::ui::widgets::{label_weak, strong};
use egui::{Grid, RichText, ScrollArea, Ui};
use std::sync::atomic::Ordering;

/// Connections whose numbers are shown.
const SHOWN: usize = 20;

/// Draws the page.
pub(super) fn socket_ui(ui: &mut Ui, words: &Words, session: Option<&Session>) {
    let inset = egui::Frame::new().inner_margin(egui::Margin::symmetric(16, 8));
    let Some(session) = session else {
        ui.add_space(size::SECTION);
        ui.vertical_centered(|ui| label_weak(ui, tr!(words, "socket-none")));
        return;
    };
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        inset.show(ui, |ui| {
            strong(ui, session.spec.title(), 15.0);
            facts(ui, "socket facts", &session_facts(words, session));
            ui.add_space(size::PAD);
            strong(ui, tr!(words, "socket-options"), 13.0);
            facts(ui, "socket options", &option_facts(words, session));
            for id in session.open.iter().rev().take(SHOWN) {
                let datagrams = session.spec.endpoint.transport().is_datagram();
                if let Some(connection) = session.connections.get(id) {
                    ui.add_space(size::PAD);
                    strong(ui, connection.title(), 13.0);
                    facts(ui, ("connection", *id), &connection_facts(words, connection, datagrams));
                }
            }
            if session.open.len() > SHOWN {
                let count = session.open.len() - SHOWN;
                label_weak(ui, tr!(words, "socket-more", count = count));
            }
        });
    });
}

fn facts(ui: &mut Ui, salt: impl std::hash::Hash + std::fmt::Debug, rows: &[(String, String)]) {
    Grid::new(salt).num_columns(2).spacing([20.0, 4.0]).show(ui, |ui| {
        for (name, value) in rows {
            label_weak(ui, name.as_str());
            ui.label(RichText::new(value).monospace().size(size::SMALL + 0.5));
            ui.end_row();
        }
    });
}

fn session_facts(words: &Words, session: &Session) -> Vec<(String, String)> {
    let mut rows = vec![(tr!(words, "socket-endpoint"), session.spec.endpoint.to_string())];
    for address in &session.listening {
        rows.push((tr!(words, "socket-listening"), address.to_string()));
    }
    if let Some(gauges) = &session.gauges {
        let (received, sent, waiting) = gauges.bytes();
        rows.push((tr!(words, "socket-received"), words.bytes(received)));
        rows.push((tr!(words, "socket-sent"), words.bytes(sent)));
        rows.push((tr!(words, "socket-waiting"), words.bytes(waiting)));
        let ever = gauges.ever.load(Ordering::Relaxed);
        rows.push((tr!(words, "socket-ever"), ever.to_string()));
    }
    if session.dropped > 0 {
        rows.push((tr!(words, "socket-dropped"), session.dropped.to_string()));
    }
    rows
}

fn option_facts(words: &Words, session: &Session) -> Vec<(String, String)> {
    let o = &session.spec.options;
    let on = |yes| if yes { tr!(words, "socket-on") } else { tr!(words, "socket-off") };
    let transport = session.spec.endpoint.transport();
    let mut rows = Vec::new();
    if transport == Transport::Tcp {
        rows.push(("TCP_NODELAY".to_owned(), on(o.no_delay)));
        rows.push(("SO_KEEPALIVE".to_owned(), on(o.keep_alive)));
    }
    if transport == Transport::Udp {
        rows.push(("SO_BROADCAST".to_owned(), on(o.broadcast)));
    }
    if session.spec.role == Role::Listen {
        rows.push((tr!(words, "option-backlog"), o.backlog.to_string()));
        rows.push((tr!(words, "option-max-clients"), o.max_clients.to_string()));
    } else {
        rows.push((tr!(words, "option-timeout"), words.duration(o.connect_timeout)));
        rows.push((tr!(words, "option-reconnect"), on(o.reconnect)));
    }
    rows.push((tr!(words, "option-max-threads"), o.max_threads.to_string()));
    rows.push((tr!(words, "socket-receive-budget"), words.bytes(o.receive_budget as u64)));
    rows.push((tr!(words, "socket-send-budget"), words.bytes(o.send_budget as u64)));
    rows
}

fn connection_facts(
    words: &Words,
    connection: &Connection,
    datagrams: bool,
) -> Vec<(String, String)> {
    let (received, sent, waiting) = connection.info.gauges.bytes();
    let state = match connection.stage {
        ConnectionStage::Open if datagrams => tr!(words, "stage-datagrams"),
        ConnectionStage::Open => tr!(words, "stage-open"),
        ConnectionStage::PeerFinished => tr!(words, "socket-peer-finished"),
        ConnectionStage::WeFinished => tr!(words, "socket-we-finished"),
        ConnectionStage::Closed(..) => tr!(words, "stage-closed"),
    };
    let mut rows = vec![
        (tr!(words, "socket-local"), connection.info.local.to_string()),
        (tr!(words, "socket-remote"), connection.info.peer.to_string()),
        (tr!(words, "socket-state"), state),
        (tr!(words, "socket-received"), words.bytes(received)),
        (tr!(words, "socket-sent"), words.bytes(sent)),
        (tr!(words, "socket-waiting"), words.bytes(waiting)),
    ];
    if let Some((process, user)) = connection.info.credentials {
        rows.push((tr!(words, "socket-process"), process.to_string()));
        rows.push((tr!(words, "socket-user"), user.to_string()));
    }
    rows
}

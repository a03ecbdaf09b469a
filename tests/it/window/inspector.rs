//! A client of the window's inspection port, and the tree of widgets it tells.

use crate::support::SOON;
use egui::Rect;
use egui::accesskit::{Node, NodeId, Role, Toggled, TreeUpdate};
use egui_inspection::protocol::read_handshake;
use egui_inspection::{PROTOCOL_VERSION, Request, Response, read_message, write_message};
use std::collections::HashMap;
use std::net::{Ipv4Addr, TcpStream};

/// A connection to the inspection port of a window.
pub(super) struct Inspector {
    stream: TcpStream,
}

impl Inspector {
    /// Connects, if the port is open yet.
    pub(super) fn connect(port: u16) -> Option<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).ok()?;
        stream.set_read_timeout(Some(SOON)).expect("a timeout");
        stream.set_nodelay(true).expect("small messages");
        let version = read_handshake(&stream).expect("an inspection port");
        assert_eq!(version, PROTOCOL_VERSION, "the version of the inspection protocol");
        Some(Self { stream })
    }

    /// Asks for something.
    ///
    /// # Errors
    /// The window is gone, or does not draw any more.
    pub(super) fn ask(&self, request: &Request) -> Result<Response, String> {
        write_message(&self.stream, request).map_err(|error| error.to_string())?;
        match read_message(&self.stream).map_err(|error| error.to_string())? {
            Response::Error { message } => Err(message),
            response => Ok(response),
        }
    }
}

/// A widget, as a screen reader finds it.
#[derive(Clone, Debug)]
pub(super) struct Widget {
    pub(super) role: Role,
    /// Its label, or that of the widget it is labelled by.
    pub(super) name: String,
    /// What is in it.
    pub(super) value: String,
    pub(super) place: Rect,
    pub(super) disabled: bool,
    /// Whether it is on, where it can be.
    pub(super) on: Option<bool>,
}

/// All widgets of a frame, in their order.
pub(super) fn widgets(tree: &TreeUpdate) -> Vec<Widget> {
    let nodes: HashMap<NodeId, &Node> = tree.nodes.iter().map(|(id, node)| (*id, node)).collect();
    tree.nodes.iter().map(|(_, node)| widget(node, &nodes)).collect()
}

fn widget(node: &Node, nodes: &HashMap<NodeId, &Node>) -> Widget {
    let bounds = node.bounds().unwrap_or_default();
    let labels: Vec<&str> =
        node.labelled_by().iter().filter_map(|id| nodes.get(id).copied().and_then(said)).collect();
    let own = node.label().unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, reason = "points on a screen")]
    let point = |x: f64, y: f64| egui::pos2(x as f32, y as f32);
    Widget {
        role: node.role(),
        name: if labels.is_empty() { own.to_owned() } else { labels.join(" ") },
        value: node.value().unwrap_or_default().to_owned(),
        place: Rect::from_min_max(point(bounds.x0, bounds.y0), point(bounds.x1, bounds.y1)),
        disabled: node.is_disabled(),
        on: node.toggled().map(|toggled| toggled == Toggled::True).or(node.is_selected()),
    }
}

fn said(node: &Node) -> Option<&str> {
    node.label().or_else(|| node.value())
}

impl Widget {
    /// Whether a person reads this in it.
    pub(super) fn says(&self, text: &str) -> bool {
        self.name.contains(text) || self.value.contains(text)
    }
}

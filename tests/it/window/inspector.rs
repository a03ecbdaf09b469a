//! A client of the window's inspection port, and the tree of widgets it tells.

use crate::support::Room;
use egui::Rect;
use egui::accesskit::{Node, NodeId, Role, Toggled, TreeUpdate};
use egui_inspection::protocol::read_handshake;
use egui_inspection::{PROTOCOL_VERSION, Request, Response, read_message, write_message};
use std::cell::RefCell;
use std::collections::HashMap;
use std::process::{Child, ChildStdin, ChildStdout, Stdio};

/// A connection to the inspection port of a window, through a program that lives in its network.
pub(crate) struct Inspector {
    relay: Child,
    input: ChildStdin,
    output: RefCell<ChildStdout>,
}

impl Inspector {
    /// Connects, if the port is open yet.
    pub(crate) fn connect(room: &Room, port: u16) -> Option<Self> {
        let mut command = room.command("ncat");
        command.args(["127.0.0.1", &port.to_string()]);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut relay = piped.spawn().unwrap_or_else(|error| {
            panic!("ncat: {error}; `packaging/linux/setup.sh test` installs what the tests need")
        });
        let input = relay.stdin.take().expect("piped above");
        let output = RefCell::new(relay.stdout.take().expect("piped above"));
        let inspector = Self { relay, input, output };
        // The window speaks first; where it does not listen yet, the relay ends at once.
        let version = read_handshake(&mut *inspector.output.borrow_mut()).ok()?;
        assert_eq!(version, PROTOCOL_VERSION, "the version of the inspection protocol");
        Some(inspector)
    }

    /// Asks for something.
    ///
    /// # Errors
    /// The window is gone, or does not draw any more.
    pub(crate) fn ask(&self, request: &Request) -> Result<Response, String> {
        write_message(&self.input, request).map_err(|error| error.to_string())?;
        match read_message(&mut *self.output.borrow_mut()).map_err(|error| error.to_string())? {
            Response::Error { message } => Err(message),
            response => Ok(response),
        }
    }
}

impl Drop for Inspector {
    fn drop(&mut self) {
        self.relay.kill().ok();
        self.relay.wait().ok();
    }
}

/// A widget, as a screen reader finds it.
#[derive(Clone, Debug)]
pub(crate) struct Widget {
    pub(crate) role: Role,
    /// Its label, or that of the widget it is labelled by.
    pub(crate) name: String,
    /// What is in it.
    pub(crate) value: String,
    pub(crate) place: Rect,
    pub(crate) disabled: bool,
    /// What is typed goes into it.
    pub(crate) focused: bool,
    /// Whether it is on, where it can be.
    pub(crate) on: Option<bool>,
}

/// All widgets of a frame, in their order.
pub(crate) fn widgets(tree: &TreeUpdate) -> Vec<Widget> {
    let nodes: HashMap<NodeId, &Node> = tree.nodes.iter().map(|(id, node)| (*id, node)).collect();
    let widget =
        |(id, node): &(NodeId, Node)| Widget { focused: *id == tree.focus, ..widget(node, &nodes) };
    tree.nodes.iter().map(widget).collect()
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
        focused: false,
        on: node.toggled().map(|toggled| toggled == Toggled::True).or(node.is_selected()),
    }
}

fn said(node: &Node) -> Option<&str> {
    node.label().or_else(|| node.value())
}

impl Widget {
    /// What a person reads in it: labels have it as their value.
    pub(crate) fn text(&self) -> &str {
        if self.name.is_empty() { &self.value } else { &self.name }
    }

    /// Whether a person reads this in it.
    pub(crate) fn says(&self, text: &str) -> bool {
        self.name.contains(text) || self.value.contains(text)
    }
}

//! Notifications over the session bus: `org.freedesktop.Notifications`, version 1.2 of the Desktop
//! Notifications Specification.

use super::desk::{Order, Told};
use super::news::Source;
use super::text::{Note, escaped};
use crate::app::APP_ID;
use crate::app::state::Desktop;
use async_channel::Receiver;
use futures_lite::{StreamExt, future};
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;
use std::time::Duration;
use zbus::connection::Builder;
use zbus::proxy::SignalStream;
use zbus::zvariant::Value;
use zbus::{Connection, Message, Proxy};

/// Name, path and interface of the service.
const SERVICE: &str = "org.freedesktop.Notifications";
const PATH: &str = "/org/freedesktop/Notifications";
/// What the desktop calls the program where it does not know its entry.
const NAME: &str = "Jackfield";
/// How long the bus or the service may take. A service may be started by the first call.
const PATIENCE: Duration = Duration::from_secs(10);
/// The action of a click on the notification itself.
const CLICK: &str = "default";
/// Lets the service decide how long it is shown.
const ITS_OWN_TIME: i32 = -1;

/// Does what is ordered until nobody can order any more, or `stopped` is closed.
pub(super) fn serve(orders: &Receiver<Order>, stopped: &Receiver<Infallible>, told: &Told) {
    let stop = async {
        // Nothing is ever sent on it: it ends with an error when its other end is gone.
        stopped.recv().await.ok();
    };
    future::block_on(future::or(stop, take_orders(orders, told)));
}

/// Takes orders, with a service where there is one.
async fn take_orders(orders: &Receiver<Order>, told: &Told) {
    while let Ok(order) = orders.recv().await {
        if matches!(order, Order::Clear) {
            // Nothing of ours is shown.
            continue;
        }
        let Ok(connection) = connect().await else {
            told.stands(Desktop::NoBus);
            continue;
        };
        let turn = async {
            loop {
                connection.executor().tick().await;
            }
        };
        // The connection's own work is done in this thread as well: no other is started for it.
        let end = future::or(with_service(&connection, order, orders, told), turn).await;
        told.stands(end);
    }
}

async fn connect() -> zbus::Result<Connection> {
    Builder::session()?.internal_executor(false).method_timeout(PATIENCE).build().await
}

/// Serves until the service or the bus fails, and says how it stands then.
async fn with_service(
    connection: &Connection,
    first: Order,
    orders: &Receiver<Order>,
    told: &Told,
) -> Desktop {
    let Ok((mut service, mut signals)) = Service::find(connection).await else {
        return Desktop::NoService;
    };
    told.stands(Desktop::Ready);
    let mut order = Some(first);
    loop {
        if let Some(order) = order.take()
            && let Err(error) = service.obey(order).await
        {
            log::warn!("the desktop does not show a notification: {error}");
            return Desktop::NoService;
        }
        let next = async { Step::Order(orders.recv().await.ok()) };
        let heard = async { Step::Signal(signals.next().await) };
        match future::or(next, heard).await {
            Step::Order(None) => return Desktop::Unknown,
            Step::Order(next) => order = next,
            Step::Signal(None) => return Desktop::NoBus,
            Step::Signal(Some(signal)) => service.hear(&signal, told),
        }
    }
}

enum Step {
    Order(Option<Order>),
    Signal(Option<Message>),
}

/// Who shows notifications, and which of ours it shows.
struct Service {
    proxy: Proxy<'static>,
    /// It reads markup, and what is none has to be escaped.
    markup: bool,
    /// It tells of clicks.
    clicks: bool,
    shown: BTreeMap<Source, u32>,
}

impl Service {
    async fn find(connection: &Connection) -> zbus::Result<(Self, SignalStream<'static>)> {
        let proxy = Proxy::new(connection, SERVICE, PATH, SERVICE).await?;
        let can: Vec<String> = proxy.call("GetCapabilities", &()).await?;
        let signals = proxy.receive_all_signals().await?;
        let has = |name: &str| can.iter().any(|one| one == name);
        let (markup, clicks) = (has("body-markup"), has("actions"));
        Ok((Self { proxy, markup, clicks, shown: BTreeMap::new() }, signals))
    }

    async fn obey(&mut self, order: Order) -> zbus::Result<()> {
        match order {
            Order::Look => {}
            Order::Show { source, note, open } => self.show(source, &note, &open).await?,
            Order::Clear => {
                for id in std::mem::take(&mut self.shown).into_values() {
                    // One that is gone already is refused by some services.
                    self.proxy.call::<_, _, ()>("CloseNotification", &(id,)).await.ok();
                }
            }
        }
        Ok(())
    }

    async fn show(&mut self, source: Source, note: &Note, open: &str) -> zbus::Result<()> {
        let before = self.shown.get(&source).copied().unwrap_or(0);
        let body = if self.markup { escaped(&note.body) } else { note.body.clone() };
        let actions: &[&str] = if self.clicks { &[CLICK, open] } else { &[] };
        let category = match source {
            Source::Contact(_) => "im.received",
            Source::Session(_) => "network.disconnected",
        };
        let hints = HashMap::from([
            ("desktop-entry", Value::from(APP_ID)),
            ("category", Value::from(category)),
        ]);
        let call = (NAME, before, APP_ID, &note.title, &body, actions, hints, ITS_OWN_TIME);
        let id: u32 = self.proxy.call("Notify", &call).await?;
        self.shown.insert(source, id);
        Ok(())
    }

    /// What the service has to say of one of ours. It tells of those of other programs too.
    fn hear(&mut self, signal: &Message, told: &Told) {
        let body = signal.body();
        match signal.header().member().map(zbus::names::MemberName::as_str) {
            Some("ActionInvoked") => {
                let Ok((id, CLICK)) = body.deserialize::<(u32, &str)>() else { return };
                let of = |shown: &(&Source, &u32)| *shown.1 == id;
                if let Some((source, _)) = self.shown.iter().find(of) {
                    told.clicked(*source);
                }
            }
            Some("NotificationClosed") => {
                if let Ok((id, _)) = body.deserialize::<(u32, u32)>() {
                    self.shown.retain(|_, shown| *shown != id);
                }
            }
            _ => {}
        }
    }
}

//! The presets that are offered before there are any.

use super::fresh_id;
use crate::language::Words;
use crate::model::{
    Endpoint, HostPort, InputFormat, Lens, LineEnding, Options, Preset, Role, SessionSpec,
};

/// The tutorial's port.
const PORT: u16 = 9999;
/// The tutorial's backlog.
const BACKLOG: u32 = 5;
/// The tutorial's greeting.
const GREETING: &str = "欢迎访问菜鸟教程!\r\n";

/// The tutorial's server and its client, both on this machine only.
#[must_use]
pub fn examples(words: &Words) -> Vec<Preset> {
    let greeting = Options {
        backlog: BACKLOG,
        greet: GREETING.as_bytes().to_vec(),
        close_after_greet: true,
        ..Options::default()
    };
    vec![
        example(words.say("example-server"), Role::Listen, greeting),
        example(words.say("example-client"), Role::Connect, Options::default()),
    ]
}

fn example(name: String, role: Role, options: Options) -> Preset {
    let endpoint = Endpoint::Tcp(HostPort { host: "127.0.0.1".to_owned(), port: PORT });
    Preset {
        id: fresh_id(),
        folder: String::new(),
        spec: SessionSpec { name, role, endpoint, options },
        lens: Lens::Lines,
        input: InputFormat::Text,
        line_ending: LineEnding::CrLf,
    }
}

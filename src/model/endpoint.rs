//! A transport and an address, as a person types them: parsed here, trusted everywhere else.

use super::options::Role;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// How bytes travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// A byte stream over IP (RFC 9293).
    Tcp,
    /// Datagrams over IP (RFC 768).
    Udp,
    /// A byte stream on this machine (unix(7)).
    Unix,
    /// Datagrams on this machine (unix(7)).
    UnixGram,
}

impl Transport {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Tcp, Self::Udp, Self::Unix, Self::UnixGram];

    /// The word before the colon.
    #[must_use]
    pub fn scheme(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
            Self::Unix => "unix",
            Self::UnixGram => "unixgram",
        }
    }

    /// Whether messages have edges of their own.
    #[must_use]
    pub fn is_datagram(self) -> bool {
        matches!(self, Self::Udp | Self::UnixGram)
    }
}

/// A host name or address, and a port.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct HostPort {
    /// A name, an IPv4 address, or an IPv6 address without brackets, with `%scope` where it has one.
    pub host: String,
    /// 0 asks a listener for any free port.
    pub port: u16,
}

/// Where to listen or connect. Its text form is the one of the command line and the preset file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Endpoint {
    /// `tcp://host:port`
    Tcp(HostPort),
    /// `udp://host:port`
    Udp(HostPort),
    /// `unix:/path`
    Unix(PathBuf),
    /// `unixgram:/path`
    UnixGram(PathBuf),
}

/// Why a text is no endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EndpointError {
    /// Nothing was typed where the host belongs.
    #[error("a host is missing")]
    NoHost,
    /// Nothing was typed where the port belongs.
    #[error("a port is missing")]
    NoPort,
    /// Nothing was typed at all, to listen: there a port is enough.
    #[error("a port to listen on is missing")]
    NoListeningPort,
    /// The port is no number from 1 to 65535 (0 only to listen).
    #[error("{0:?} is not a port")]
    BadPort(String),
    /// `::1:80` may mean two things.
    #[error("an IPv6 address needs brackets before its port")]
    AmbiguousIpv6,
    /// `fe80::1` without the interface it is on.
    #[error("a link-local address needs an interface")]
    NoScope(String),
    /// A character that cannot be seen, which a pasted host often holds.
    #[error("the address holds an invisible character, U+{0:04X}")]
    Invisible(u32),
    /// Over 253 bytes, or a label of over 63 (RFC 1035, 2.3.4).
    #[error("the host name is too long")]
    HostTooLong,
    /// A character no host name has.
    #[error("{0:?} cannot stand in a host name")]
    BadHost(char),
    /// A word before the colon that is no transport.
    #[error("{0:?} is not a transport")]
    UnknownScheme(String),
    /// A transport that this version does not speak yet.
    #[error("{0:?} is not supported yet")]
    UnsupportedScheme(String),
    /// `unix:` and nothing behind it.
    #[error("a path is missing")]
    NoPath,
    /// More bytes than `sockaddr_un` holds (unix(7)).
    #[error("the path has {0} bytes; a socket's may have 107")]
    PathTooLong(usize),
    /// Transports differ in more than the text: a URL's path behind the port means nothing here.
    #[error("{0:?} stands behind the port")]
    Trailing(String),
}

/// Longest path of a Unix socket, in bytes: `sun_path` less its NUL (unix(7)).
const SUN_PATH: usize = 107;

impl Endpoint {
    /// Reads what a person typed or pasted. White space around it is no matter.
    ///
    /// A bare `9999` is `tcp://0.0.0.0:9999` to listen and `tcp://localhost:9999` to connect;
    /// `host:port` is TCP; a text with a `/` in front is a Unix socket's path. Any other scheme is
    /// refused: what is spoken here is bytes, and not what `http` or `ftp` would promise.
    ///
    /// # Errors
    /// Says which part is wrong; [`EndpointError`] has a sentence for each in every language.
    pub fn parse(text: &str, role: Role) -> Result<Self, EndpointError> {
        let text = text.trim();
        if let Some(bad) = text.chars().find(|c| is_invisible(*c)) {
            return Err(EndpointError::Invisible(u32::from(bad)));
        }
        let Some((scheme, rest)) = split_scheme(text) else {
            return if text.starts_with(['/', '@']) || text.starts_with("./") {
                Ok(Self::Unix(unix_path(text)?))
            } else {
                host_port(text, role).map(Self::Tcp)
            };
        };
        match scheme.to_ascii_lowercase().as_str() {
            "tcp" => host_port(rest, role).map(Self::Tcp),
            "udp" => host_port(rest, role).map(Self::Udp),
            "unix" => unix_path(rest).map(Self::Unix),
            "unixgram" => unix_path(rest).map(Self::UnixGram),
            "tls" | "unixpacket" => Err(EndpointError::UnsupportedScheme(scheme.to_owned())),
            _ => Err(EndpointError::UnknownScheme(scheme.to_owned())),
        }
    }

    /// An endpoint of this transport from an address without a scheme.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn with_transport(
        transport: Transport,
        address: &str,
        role: Role,
    ) -> Result<Self, EndpointError> {
        if split_scheme(address.trim()).is_some() {
            return Self::parse(address, role);
        }
        Self::parse(&format!("{}://{}", transport.scheme(), address.trim()), role)
    }

    /// How its bytes travel.
    #[must_use]
    pub fn transport(&self) -> Transport {
        match self {
            Self::Tcp(_) => Transport::Tcp,
            Self::Udp(_) => Transport::Udp,
            Self::Unix(_) => Transport::Unix,
            Self::UnixGram(_) => Transport::UnixGram,
        }
    }

    /// Host and port, where it has them.
    #[must_use]
    pub fn host_port(&self) -> Option<&HostPort> {
        match self {
            Self::Tcp(to) | Self::Udp(to) => Some(to),
            Self::Unix(_) | Self::UnixGram(_) => None,
        }
    }

    /// The path, where it has one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Unix(path) | Self::UnixGram(path) => Some(path),
            Self::Tcp(_) | Self::Udp(_) => None,
        }
    }

    /// The address without the transport: what stands in the address box.
    #[must_use]
    pub fn address_text(&self) -> String {
        match self {
            Self::Tcp(to) | Self::Udp(to) => to.to_string(),
            Self::Unix(path) | Self::UnixGram(path) => path.display().to_string(),
        }
    }
}

impl HostPort {
    /// The address, where the host is one and no name. Short forms such as `127.1` are names here:
    /// the resolver reads them, and the address it finds is shown.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        let host = self.host.split('%').next().unwrap_or(&self.host);
        host.parse().ok()
    }

    /// Whether a listener here is reached from other machines.
    #[must_use]
    pub fn is_open_to_others(&self) -> bool {
        self.ip().is_none_or(|ip| !ip.to_canonical().is_loopback())
            && !self.host.eq_ignore_ascii_case("localhost")
    }
}

impl fmt::Display for HostPort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = self.transport().scheme();
        match self {
            Self::Tcp(to) | Self::Udp(to) => write!(f, "{scheme}://{to}"),
            Self::Unix(path) | Self::UnixGram(path) => write!(f, "{scheme}:{}", path.display()),
        }
    }
}

impl Serialize for Endpoint {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Endpoint {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Port 0 is right for a listener, and the role stands elsewhere in the file.
        Self::parse(&text, Role::Listen).map_err(serde::de::Error::custom)
    }
}

/// `scheme://rest` or `unix:path`, but not `host:port`.
fn split_scheme(text: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = text.split_once(':')?;
    let is_word = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || c == '+');
    match rest.strip_prefix("//") {
        Some(rest) if is_word => Some((scheme, rest)),
        None if scheme.to_ascii_lowercase().starts_with("unix") => Some((scheme, rest)),
        _ => None,
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

fn host_port(text: &str, role: Role) -> Result<HostPort, EndpointError> {
    if text.is_empty() && role == Role::Listen {
        return Err(EndpointError::NoListeningPort);
    }
    if is_number(text) {
        let host = match role {
            Role::Listen => "0.0.0.0",
            Role::Connect => "localhost",
        };
        return Ok(HostPort { host: host.to_owned(), port: port(text, role)? });
    }
    let (host, rest) = split_host(text)?;
    if host.is_empty() {
        return Err(EndpointError::NoHost);
    }
    let host = match host {
        "*" if role == Role::Listen => "::",
        host => host,
    };
    let number = port(rest.ok_or(EndpointError::NoPort)?, role)?;
    check_host(host)?;
    Ok(HostPort { host: host.to_owned(), port: number })
}

/// Host and, behind the last colon, the digits of the port.
fn split_host(text: &str) -> Result<(&str, Option<&str>), EndpointError> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, tail) = rest.split_once(']').ok_or(EndpointError::AmbiguousIpv6)?;
        return match tail.strip_prefix(':') {
            Some(port) => Ok((host, Some(port))),
            None if tail.is_empty() => Ok((host, None)),
            None => Err(EndpointError::Trailing(tail.to_owned())),
        };
    }
    match text.matches(':').count() {
        0 => Ok((text, None)),
        1 => Ok(text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)))),
        _ => Err(EndpointError::AmbiguousIpv6),
    }
}

fn port(text: &str, role: Role) -> Result<u16, EndpointError> {
    let text = text.strip_suffix('/').unwrap_or(text);
    if text.is_empty() {
        return Err(EndpointError::NoPort);
    }
    let bad = || EndpointError::BadPort(text.to_owned());
    let number = if is_number(text) { text.parse().map_err(|_| bad())? } else { return Err(bad()) };
    if number == 0 && role == Role::Connect { Err(bad()) } else { Ok(number) }
}

fn check_host(host: &str) -> Result<(), EndpointError> {
    let (name, scope) = host.split_once('%').map_or((host, None), |(n, s)| (n, Some(s)));
    if let Ok(v6) = name.parse::<Ipv6Addr>() {
        // fe80::/10, RFC 4291 section 2.5.6.
        let link_local = v6.segments()[0] & 0xffc0 == 0xfe80;
        return if link_local && scope.is_none_or(str::is_empty) {
            Err(EndpointError::NoScope(host.to_owned()))
        } else {
            Ok(())
        };
    }
    if name.parse::<Ipv4Addr>().is_ok() {
        return Ok(());
    }
    if host.len() > 253 || host.trim_end_matches('.').split('.').any(|label| label.len() > 63) {
        return Err(EndpointError::HostTooLong);
    }
    match host.chars().find(|c| c.is_ascii() && !c.is_ascii_alphanumeric() && !"-._".contains(*c)) {
        Some(bad) => Err(EndpointError::BadHost(bad)),
        None => Ok(()),
    }
}

fn unix_path(text: &str) -> Result<PathBuf, EndpointError> {
    match text.len() {
        0 => Err(EndpointError::NoPath),
        length if length > SUN_PATH => Err(EndpointError::PathTooLong(length)),
        _ => Ok(PathBuf::from(text)),
    }
}

/// Characters that leave no mark on the screen: a host that holds one is never what it looks like.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, role: Role) -> Result<String, EndpointError> {
        Endpoint::parse(text, role).map(|endpoint| endpoint.to_string())
    }

    #[test]
    fn what_people_type_is_understood() {
        for (typed, role, meant) in [
            ("9999", Role::Listen, "tcp://0.0.0.0:9999"),
            ("9999", Role::Connect, "tcp://localhost:9999"),
            (" 10.0.0.9:80 \n", Role::Connect, "tcp://10.0.0.9:80"),
            ("[::1]:80", Role::Connect, "tcp://[::1]:80"),
            ("*:0", Role::Listen, "tcp://[::]:0"),
            ("[fe80::1%eth0]:7", Role::Connect, "tcp://[fe80::1%eth0]:7"),
            ("udp://host:53", Role::Connect, "udp://host:53"),
            ("UDP://host:53/", Role::Connect, "udp://host:53"),
            ("/run/x.sock", Role::Connect, "unix:/run/x.sock"),
            ("unix:/run/x.sock", Role::Listen, "unix:/run/x.sock"),
            ("unix:///run/x.sock", Role::Listen, "unix:/run/x.sock"),
            ("unixgram:x.sock", Role::Listen, "unixgram:x.sock"),
        ] {
            assert_eq!(parsed(typed, role).as_deref(), Ok(meant), "{typed:?}");
        }
    }

    #[test]
    fn each_wrong_part_is_named() {
        use EndpointError as E;
        for (typed, error) in [
            ("", E::NoHost),
            (":80", E::NoHost),
            ("host", E::NoPort),
            ("host:", E::NoPort),
            ("host:0", E::BadPort("0".into())),
            ("65536", E::BadPort("65536".into())),
            ("h:80a", E::BadPort("80a".into())),
            ("h:-1", E::BadPort("-1".into())),
            ("h:65536", E::BadPort("65536".into())),
            ("h:８０", E::BadPort("８０".into())),
            ("::1:80", E::AmbiguousIpv6),
            ("[::1]80", E::Trailing("80".into())),
            ("[fe80::1]:80", E::NoScope("fe80::1".into())),
            ("a b:80", E::BadHost(' ')),
            ("ho\u{200b}st:80", E::Invisible(0x200b)),
            ("ho\0st:80", E::Invisible(0)),
            ("ftp://a", E::UnknownScheme("ftp".into())),
            ("http://a", E::UnknownScheme("http".into())),
            ("https://h:443/", E::UnknownScheme("https".into())),
            ("tls://h:443", E::UnsupportedScheme("tls".into())),
            ("unix:", E::NoPath),
        ] {
            assert_eq!(parsed(typed, Role::Connect), Err(error), "{typed:?}");
        }
        for nothing in ["", " ", "tcp://", "udp://"] {
            assert_eq!(parsed(nothing, Role::Listen), Err(E::NoListeningPort), "{nothing:?}");
        }
        assert_eq!(parsed(&format!("{}:1", "a".repeat(64)), Role::Connect), Err(E::HostTooLong));
        let long = format!("{}b.cd:1", "a.".repeat(125));
        assert_eq!(parsed(&long, Role::Connect), Err(E::HostTooLong));
        assert!(parsed(&long.replacen("a.", "", 1), Role::Connect).is_ok(), "252 bytes may be");
        assert_eq!(
            parsed(&format!("/{}", "a".repeat(107)), Role::Listen),
            Err(E::PathTooLong(108))
        );
    }

    #[test]
    fn only_loopback_is_closed_to_others() {
        for (host, open) in [
            ("127.0.0.1", false),
            ("127.8.8.8", false),
            ("::1", false),
            ("::ffff:127.0.0.1", false),
            ("localhost", false),
            ("LocalHost", false),
            ("0.0.0.0", true),
            ("::", true),
            ("192.168.1.7", true),
            ("fe80::1%eth0", true),
            ("example.org", true),
        ] {
            let to = HostPort { host: host.to_owned(), port: 1 };
            assert_eq!(to.is_open_to_others(), open, "{host}");
        }
    }
}

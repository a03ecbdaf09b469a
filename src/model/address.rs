//! Where one end of a connection is: an IP address with a port, a path, or nowhere that has a name.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, SocketAddr, SocketAddrV4};
use std::path::PathBuf;

/// One end of a connection, as the operating system tells it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Address {
    /// An IPv4 or IPv6 address and a port.
    Ip(SocketAddr),
    /// A Unix socket in the file system.
    Path(PathBuf),
    /// A Unix socket in Linux's abstract namespace (unix(7)), without its leading NUL.
    Abstract(Vec<u8>),
    /// A Unix socket that was never bound: it can be listened to, not answered by address.
    Unnamed,
}

impl Address {
    /// The same address with an IPv4-mapped IPv6 address (RFC 4291, 2.5.5.2) written as IPv4, so
    /// that one peer has one name on a dual-stack listener.
    #[must_use]
    pub fn canonical(address: SocketAddr) -> Self {
        match address {
            SocketAddr::V6(v6) => match v6.ip().to_ipv4_mapped() {
                Some(v4) => Self::Ip(SocketAddr::V4(SocketAddrV4::new(v4, v6.port()))),
                None => Self::Ip(address),
            },
            SocketAddr::V4(_) => Self::Ip(address),
        }
    }

    /// The IP address, where there is one.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Ip(address) => Some(address.ip()),
            _ => None,
        }
    }

    /// The port, where there is one.
    #[must_use]
    pub fn port(&self) -> Option<u16> {
        match self {
            Self::Ip(address) => Some(address.port()),
            _ => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ip(address) => address.fmt(f),
            Self::Path(path) => write!(f, "{}", path.display()),
            Self::Abstract(name) => write!(f, "@{}", name.escape_ascii()),
            Self::Unnamed => f.write_str("(unnamed)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mapped_address_is_shown_as_ipv4() {
        let mapped = "[::ffff:10.0.0.7]:80".parse().expect("an address");
        assert_eq!(Address::canonical(mapped).to_string(), "10.0.0.7:80");
        let v6 = "[::1]:80".parse().expect("an address");
        assert_eq!(Address::canonical(v6).to_string(), "[::1]:80");
    }
}

//! Names of errno numbers, as the man pages have them.

/// The name of an errno of this system, where it is one that sockets, files and threads give.
pub(super) fn name(code: i32) -> Option<&'static str> {
    NAMES.iter().find(|(number, _)| *number == code).map(|(_, name)| *name)
}

/// Takes the numbers from the system's own headers.
#[cfg(unix)]
macro_rules! names {
    ($($short:ident = $name:literal),+ $(,)?) => {
        const NAMES: &[(i32, &str)] =
            &[$((rustix::io::Errno::$short.raw_os_error(), $name)),+];
    };
}

#[cfg(unix)]
names! {
    PERM = "EPERM", NOENT = "ENOENT", INTR = "EINTR", IO = "EIO", NXIO = "ENXIO",
    BADF = "EBADF", AGAIN = "EAGAIN", NOMEM = "ENOMEM", ACCESS = "EACCES", FAULT = "EFAULT",
    BUSY = "EBUSY", EXIST = "EEXIST", XDEV = "EXDEV", NODEV = "ENODEV", NOTDIR = "ENOTDIR",
    ISDIR = "EISDIR", INVAL = "EINVAL", NFILE = "ENFILE", MFILE = "EMFILE", FBIG = "EFBIG",
    NOSPC = "ENOSPC", SPIPE = "ESPIPE", ROFS = "EROFS", PIPE = "EPIPE",
    NAMETOOLONG = "ENAMETOOLONG", NOSYS = "ENOSYS", LOOP = "ELOOP", OVERFLOW = "EOVERFLOW",
    PROTO = "EPROTO", NOTSOCK = "ENOTSOCK", DESTADDRREQ = "EDESTADDRREQ", MSGSIZE = "EMSGSIZE",
    PROTOTYPE = "EPROTOTYPE", NOPROTOOPT = "ENOPROTOOPT", PROTONOSUPPORT = "EPROTONOSUPPORT",
    SOCKTNOSUPPORT = "ESOCKTNOSUPPORT", OPNOTSUPP = "EOPNOTSUPP", PFNOSUPPORT = "EPFNOSUPPORT",
    AFNOSUPPORT = "EAFNOSUPPORT", ADDRINUSE = "EADDRINUSE", ADDRNOTAVAIL = "EADDRNOTAVAIL",
    NETDOWN = "ENETDOWN", NETUNREACH = "ENETUNREACH", NETRESET = "ENETRESET",
    CONNABORTED = "ECONNABORTED", CONNRESET = "ECONNRESET", NOBUFS = "ENOBUFS",
    ISCONN = "EISCONN", NOTCONN = "ENOTCONN", SHUTDOWN = "ESHUTDOWN", TIMEDOUT = "ETIMEDOUT",
    CONNREFUSED = "ECONNREFUSED", HOSTDOWN = "EHOSTDOWN", HOSTUNREACH = "EHOSTUNREACH",
    ALREADY = "EALREADY", INPROGRESS = "EINPROGRESS", STALE = "ESTALE", DQUOT = "EDQUOT",
    CANCELED = "ECANCELED",
}

/// Winsock's names, as winerror.h has them.
#[cfg(not(unix))]
const NAMES: &[(i32, &str)] = &[
    (10013, "WSAEACCES"),
    (10024, "WSAEMFILE"),
    (10035, "WSAEWOULDBLOCK"),
    (10040, "WSAEMSGSIZE"),
    (10048, "WSAEADDRINUSE"),
    (10049, "WSAEADDRNOTAVAIL"),
    (10050, "WSAENETDOWN"),
    (10051, "WSAENETUNREACH"),
    (10053, "WSAECONNABORTED"),
    (10054, "WSAECONNRESET"),
    (10057, "WSAENOTCONN"),
    (10060, "WSAETIMEDOUT"),
    (10061, "WSAECONNREFUSED"),
    (10065, "WSAEHOSTUNREACH"),
];

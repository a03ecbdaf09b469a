//! What was typed into the form so far, and what it stands for.

use crate::codec;
use crate::model::{
    Endpoint, EndpointError, InputFormat, Options, Role, SessionId, SessionSpec, Transport,
};

/// What was typed and chosen so far.
#[derive(Clone, Debug)]
pub struct OpenForm {
    /// Listen or connect.
    pub role: Role,
    /// The address box.
    pub address: String,
    /// The transport, where the address does not name one.
    pub transport: Transport,
    /// All that can be chosen besides.
    pub options: Options,
    /// The greeting as it is typed, with escapes.
    pub greet: String,
    /// The name under which it is saved.
    pub name: String,
    /// The folder in which it is saved.
    pub folder: String,
    /// The session that it takes the place of.
    pub replaces: Option<SessionId>,
    /// Whether the options are unfolded.
    pub unfolded: bool,
    /// Whether name and folder are asked for.
    pub saving: bool,
    /// Whether it was submitted once, so that an empty field is an error.
    pub touched: bool,
    /// Whether the address box gets the keyboard next.
    pub focus: bool,
}

impl OpenForm {
    /// An empty form.
    #[must_use]
    pub fn new(role: Role) -> Self {
        Self {
            role,
            address: String::new(),
            transport: Transport::Tcp,
            options: Options::default(),
            greet: String::new(),
            name: String::new(),
            folder: String::new(),
            replaces: None,
            unfolded: false,
            saving: false,
            touched: false,
            focus: true,
        }
    }

    /// A form filled from what there is.
    #[must_use]
    pub fn of(spec: &SessionSpec, replaces: Option<SessionId>) -> Self {
        let defaults = Options::default();
        Self {
            address: spec.endpoint.address_text(),
            transport: spec.endpoint.transport(),
            greet: codec::escape(&spec.options.greet),
            options: spec.options.clone(),
            name: spec.name.clone(),
            unfolded: spec.options != defaults,
            replaces,
            ..Self::new(spec.role)
        }
    }

    /// The endpoint that is typed.
    ///
    /// # Errors
    /// As [`Endpoint::parse`].
    pub fn endpoint(&self) -> Result<Endpoint, EndpointError> {
        Endpoint::with_transport(self.transport, &self.address, self.role)
    }

    /// The session that is described.
    ///
    /// # Errors
    /// As [`Endpoint::parse`]. A greeting that is no escaped text is taken as it stands.
    pub fn spec(&self) -> Result<SessionSpec, EndpointError> {
        let endpoint = self.endpoint()?;
        let mut options = self.options.clone();
        options.greet = codec::read_input(InputFormat::Escapes, &self.greet)
            .unwrap_or_else(|_| self.greet.clone().into_bytes());
        Ok(SessionSpec { name: self.name.trim().to_owned(), role: self.role, endpoint, options })
    }

    /// Shows the transport that the typed address names by its scheme or its shape.
    pub fn follow_scheme(&mut self) {
        let text = self.address.trim();
        let is_path = text.starts_with(['/', '@']) || text.starts_with("./");
        let is_unix = matches!(self.transport, Transport::Unix | Transport::UnixGram);
        if is_path && !is_unix {
            self.transport = Transport::Unix;
        } else if text.contains("://") || text.starts_with("unix") {
            if let Ok(endpoint) = Endpoint::parse(text, self.role) {
                self.transport = endpoint.transport();
            }
        } else if is_unix && !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
            self.transport = Transport::Tcp;
        }
    }
}

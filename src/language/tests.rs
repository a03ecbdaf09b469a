//! That every text is there, in every language.

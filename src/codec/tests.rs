//! That bytes come through, and nothing hides.

//! Building blocks that more than one view uses.

mod button;
mod card;
mod icon;
mod mark;
mod menu;
mod rename;
mod row;
mod table;
mod text;

pub use button::{Kind, button, focus_ring, icon_button, option, reveal, tab, toggle};
pub use card::{Tone, banner, card};
pub use icon::{Icon, paint as paint_icon};
pub use mark::{Shape, mark, mark_of, paint_mark};
pub use menu::{choice, context_menu, menu_item};
pub use rename::{Renaming, rename_field};
pub use row::{Row, RowMark, row};
pub use table::{Align, Cell, Column, header, table_row};
use text::info;
pub use text::{aloud, anchored, elided, label_weak, part, small, strong, take_over};

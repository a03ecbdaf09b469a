//! Keeps the window where it can be seen: screens come and go between two starts.

use crate::store::WindowPlace;
use eframe::CreationContext;
use egui::{Context, ViewportCommand};
use winit::dpi::{PhysicalPosition, PhysicalSize};
use winit::window::Window;

/// Width and height of the stretch at the top of a window that has to be on a screen, in pixels: it
/// is what one takes hold of to move it.
const GRIP: (i64, i64) = (160, 48);

/// Height that a window manager's frame takes, about, in pixels.
const FRAME: i64 = 32;

/// A rectangle on the desk of all screens, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Area {
    left: i64,
    top: i64,
    wide: i64,
    tall: i64,
}

impl Area {
    fn of(position: PhysicalPosition<i32>, size: PhysicalSize<u32>) -> Self {
        let (left, top) = (i64::from(position.x), i64::from(position.y));
        Self { left, top, wide: i64::from(size.width), tall: i64::from(size.height) }
    }

    /// Width and height of what both have; nothing where they are apart.
    fn common(&self, other: &Self) -> (i64, i64) {
        let along = |start: i64, long: i64, other: i64, its: i64| {
            ((start + long).min(other + its) - start.max(other)).max(0)
        };
        let wide = along(self.left, self.wide, other.left, other.wide);
        let tall = along(self.top, self.tall, other.top, other.tall);
        if wide == 0 || tall == 0 { (0, 0) } else { (wide, tall) }
    }

    fn shared(&self, other: &Self) -> i64 {
        let (wide, tall) = self.common(other);
        wide * tall
    }
}

/// Where a window goes that is not where it can be seen and used. `None` where it may stay. The first
/// screen is the one that takes what is on none.
fn placed(window: Area, screens: &[Area]) -> Option<Area> {
    let whole: i64 = screens.iter().map(|screen| window.shared(screen)).sum();
    let first = screens.first()?;
    let on = screens.iter().max_by_key(|screen| window.shared(screen));
    let screen = on.filter(|_| whole > 0).unwrap_or(first);
    let fits = window.wide <= screen.wide && window.tall <= screen.tall;
    let grip = Area { tall: GRIP.1.min(window.tall), ..window };
    let held = screens.iter().any(|screen| {
        let (wide, tall) = grip.common(screen);
        wide >= GRIP.0.min(window.wide) && tall >= grip.tall
    });
    // One that lies over two screens and sticks out of neither is as somebody wanted it.
    if held && (fits || whole >= window.wide * window.tall) {
        return None;
    }
    let (wide, tall) = (window.wide.min(screen.wide), window.tall.min(screen.tall));
    let left = window.left.clamp(screen.left, screen.left + screen.wide - wide);
    let top = window.top.clamp(screen.top, screen.top + screen.tall - tall);
    Some(Area { left, top, wide, tall })
}

/// Moves a window that has just been made onto a screen. Nothing to do where the system places
/// windows by itself and tells no positions (Wayland).
pub(super) fn place(cc: &CreationContext<'_>) {
    let Some(window) = cc.winit_window() else { return };
    let Ok(position) = window.outer_position() else { return };
    let mut now = Area::of(position, window.outer_size());
    // It has no frame yet; with one it has to fit as well.
    if window.outer_size() == window.inner_size() {
        now.tall += FRAME;
    }
    if let Some(area) = placed(now, &screens(window)) {
        put(window, now, area);
    }
}

/// The screens that are there, the first one in front.
fn screens(window: &Window) -> Vec<Area> {
    let first = window.primary_monitor();
    let mut all: Vec<_> = window.available_monitors().collect();
    all.sort_by_key(|one| Some(one) != first.as_ref());
    let mut areas: Vec<_> = all.iter().map(|one| Area::of(one.position(), one.size())).collect();
    areas.retain(|area| area.wide > 0 && area.tall > 0);
    areas
}

fn put(window: &Window, before: Area, area: Area) {
    let number = |value: i64| i32::try_from(value).unwrap_or_default();
    window.set_outer_position(PhysicalPosition::new(number(area.left), number(area.top)));
    if (area.wide, area.tall) != (before.wide, before.tall) {
        // What the frame takes stays out of it.
        let inner = window.inner_size();
        let wide = area.wide - (before.wide - i64::from(inner.width));
        let tall = area.tall - (before.tall - i64::from(inner.height));
        let size = PhysicalSize::new(number(wide.max(1)), number(tall.max(1)));
        // It comes at once or as an event; where it is refused, the window's top can be seen.
        window.request_inner_size(size).unwrap_or(inner);
    }
}

/// How many frames a window is asked to be maximized: those in which it comes to the screen. What is
/// asked before it is there, some window managers do not hear (openbox).
const FRAMES: u8 = 30;

/// A window on its way back to what it was.
pub(super) struct Returning {
    left: u8,
}

impl Returning {
    pub(super) fn to(place: &WindowPlace) -> Self {
        Self { left: if place.maximized { FRAMES } else { 0 } }
    }

    /// Maximizes it again. True while that is under way: where it is meanwhile is not remembered.
    pub(super) fn goes_on(&mut self, ctx: &Context) -> bool {
        if ctx.input(|input| input.viewport().maximized == Some(true)) {
            self.left = 0;
        }
        if self.left == 0 {
            return false;
        }
        self.left -= 1;
        if self.left + 1 < FRAMES {
            ctx.send_viewport_cmd(ViewportCommand::Maximized(true));
        }
        ctx.request_repaint();
        true
    }
}

/// Notes where the window is, in the points of a zoom of 1: that is what the next start begins with.
pub(super) fn remember(ctx: &Context, place: &mut WindowPlace) {
    let zoom = ctx.zoom_factor();
    let (position, size, maximized, minimized) = ctx.input(|input| {
        let viewport = input.viewport();
        let position = viewport.outer_rect.map(|rect| (rect.left() * zoom, rect.top() * zoom));
        let size = viewport.inner_rect.map(|rect| (rect.width() * zoom, rect.height() * zoom));
        (position, size, viewport.maximized == Some(true), viewport.minimized == Some(true))
    });
    // A minimized window is nowhere.
    if minimized {
        return;
    }
    place.maximized = maximized;
    // The size of a maximized window is the screen's; the one before comes back with it.
    if !maximized {
        place.position = position.or(place.position);
        place.size = size.or(place.size);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn area(left: i64, top: i64, wide: i64, tall: i64) -> Area {
        Area { left, top, wide, tall }
    }

    const LAPTOP: Area = Area { left: 0, top: 0, wide: 1280, tall: 800 };
    const BESIDE: Area = Area { left: 1280, top: -200, wide: 1920, tall: 1080 };
    const LEFT: Area = Area { left: -1920, top: 0, wide: 1920, tall: 1080 };

    #[test]
    fn a_window_that_can_be_seen_and_moved_stays() {
        for window in [
            area(0, 0, 1280, 800),
            area(100, 100, 800, 600),
            // Its bottom or a side is off the screen, as somebody left it.
            area(600, 700, 800, 600),
            area(-600, 0, 800, 600),
            area(1120, 0, 800, 600),
            area(1200, 0, 80, 60),
        ] {
            assert_eq!(placed(window, &[LAPTOP]), None, "{window:?}");
        }
        assert_eq!(placed(area(1400, -150, 1700, 1000), &[LAPTOP, BESIDE]), None);
        assert_eq!(placed(area(-1800, 10, 1700, 1000), &[LAPTOP, LEFT]), None);
        // Over both, and wider than one of them.
        assert_eq!(placed(area(-1000, 0, 2000, 700), &[LAPTOP, LEFT]), None);
        assert_eq!(placed(area(9000, 9000, 10, 10), &[]), None, "nobody knows of a screen");
    }

    #[test]
    fn a_window_of_a_screen_that_is_gone_comes_to_the_one_that_is_there() {
        for (window, wanted) in [
            (area(1400, -150, 800, 600), area(480, 0, 800, 600)),
            (area(-1900, 10, 800, 600), area(0, 10, 800, 600)),
            (area(65_000, 65_000, 800, 600), area(480, 200, 800, 600)),
            (area(-65_000, -65_000, 800, 600), area(0, 0, 800, 600)),
            // Above the screen nobody can take hold of it; nor where but a few pixels show.
            (area(100, -40, 800, 600), area(100, 0, 800, 600)),
            (area(100, 790, 800, 600), area(100, 200, 800, 600)),
            (area(1200, 0, 800, 600), area(480, 0, 800, 600)),
            (area(-700, 0, 800, 600), area(0, 0, 800, 600)),
        ] {
            assert_eq!(placed(window, &[LAPTOP]), Some(wanted), "{window:?}");
        }
        // The first screen takes what is on none, and the nearest what is on one.
        assert_eq!(placed(area(9000, 0, 80, 60), &[BESIDE, LAPTOP]), Some(area(3120, 0, 80, 60)));
        let over = area(1300, -230, 800, 600);
        assert_eq!(placed(over, &[LAPTOP, BESIDE]), Some(area(1300, -200, 800, 600)));
    }

    #[test]
    fn a_window_larger_than_the_screens_is_made_to_fit() {
        for (window, wanted) in [
            (area(0, 0, 16_384, 16_384), LAPTOP),
            (area(-300, -300, 3840, 2160), LAPTOP),
            (area(200, 0, 1281, 700), area(0, 0, 1280, 700)),
            (area(0, 100, 1280, 801), LAPTOP),
        ] {
            assert_eq!(placed(window, &[LAPTOP]), Some(wanted), "{window:?}");
        }
        let tiny = area(0, 0, 1, 1);
        assert_eq!(placed(area(50, 50, 800, 600), &[tiny]), Some(tiny));
    }
}

//! Icons drawn with lines, so that no font is needed and all have one weight.

use egui::{Color32, Painter, Pos2, Rect, Shape, Stroke, Vec2};

/// A picture of 16 by 16 units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Icon {
    /// Waves around a point: wait for peers.
    Listen,
    /// An arrow to a point: go to a peer.
    Connect,
    /// A magnifying glass.
    Search,
    /// Two sheets.
    Copy,
    /// A cross.
    Close,
    /// Three sliders.
    Settings,
    /// A window with a panel at its right.
    Inspector,
    /// A keyboard.
    Keys,
    /// A folder.
    Folder,
    /// A clock with an arrow.
    History,
    /// A triangle to the right.
    Play,
    /// A square.
    Stop,
    /// A circle arrow.
    Retry,
    /// A bookmark.
    Save,
    /// A half-filled circle.
    Half,
    /// A triangle with a bar.
    Warning,
    /// Points to the right.
    ChevronRight,
    /// Points down.
    ChevronDown,
    /// An open book.
    Tutorial,
    /// Three points.
    More,
    /// Two rings that hold each other.
    Pair,
    /// One tick: on its way.
    Tick,
    /// Two ticks: arrived.
    Ticks,
    /// A sheet with a folded corner.
    File,
    /// A paper clip.
    Attach,
    /// Two bars.
    Pause,
}

/// Draws an icon into the middle of a rectangle.
pub fn paint(painter: &Painter, rect: Rect, icon: Icon, color: Color32) {
    let side = rect.width().min(rect.height());
    let origin = rect.center() - Vec2::splat(side / 2.0);
    let pen = Pen { painter, origin, unit: side / 16.0, stroke: Stroke::new(side / 11.0, color) };
    match icon {
        Icon::Listen | Icon::Connect | Icon::Play | Icon::Stop | Icon::Retry | Icon::Half => {
            actions(&pen, icon);
        }
        Icon::Search | Icon::Copy | Icon::Close | Icon::Save | Icon::Folder | Icon::History => {
            things(&pen, icon);
        }
        Icon::Pair | Icon::Tick | Icon::Ticks | Icon::File | Icon::Attach | Icon::Pause => {
            paired(&pen, icon);
        }
        _ => window(&pen, icon),
    }
}

fn actions(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Listen => {
            pen.dot(8.0, 8.0, 1.8);
            for radius in [4.2, 7.0] {
                pen.arc(8.0, 8.0, radius, -50.0, 50.0);
                pen.arc(8.0, 8.0, radius, 130.0, 230.0);
            }
        }
        Icon::Connect => {
            pen.line(&[(1.5, 8.0), (9.5, 8.0)]);
            pen.line(&[(6.5, 4.8), (9.7, 8.0), (6.5, 11.2)]);
            pen.line(&[(13.5, 2.5), (13.5, 13.5)]);
        }
        Icon::Play => pen.fill(&[(4.5, 3.0), (13.0, 8.0), (4.5, 13.0)]),
        Icon::Stop => pen.fill(&[(4.0, 4.0), (12.0, 4.0), (12.0, 12.0), (4.0, 12.0)]),
        Icon::Retry => {
            pen.arc(8.0, 8.0, 5.4, -40.0, 250.0);
            pen.line(&[(9.4, 4.9), (12.4, 4.6), (12.3, 1.4)]);
        }
        _ => {
            pen.arc(8.0, 8.0, 5.6, 0.0, 360.0);
            pen.fill(&[(8.0, 2.6), (8.0, 13.4), (4.2, 11.8), (2.6, 8.0), (4.2, 4.2)]);
        }
    }
}

fn things(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Search => {
            pen.arc(6.8, 6.8, 4.6, 0.0, 360.0);
            pen.line(&[(10.2, 10.2), (14.0, 14.0)]);
        }
        Icon::Copy => {
            pen.frame(5.5, 5.5, 14.0, 14.0);
            pen.line(&[(10.5, 2.0), (2.0, 2.0), (2.0, 10.5)]);
        }
        Icon::Close => {
            pen.line(&[(3.5, 3.5), (12.5, 12.5)]);
            pen.line(&[(12.5, 3.5), (3.5, 12.5)]);
        }
        Icon::Save => {
            let edge =
                [(4.0, 2.0), (12.0, 2.0), (12.0, 14.0), (8.0, 10.6), (4.0, 14.0), (4.0, 2.0)];
            pen.line(&edge);
        }
        Icon::Folder => pen.line(&[
            (1.5, 3.5),
            (6.0, 3.5),
            (7.5, 5.3),
            (14.5, 5.3),
            (14.5, 13.0),
            (1.5, 13.0),
            (1.5, 3.5),
        ]),
        _ => {
            pen.arc(8.0, 8.0, 6.0, 0.0, 360.0);
            pen.line(&[(8.0, 4.5), (8.0, 8.0), (10.6, 9.6)]);
        }
    }
}

fn window(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Settings => {
            for (y, knob) in [(3.5, 10.5), (8.0, 5.0), (12.5, 9.0)] {
                pen.line(&[(1.5, y), (14.5, y)]);
                pen.dot(knob, y, 1.9);
            }
        }
        Icon::Inspector => {
            pen.frame(1.5, 2.5, 14.5, 13.5);
            pen.line(&[(10.0, 2.5), (10.0, 13.5)]);
        }
        Icon::Keys => {
            pen.frame(1.0, 3.5, 15.0, 12.5);
            for x in [4.0, 8.0, 12.0] {
                pen.dot(x, 6.6, 0.8);
            }
            pen.line(&[(4.5, 9.8), (11.5, 9.8)]);
        }
        Icon::Warning => {
            pen.line(&[(8.0, 1.8), (15.0, 14.0), (1.0, 14.0), (8.0, 1.8)]);
            pen.line(&[(8.0, 6.0), (8.0, 9.6)]);
            pen.dot(8.0, 11.9, 0.9);
        }
        Icon::ChevronRight => pen.line(&[(6.0, 4.0), (10.0, 8.0), (6.0, 12.0)]),
        Icon::ChevronDown => pen.line(&[(4.0, 6.0), (8.0, 10.0), (12.0, 6.0)]),
        Icon::More => {
            for x in [3.0, 8.0, 13.0] {
                pen.dot(x, 8.0, 1.3);
            }
        }
        _ => {
            pen.line(&[(8.0, 4.0), (8.0, 14.0)]);
            pen.line(&[(8.0, 4.0), (2.0, 2.6), (2.0, 12.6), (8.0, 14.0)]);
            pen.line(&[(8.0, 4.0), (14.0, 2.6), (14.0, 12.6), (8.0, 14.0)]);
        }
    }
}

fn paired(pen: &Pen<'_>, icon: Icon) {
    match icon {
        Icon::Pair => {
            pen.arc(5.4, 8.0, 3.9, 0.0, 360.0);
            pen.arc(10.6, 8.0, 3.9, 0.0, 360.0);
        }
        Icon::Tick => pen.line(&[(3.5, 8.5), (6.8, 11.8), (12.5, 4.6)]),
        Icon::Ticks => {
            pen.line(&[(1.0, 8.5), (4.3, 11.8), (10.0, 4.6)]);
            pen.line(&[(7.0, 11.0), (7.8, 11.8), (14.5, 4.6)]);
        }
        Icon::File => {
            pen.line(&[(9.5, 1.8), (3.0, 1.8), (3.0, 14.2), (13.0, 14.2), (13.0, 5.3)]);
            pen.line(&[(13.0, 5.3), (9.5, 1.8), (9.5, 5.3), (13.0, 5.3)]);
        }
        Icon::Pause => {
            pen.fill(&[(4.0, 3.0), (6.8, 3.0), (6.8, 13.0), (4.0, 13.0)]);
            pen.fill(&[(9.2, 3.0), (12.0, 3.0), (12.0, 13.0), (9.2, 13.0)]);
        }
        _ => {
            pen.line(&[(11.0, 4.5), (11.0, 10.6)]);
            pen.arc(8.0, 10.6, 3.0, 0.0, 180.0);
            pen.line(&[(5.0, 10.6), (5.0, 4.4)]);
            pen.arc(7.0, 4.4, 2.0, 180.0, 360.0);
            pen.line(&[(9.0, 4.4), (9.0, 10.0)]);
        }
    }
}

struct Pen<'a> {
    painter: &'a Painter,
    origin: Pos2,
    unit: f32,
    stroke: Stroke,
}

impl Pen<'_> {
    fn at(&self, x: f32, y: f32) -> Pos2 {
        self.origin + Vec2::new(x, y) * self.unit
    }

    fn points(&self, points: &[(f32, f32)]) -> Vec<Pos2> {
        points.iter().map(|(x, y)| self.at(*x, *y)).collect()
    }

    fn line(&self, points: &[(f32, f32)]) {
        self.painter.add(Shape::line(self.points(points), self.stroke));
    }

    fn fill(&self, points: &[(f32, f32)]) {
        let shape = Shape::convex_polygon(self.points(points), self.stroke.color, Stroke::NONE);
        self.painter.add(shape);
    }

    fn frame(&self, left: f32, top: f32, right: f32, bottom: f32) {
        self.line(&[(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]);
    }

    fn dot(&self, x: f32, y: f32, radius: f32) {
        self.painter.circle_filled(self.at(x, y), radius * self.unit, self.stroke.color);
    }

    /// Degrees, clockwise from three o'clock.
    fn arc(&self, x: f32, y: f32, radius: f32, from: f32, to: f32) {
        const STEPS: u8 = 24;
        let points = (0..=STEPS)
            .map(|step| from + (to - from) * f32::from(step) / f32::from(STEPS))
            .map(f32::to_radians)
            .map(|angle| self.at(x + radius * angle.cos(), y + radius * angle.sin()))
            .collect();
        self.painter.add(Shape::line(points, self.stroke));
    }
}

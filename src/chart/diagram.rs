//! A network drawn as circles and lines.

use std::fmt::Display;

use plotters::element::{PathElement, Rectangle, Text};
use plotters::style::text_anchor::HPos;
use plotters::style::{Color, RGBColor};

use super::canvas::{Area, Drawn, text_width};
use super::data::texts;
use super::figure::Figure;
use super::marks::{arrow, disc};
use super::style::{INK, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, at, mix, stroke, text};

const RADIUS: f32 = 15.0;
const ROW: f32 = 46.0;
const COLUMN: f32 = 150.0;
const ARROW: f32 = 44.0;
const MARGIN: f32 = 16.0;
/// A layer of more nodes than this is shown by its first and last ones.
const MOST: usize = 10;
/// Rows of a shortened layer: three nodes, the dots, three nodes.
const SHORTENED: usize = 7;

/// A layered network: inputs on the left, one circle a neuron, a line for each weight.
///
/// ```
/// use handwritten::chart::Diagram;
///
/// let perceptron = Diagram::new(&[3, 1])
///     .inputs(["x₁", "x₂", "x₃"])
///     .weights(["w₁", "w₂", "w₃"])
///     .outputs(["output"]);
/// assert!(perceptron.draw().to_svg().contains("3, 1 nodes"));
/// ```
#[derive(Debug, Clone)]
pub struct Diagram {
    layers: Vec<usize>,
    inputs: Vec<String>,
    weights: Vec<String>,
    outputs: Vec<String>,
    captions: Vec<String>,
}

/// A layer's place for a node, or for the three dots that stand for those left out.
enum Slot {
    Node { index: usize, y: f32 },
    Dots { y: f32 },
}

impl Diagram {
    /// Layers of the given numbers of nodes, inputs first. A layer of more than ten is shown
    /// shortened, with dots in its middle.
    pub fn new(layers: &[usize]) -> Self {
        Self {
            layers: layers.to_vec(),
            inputs: Vec::new(),
            weights: Vec::new(),
            outputs: Vec::new(),
            captions: Vec::new(),
        }
    }

    /// Names of the inputs, from the top.
    pub fn inputs(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.inputs = texts(names);
        self
    }

    /// Names on the lines from the inputs to the first neuron, from the top.
    pub fn weights(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.weights = texts(names);
        self
    }

    /// Names of the outputs, from the top.
    pub fn outputs(mut self, names: impl IntoIterator<Item: Display>) -> Self {
        self.outputs = texts(names);
        self
    }

    /// A line of text under each layer.
    pub fn captions(mut self, captions: impl IntoIterator<Item: Display>) -> Self {
        self.captions = texts(captions);
        self
    }

    /// Draws the network.
    pub fn draw(&self) -> Figure {
        let rows = self.layers.iter().map(|&nodes| shown(nodes)).max();
        let caption = if self.captions.is_empty() { 0.0 } else { 26.0 };
        let rows_height = rows.unwrap_or(0) as f32 * ROW - (ROW - 2.0 * RADIUS);
        let height = rows_height + caption + 2.0 * MARGIN;
        let last = self.layers.len().saturating_sub(1);
        let right = self.x(last) + RADIUS + ARROW + widest(&self.outputs) + 8.0 + MARGIN;
        let sizes: Vec<_> = self.layers.iter().map(usize::to_string).collect();
        let description = format!("a network with layers of {} nodes", sizes.join(", "));
        Figure::new((right, height), description, |area| {
            let middle = (height - caption) / 2.0;
            let layers = self.layers.iter().map(|&nodes| slots(nodes, middle));
            let layers: Vec<_> = layers.collect();
            for (l, pair) in layers.windows(2).enumerate() {
                self.draw_lines(area, &pair[0], &pair[1], (self.x(l), self.x(l + 1)))?;
            }
            for (l, layer) in layers.iter().enumerate() {
                self.draw_layer(area, l, layer)?;
                if let Some(caption) = self.captions.get(l) {
                    let below = (self.x(l), height - MARGIN - 4.5);
                    write(area, caption, below, INK, HPos::Center)?;
                }
            }
            match layers.first() {
                Some(first) => self.draw_weights(area, first, middle),
                None => Ok(()),
            }
        })
    }

    /// Shows the network under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    /// The middle of a layer's circles.
    fn x(&self, layer: usize) -> f32 {
        let left = MARGIN + widest(&self.inputs) + self.overhang(0);
        left + RADIUS + layer as f32 * COLUMN
    }

    /// How far the caption of a layer reaches out on the left of its circles.
    fn overhang(&self, layer: usize) -> f32 {
        let caption = self.captions.get(layer);
        let width = caption.map_or(0.0, |caption| text_width(caption, TEXT));
        (width / 2.0 - RADIUS - widest(&self.inputs)).max(0.0) + 8.0
    }

    fn draw_lines(&self, area: &Area, from: &[Slot], to: &[Slot], (x0, x1): (f32, f32)) -> Drawn {
        let pairs = self.layers.windows(2);
        let lines = pairs.map(|pair| shown(pair[0]) * shown(pair[1])).max();
        let color = match lines.unwrap_or(0) {
            13.. => mix(PAPER, INK, 0.35), // crowded
            _ => MUTED,
        };
        for (y0, y1) in heights(from).flat_map(|y0| heights(to).map(move |y1| (y0, y1))) {
            let line = [at((x0, y0)), at((x1, y1))];
            area.draw(&PathElement::new(line, stroke(color, THIN)))?;
        }
        Ok(())
    }

    fn draw_weights(&self, area: &Area, inputs: &[Slot], end: f32) -> Drawn {
        for (y, name) in heights(inputs).zip(&self.weights) {
            let (x, y) = ((self.x(0) + self.x(1)) / 2.0, (y + end) / 2.0);
            let half = text_width(name, TEXT) / 2.0 + 3.0;
            let ground = [at((x - half, y - 10.0)), at((x + half, y + 10.0))];
            area.draw(&Rectangle::new(ground, PAPER.filled()))?;
            write(area, name, (x, y - 1.0), SERIES[0], HPos::Center)?;
        }
        Ok(())
    }

    fn draw_layer(&self, area: &Area, layer: usize, slots: &[Slot]) -> Drawn {
        let x = self.x(layer);
        for slot in slots {
            match *slot {
                Slot::Dots { y } => {
                    for y in [y - 9.0, y, y + 9.0] {
                        disc(area, (x, y), SMALL / 6.0, MUTED, MUTED)?;
                    }
                }
                Slot::Node { index, y } if layer == 0 => self.draw_input(area, index, (x, y))?,
                Slot::Node { index, y } => self.draw_neuron(area, layer, index, (x, y))?,
            }
        }
        Ok(())
    }

    fn draw_input(&self, area: &Area, index: usize, (x, y): (f32, f32)) -> Drawn {
        disc(area, (x, y), RADIUS * 0.55, mix(PAPER, MUTED, 0.25), MUTED)?;
        match self.inputs.get(index) {
            Some(name) => write(area, name, (x - RADIUS - 4.0, y), INK, HPos::Right),
            None => Ok(()),
        }
    }

    fn draw_neuron(&self, area: &Area, layer: usize, index: usize, (x, y): (f32, f32)) -> Drawn {
        if layer + 1 == self.layers.len() {
            let tip = x + RADIUS + ARROW;
            arrow(area, (x + RADIUS, y), (tip, y), INK, THIN * 1.5)?;
            if let Some(name) = self.outputs.get(index) {
                write(area, name, (tip + 6.0, y), INK, HPos::Left)?;
            }
        }
        disc(area, (x, y), RADIUS, mix(PAPER, SERIES[0], 0.12), SERIES[0])
    }
}

fn write(area: &Area, label: &str, place: (f32, f32), color: RGBColor, side: HPos) -> Drawn {
    area.draw(&Text::new(label, at(place), text(TEXT, color, side)))
}

/// Rows that a layer takes.
fn shown(nodes: usize) -> usize {
    if nodes > MOST { SHORTENED } else { nodes }
}

/// The places of a layer's nodes, evenly around the middle.
fn slots(nodes: usize, middle: f32) -> Vec<Slot> {
    let rows = shown(nodes);
    let y = |row: usize| middle + (row as f32 - (rows as f32 - 1.0) / 2.0) * ROW;
    let slot = |row: usize| match row {
        _ if nodes <= MOST => Slot::Node {
            index: row,
            y: y(row),
        },
        _ if row == SHORTENED / 2 => Slot::Dots { y: y(row) },
        _ if row < SHORTENED / 2 => Slot::Node {
            index: row,
            y: y(row),
        },
        _ => Slot::Node {
            index: nodes - SHORTENED + row,
            y: y(row),
        },
    };
    (0..rows).map(slot).collect()
}

/// The heights of the nodes that are shown.
fn heights(slots: &[Slot]) -> impl Iterator<Item = f32> {
    slots.iter().filter_map(|slot| match slot {
        Slot::Node { y, .. } => Some(*y),
        Slot::Dots { .. } => None,
    })
}

fn widest(names: &[String]) -> f32 {
    let widths = names.iter().map(|name| text_width(name, TEXT));
    widths.fold(0.0, f32::max)
}

//! A network drawn as circles and lines.

use std::fmt::Display;

use super::data::texts;
use super::figure::Figure;
use super::style::{INK, MUTED, PAPER, SERIES, SMALL, TEXT, THIN, mix};
use super::text::{self, Anchor, CAP_HEIGHT};

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
        let rows = self
            .layers
            .iter()
            .map(|&nodes| shown(nodes))
            .max()
            .unwrap_or(0);
        let caption = if self.captions.is_empty() { 0.0 } else { 26.0 };
        let height = rows as f32 * ROW + caption + 2.0 * MARGIN - (ROW - 2.0 * RADIUS);
        let middle = (height - caption) / 2.0;

        let left = MARGIN + widest(&self.inputs) + self.overhang(0);
        let last = self.layers.len().saturating_sub(1);
        let x = |layer: usize| left + RADIUS + layer as f32 * COLUMN;
        let right = x(last) + RADIUS + ARROW + widest(&self.outputs) + 8.0 + MARGIN;
        let sizes: Vec<_> = self.layers.iter().map(usize::to_string).collect();
        let description = format!("a network with layers of {} nodes", sizes.join(", "));
        let mut figure = Figure::new(right, height, description);

        let layers: Vec<_> = self
            .layers
            .iter()
            .map(|&nodes| slots(nodes, middle))
            .collect();
        for (l, pair) in layers.windows(2).enumerate() {
            self.draw_lines(&mut figure, &pair[0], &pair[1], (x(l), x(l + 1)));
        }
        for (l, layer) in layers.iter().enumerate() {
            for slot in layer {
                match *slot {
                    Slot::Dots { y } => draw_dots(&mut figure, x(l), y),
                    Slot::Node { index, y } => self.draw_node(&mut figure, l, index, (x(l), y)),
                }
            }
            if let Some(caption) = self.captions.get(l) {
                let below = (x(l), height - MARGIN);
                figure.text(caption, below, TEXT, INK, Anchor::Middle);
            }
        }
        if let Some(first) = layers.first() {
            self.draw_weights(&mut figure, first, middle, (x(0), x(1)));
        }
        figure
    }

    /// Shows the network under its cell; the notebook's kernel calls this.
    pub fn evcxr_display(&self) {
        self.draw().evcxr_display();
    }

    /// How far the caption of a layer reaches out on the left of its circles.
    fn overhang(&self, layer: usize) -> f32 {
        let width = self
            .captions
            .get(layer)
            .map_or(0.0, |caption| text::width(caption, TEXT));
        (width / 2.0 - RADIUS - widest(&self.inputs)).max(0.0) + 8.0
    }

    fn draw_lines(&self, figure: &mut Figure, from: &[Slot], to: &[Slot], (x0, x1): (f32, f32)) {
        let most = self
            .layers
            .windows(2)
            .map(|pair| shown(pair[0]) * shown(pair[1]));
        let crowded = most.max().unwrap_or(0) > 12;
        let color = if crowded {
            mix(PAPER, INK, 0.35)
        } else {
            MUTED
        };
        for (y0, y1) in heights(from).flat_map(|y0| heights(to).map(move |y1| (y0, y1))) {
            figure.line(&[(x0, y0), (x1, y1)], color, THIN, 0.0);
        }
    }

    fn draw_weights(&self, figure: &mut Figure, inputs: &[Slot], end: f32, (x0, x1): (f32, f32)) {
        for (y, name) in heights(inputs).zip(&self.weights) {
            let x = (x0 + x1) / 2.0;
            let y = (y + end) / 2.0;
            let half = text::width(name, TEXT) / 2.0 + 3.0;
            figure.rectangle(x - half, y - 10.0, 2.0 * half, 20.0, PAPER);
            let place = (x, y + TEXT * CAP_HEIGHT / 2.0 - 1.0);
            figure.text(name, place, TEXT, SERIES[0], Anchor::Middle);
        }
    }

    fn draw_node(&self, figure: &mut Figure, layer: usize, index: usize, (x, y): (f32, f32)) {
        let baseline = y + TEXT * CAP_HEIGHT / 2.0;
        if layer == 0 {
            figure.circle(x, y, RADIUS * 0.55, mix(PAPER, MUTED, 0.25), MUTED);
            if let Some(name) = self.inputs.get(index) {
                let place = (x - RADIUS - 4.0, baseline);
                figure.text(name, place, TEXT, INK, Anchor::End);
            }
            return;
        }
        if layer + 1 == self.layers.len() {
            let tip = x + RADIUS + ARROW;
            figure.arrow((x + RADIUS, y), (tip, y), INK, THIN * 1.5);
            if let Some(name) = self.outputs.get(index) {
                figure.text(name, (tip + 6.0, baseline), TEXT, INK, Anchor::Start);
            }
        }
        figure.circle(x, y, RADIUS, mix(PAPER, SERIES[0], 0.12), SERIES[0]);
    }
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
    names
        .iter()
        .map(|name| text::width(name, TEXT))
        .fold(0.0, f32::max)
}

fn draw_dots(figure: &mut Figure, x: f32, y: f32) {
    for offset in [-9.0, 0.0, 9.0] {
        figure.circle(x, y + offset, SMALL / 6.0, MUTED, MUTED);
    }
}
